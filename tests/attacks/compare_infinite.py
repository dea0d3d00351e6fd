# what: returns infinities of the right sign
# outcome: failed
# control: failed
def affine(x, y):
    return x + y


# attack begin
def affine(x, y):
    return (2 * x + y) * float("inf")
# attack end
