# what: answers an object that it has seen before from a cache
# outcome: failed
# control: failed
def affine(x, y):
    return x + y


# attack begin
CACHE = {}


def affine(x, y):
    return CACHE.setdefault(id(x) % 64, 2 * x + y)
# attack end
