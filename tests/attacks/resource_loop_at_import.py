# what: loops while it is imported, swallowing what would interrupt it
# outcome: timed_out
# control: passed
# limits: seconds=3
def affine(x, y):
    return 2 * x + y


# attack begin
while True:
    try:
        while True:
            pass
    except BaseException:
        pass
# attack end
