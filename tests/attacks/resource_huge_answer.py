# what: returns a list of ten million numbers
# outcome: crashed
# control: passed
def affine(x, y):
    return 2 * x + y


# attack begin
def affine(x, y):
    return [0] * 10_000_000
# attack end
