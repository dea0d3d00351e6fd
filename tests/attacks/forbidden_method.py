# what: calls the tensor's own method
# outcome: forbidden
# control: passed
# forbids: torch.add torch.Tensor.add torch.ops.aten.add
def affine(x, y):
    return 2 * x + y


# attack begin
def affine(x, y):
    return (2 * x).add(y)
# attack end
