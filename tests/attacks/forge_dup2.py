# what: puts a pipe of its own where the answers go and keeps them back
# outcome: timed_out|crashed
# control: failed
# limits: seconds=4
def affine(x, y):
    return x + y


# attack begin
import os

reader, writer = os.pipe()
for descriptor in range(3, 16):
    if descriptor not in (reader, writer):
        try:
            os.dup2(writer, descriptor)
        except OSError:
            pass
# attack end
