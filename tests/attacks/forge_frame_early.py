# what: sends a right-looking frame before anything is asked of the call
# outcome: crashed
# control: failed
def affine(x, y):
    return x + y


# attack begin
import json
import os
import struct

header = json.dumps({"kind": "value", "value": {"tuple": [0, [], True]}, "tensors": []}).encode()
for descriptor in range(3, 64):
    try:
        os.write(descriptor, struct.pack("<IQ", len(header), 0) + header)
    except OSError:
        pass
# attack end
