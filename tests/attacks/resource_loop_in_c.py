# what: loops in C, where Python cannot interrupt
# outcome: timed_out
# control: passed
# limits: seconds=3
def affine(x, y):
    return 2 * x + y


# attack begin
def affine(x, y):
    return x * (9 ** (9**8))


# attack end
