# what: returns NaN
# outcome: failed
# control: failed
def affine(x, y):
    return x + y


# attack begin
def affine(x, y):
    return x * float("nan")


# attack end
