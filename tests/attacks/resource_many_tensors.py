# what: returns more tensors than may cross
# outcome: crashed|out_of_memory
# control: passed
def affine(x, y):
    return 2 * x + y


# attack begin
def affine(x, y):
    return [x[:1, :1]] * 200_000
# attack end
