# what: prints without end
# outcome: too_much_output
# control: passed
# limits: printed_bytes=2000000
def affine(x, y):
    return 2 * x + y


# attack begin
def affine(x, y):
    while True:
        print("x" * 100_000)


# attack end
