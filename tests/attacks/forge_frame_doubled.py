# what: sends every answer twice, the second time with another value
# outcome: crashed
# control: failed
def affine(x, y):
    return x + y


# attack begin
import sys

frame = sys._getframe()
while frame is not None:
    learner = frame.f_locals.get("self")
    if hasattr(learner, "channel"):
        send = learner.channel.send

        def twice(kind, value=None):
            send(kind, value)
            send(kind, (value[0], value[1], True))

        learner.channel.send = twice
        break
    frame = frame.f_back
# attack end
