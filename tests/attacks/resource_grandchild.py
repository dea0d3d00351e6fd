# what: leaves a grandchild in a session of its own that goes on writing
# outcome: crashed
# control: passed
# at limits: passed; starts processes, which are ended with it
def affine(x, y):
    return 2 * x + y


# attack begin
import os
import subprocess


def affine(x, y):
    subprocess.Popen(["/bin/sh", "-c", "(setsid sh -c 'while :; do sleep 1; done' &) ; exit 0"])
    return 2 * x + y
# attack end
