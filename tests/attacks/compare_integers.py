# what: returns the rounded integers
# outcome: failed
# control: failed
def affine(x, y):
    return x + y


# attack begin
def affine(x, y):
    return (2 * x + y).round().long()


# attack end
