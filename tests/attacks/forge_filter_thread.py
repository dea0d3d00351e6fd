# what: lets a thread rewrite its answers on their way to the judge
# outcome: failed|crashed
# control: failed
def affine(x, y):
    return x + y


# attack begin
import os
import sys
import threading

channel = None
frame = sys._getframe()
while frame is not None:
    channel = getattr(frame.f_locals.get("self"), "channel", channel)
    frame = frame.f_back
real = os.dup(channel.outgoing)
reader, writer = os.pipe()
os.dup2(writer, channel.outgoing)


def rewrite():
    while True:
        part = os.read(reader, 1 << 20)
        os.write(real, part.replace(b"false", b"true ").replace(b'"failed"', b'"passed"'))


threading.Thread(target=rewrite, daemon=True).start()
# attack end
