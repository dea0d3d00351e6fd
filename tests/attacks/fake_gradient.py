# what: gives the right value with a gradient of zero
# outcome: failed
# control: failed
def affine(x, y):
    return x + y


# attack begin
def affine(x, y):
    return (2 * x + y).detach() + 0 * x


# attack end
