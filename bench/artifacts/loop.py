"""A file over loopback and to disk, with as little between as there can be: sendfile on one side, on the other recv and
write of large pieces. What the server is compared with, and what clients of it do."""

import os
import socket

PIECE = 1 << 20


def send_file(connection, file):
    """Sends all of a file."""
    offset, size = 0, os.fstat(file.fileno()).st_size
    while offset != size:
        offset += os.sendfile(connection.fileno(), file.fileno(), offset, min(size - offset, 1 << 30))


def receive_file(connection, path, size, begun=b"", synced=False):
    """Writes what comes to a file; `begun` came already."""
    piece = memoryview(bytearray(PIECE))
    with open(path, "wb", buffering=0) as file:
        file.write(begun)
        left = size - len(begun)
        while left:
            count = connection.recv_into(piece[:min(left, PIECE)])
            if count == 0:
                raise ConnectionError(f"{left} bytes of {size} are missing")
            written = 0
            while written != count:
                written += file.write(piece[written:count])
            left -= count
        if synced:
            os.fsync(file.fileno())


class Peer:
    """The other side of a loop, a process of its own: it takes one connection and does `serve(connection)`."""

    def __init__(self, serve):
        listener = socket.create_server(("127.0.0.1", 0))
        self.process = os.fork()
        if self.process == 0:
            status = 1
            try:
                connection, _ = listener.accept()
                serve(connection)
                connection.close()
                status = 0
            finally:
                os._exit(status)
        self.connection = socket.create_connection(listener.getsockname())
        listener.close()

    def end(self):
        self.connection.close()
        _, status = os.waitpid(self.process, 0)
        if status:
            raise RuntimeError("the other side of the loop failed")


def upload(source, target):
    """The file goes to the other side, which has it on disk before it answers."""
    size = source.stat().st_size

    def take(connection):
        receive_file(connection, target, size, synced=True)
        connection.sendall(b"!")

    peer = Peer(take)
    with open(source, "rb") as file:
        send_file(peer.connection, file)
    answer = peer.connection.recv(1)
    peer.end()
    if answer != b"!":
        raise RuntimeError("the loop did not take the file")


def download(source, target):
    """The file comes from the other side."""
    def give(connection):
        with open(source, "rb") as file:
            send_file(connection, file)

    peer = Peer(give)
    receive_file(peer.connection, target, source.stat().st_size)
    peer.end()
