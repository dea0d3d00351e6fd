# what: ignores every signal that it may
# outcome: timed_out
# control: passed
# limits: seconds=3
def affine(x, y):
    return 2 * x + y


# attack begin
import signal
import time

for number in range(1, 32):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass


def affine(x, y):
    while True:
        time.sleep(1)


# attack end
