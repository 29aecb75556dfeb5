"""A relay before a tracking server that counts the points which the server takes: what was sent, whoever says what."""

import http.client
import json
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit


class CountingRelay(ThreadingHTTPServer):
    """Listens at `url` as long as it is entered. `taken` counts each point, as (key, step), of each log-batch that the
    server behind answered with 200."""

    daemon_threads = True

    def __init__(self, server_url):
        super().__init__(("127.0.0.1", 0), Relaying)
        self.behind = urlsplit(server_url).netloc
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.taken = Counter()
        self.connected = 0
        self.changed = threading.Condition()

    def __enter__(self):
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *failure):
        self.shutdown()
        self.server_close()

    def handle_error(self, request, client_address):
        """A client that was killed is none."""

    def take(self, body):
        points = [(metric["key"], int(metric.get("step", 0))) for metric in json.loads(body).get("metrics", [])]
        with self.changed:
            self.taken.update(points)

    def connect(self, by):
        with self.changed:
            self.connected += by
            self.changed.notify_all()

    def wait_until_alone(self):
        """Until the server has answered all that came from clients which are gone."""
        with self.changed:
            assert self.changed.wait_for(lambda: self.connected == 0, 120)


class Relaying(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def handle(self):
        self.server.connect(1)
        try:
            super().handle()
        finally:
            self.server.connect(-1)

    def relay(self):
        length = int(self.headers.get("Content-Length", 0))
        body = self.rfile.read(length)
        if len(body) != length:
            raise ConnectionError("the client was killed while it sent")
        connection = http.client.HTTPConnection(self.server.behind, timeout=120)
        connection.request(self.command, self.path, body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        if self.path.endswith("/runs/log-batch") and answer.status == 200:
            self.server.take(body)
        self.send_response(answer.status)
        # Without the server's Accept-Encoding, so that bodies come as they are.
        self.send_header("Content-Type", answer.headers["Content-Type"])
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_DELETE = relay

    def log_message(self, *words):
        pass
