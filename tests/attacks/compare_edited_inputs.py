# what: edits the inputs so that a wrong answer would be right
# outcome: failed
# control: failed
def affine(x, y):
    return x + y


# attack begin
def affine(x, y):
    x.data.zero_()
    return y.clone()


# attack end
