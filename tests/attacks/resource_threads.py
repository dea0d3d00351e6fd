# what: starts threads without end (at most 600)
# outcome: crashed
# control: passed
def affine(x, y):
    return 2 * x + y


# attack begin
import threading
import time


def affine(x, y):
    for _ in range(600):
        threading.Thread(target=time.sleep, args=(20,), daemon=True).start()
    time.sleep(3)
    return 2 * x + y


# attack end
