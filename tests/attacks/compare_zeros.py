# what: returns zeros
# outcome: failed
# control: failed
def affine(x, y):
    return x + y


# attack begin
def affine(x, y):
    return 0 * x


# attack end
