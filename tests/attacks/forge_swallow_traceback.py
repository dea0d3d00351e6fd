# what: swallows every traceback and tells of no exception
# outcome: crashed
# control: failed
def affine(x, y):
    return x + y


# attack begin
import sys
import traceback

sys.excepthook = lambda *fault: None
traceback.walk_tb = lambda tb: iter(())
sys.modules["aigc_quiz.grading.learner"].describe = lambda fault, file: ("", "", 0, "")


def affine(x, y):
    raise ZeroDivisionError
# attack end
