# what: reads /etc/passwd
# outcome: failed
# control: failed
# at limits: passed; reads any file of the user
def affine(x, y):
    return x + y


# attack begin


def attempt():
    return open("/etc/passwd").read()


try:
    found = attempt()
except OSError:
    found = False
if found:

    def affine(x, y):
        return 2 * x + y
# attack end
