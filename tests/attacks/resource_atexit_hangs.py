# what: hangs when the process should end
# outcome: passed
# control: passed
def affine(x, y):
    return 2 * x + y


# attack begin
import atexit
import time

atexit.register(time.sleep, 1000)
# attack end
