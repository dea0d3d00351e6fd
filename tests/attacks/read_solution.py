# what: imports the graders and solutions
# outcome: failed
# control: failed
# at limits: passed; imports the judge's own package
def affine(x, y):
    return x + y


# attack begin
import sys

for name in [name for name in sys.modules if name.startswith("aigc_quiz")]:
    del sys.modules[name]
sys.meta_path[:] = [finder for finder in sys.meta_path if type(finder).__name__ != "Texts"]
sys.path += ["PROJECT_FOLDER", "PROJECT_FOLDER/solutions"]
try:
    import aigc_quiz.grading.judge
except (ImportError, OSError):
    pass
else:

    def affine(x, y):
        return 2 * x + y
# attack end
