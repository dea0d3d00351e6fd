# what: raises an exception whose text and type say passed, and whose __str__ raises
# outcome: crashed
# control: failed
def affine(x, y):
    return x + y


# attack begin
class passed(Exception):
    __module__ = "builtins"

    def __str__(self):
        raise RuntimeError("outcome: passed")

    __repr__ = __str__


def affine(x, y):
    raise passed
# attack end
