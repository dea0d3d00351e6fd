# what: loops without end in Python
# outcome: timed_out
# control: passed
# limits: seconds=3
def affine(x, y):
    return 2 * x + y


# attack begin
def affine(x, y):
    while True:
        pass


# attack end
