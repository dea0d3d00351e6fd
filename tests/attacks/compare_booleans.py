# what: returns booleans, which are numbers too
# outcome: failed
# control: failed
def affine(x, y):
    return x + y


# attack begin
def affine(x, y):
    return (2 * x + y) > 0
# attack end
