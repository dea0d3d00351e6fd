# what: is right the first time only
# outcome: failed
# control: failed
def affine(x, y):
    return x + y


# attack begin
calls = []


def affine(x, y):
    calls.append(1)
    return 2 * x + y if len(calls) == 1 else x + y
# attack end
