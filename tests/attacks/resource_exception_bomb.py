# what: raises an exception whose text is endless
# outcome: crashed|out_of_memory
# control: passed
def affine(x, y):
    return 2 * x + y


# attack begin
def affine(x, y):
    raise ValueError("x" * (1 << 30))
# attack end
