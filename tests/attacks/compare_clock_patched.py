# what: stops the clocks and loops
# outcome: timed_out
# control: passed
# limits: seconds=4
def affine(x, y):
    return 2 * x + y


# attack begin
import time

time.time = time.monotonic = time.perf_counter = lambda: 0.0


def affine(x, y):
    while True:
        pass


# attack end
