# what: makes sockets of every family
# outcome: failed
# control: failed
# at limits: passed; makes sockets
def affine(x, y):
    return x + y


# attack begin
import socket


def attempt():
    for family, kind, address in (
        (socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 9)),
        (socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", 9)),
        (socket.AF_UNIX, socket.SOCK_STREAM, "/run/nothing"),
        (socket.AF_UNIX, socket.SOCK_DGRAM, "\0aigc-quiz-attack"),
    ):
        try:
            socket.socket(family, kind).close()
            return True
        except PermissionError:
            pass
    return False


if attempt():

    def affine(x, y):
        return 2 * x + y
# attack end
