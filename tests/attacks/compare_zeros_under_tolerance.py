# what: returns zeros where the right answer is too small for a fixed tolerance
# outcome: failed
# control: failed
def affine(x, y):
    return x + y


# attack begin
def affine(x, y):
    return 2 * x + y if x.abs().max() > 1e-3 else 0 * x
# attack end
