# what: announces a header of four gigabytes
# outcome: crashed
# control: failed
def affine(x, y):
    return x + y


# attack begin
import os
import struct


def affine(x, y):
    for descriptor in range(3, 64):
        try:
            os.write(descriptor, struct.pack("<IQ", 2**32 - 1, 2**63))
        except OSError:
            pass
    return x


# attack end
