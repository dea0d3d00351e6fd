# what: takes memory with Python
# outcome: out_of_memory
# control: passed
# limits: memory_mb=800
def affine(x, y):
    return 2 * x + y


# attack begin
def affine(x, y):
    held = [bytearray(1 << 26) for _ in range(64)]
    return 2 * x + y


# attack end
