# what: sleeps
# outcome: timed_out
# control: passed
# limits: seconds=3
def affine(x, y):
    return 2 * x + y


# attack begin
import time


def affine(x, y):
    time.sleep(1000)


# attack end
