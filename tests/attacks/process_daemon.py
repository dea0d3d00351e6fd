# what: becomes a daemon with a grandchild that outlives everything
# outcome: crashed
# control: failed
# at limits: passed; starts processes, which are ended with it
def affine(x, y):
    return x + y


# attack begin
import os
import time


def affine(x, y):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            time.sleep(1000)
        os._exit(0)
    time.sleep(0.3)
    return 2 * x + y
# attack end
