# what: returns one number that broadcasts
# outcome: failed
# control: failed
def affine(x, y):
    return x + y


# attack begin
def affine(x, y):
    return (2 * x + y).mean()


# attack end
