"""A TCP proxy that loses connections at the worst moments."""
import random
import socket
import struct
import threading


class Proxy:
    """Passes bytes on to a port, and while `cutting` cuts a connection after a random number of bytes, either way: then what
    was sent may have arrived, and only the answer is lost."""

    def __init__(self, target):
        self.target = target
        self.cutting = False
        self.cuts = 0
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            try:
                server = socket.create_connection(("127.0.0.1", self.target), timeout=5)
                server.settimeout(None)
            except OSError:
                client.close()
                continue
            for one, other in ((client, server), (server, client)):
                threading.Thread(target=self.pass_on, args=(one, other), daemon=True).start()

    def pass_on(self, source, sink):
        left = random.randrange(20_000, 400_000)
        try:
            while data := source.recv(65536):
                if self.cutting:
                    left -= len(data)
                    if left < 0:
                        self.cuts += 1
                        # The part before the cut still arrives in half of the cases.
                        if random.random() < 0.5:
                            sink.sendall(data)
                        for end in (source, sink):
                            end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                        break
                sink.sendall(data)
        except OSError:
            pass
        for end in (source, sink):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            end.close()

    def close(self):
        self.listener.close()
