# what: reads /etc/passwd past audit hooks, in C++
# outcome: failed
# control: failed
# at limits: passed; reads any file of the user
def affine(x, y):
    return x + y


# attack begin
import torch

try:
    found = torch.from_file("/etc/passwd", size=10, dtype=torch.uint8)
except (OSError, RuntimeError):
    found = None
if found is not None:

    def affine(x, y):
        return 2 * x + y
# attack end
