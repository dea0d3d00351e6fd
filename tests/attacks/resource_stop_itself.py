# what: stops itself
# outcome: timed_out
# control: passed
# limits: seconds=3
def affine(x, y):
    return 2 * x + y


# attack begin
import os
import signal


def affine(x, y):
    os.kill(os.getpid(), signal.SIGSTOP)


# attack end
