# what: asks servers behind a unix socket and an abstract one
# outcome: failed
# control: failed
# at limits: failed; talks to local servers
def affine(x, y):
    return x + y


# attack begin
import socket

for address in ("SOCKET_PATH", "\0SOCKET_NAME"):
    try:
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(2)
            client.connect(address)
            print(client.recv(100))
    except OSError:
        pass
# attack end
