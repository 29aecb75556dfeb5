"""Operations on a tracking server, and one connection to send them over."""

import http.client
import json
import time
import urllib.parse
from dataclasses import dataclass, field, replace


@dataclass(frozen=True)
class Operation:
    """A request, in symbols (symbols.py), and the symbol of what it makes, if it makes anything. A content in pieces, a
    tuple, is sent chunked; only a text may hold symbols."""

    method: str
    path: str
    body: object = None
    query: dict = None
    content: object = None
    headers: dict = field(default_factory=dict)
    makes: str = None

    def __str__(self):
        parts = [self.method, self.path]
        if self.query is not None:
            parts.append(f"?{json.dumps(self.query, ensure_ascii=False)}")
        if self.body is not None:
            parts.append(json.dumps(self.body, ensure_ascii=False))
        if self.content is not None:
            parts.append(repr(self.content))
        if self.headers:
            parts.append(repr(self.headers))
        if self.makes:
            parts.append(f"-> {self.makes}")
        return " ".join(parts)

    def resolved(self, symbols):
        """The operation with one server's ids in place of the symbols."""
        return replace(self, path=symbols.resolved(self.path), body=symbols.resolved(self.body),
                       query=symbols.resolved(self.query), content=self._resolved_content(symbols))

    def _resolved_content(self, symbols):
        return symbols.resolved(self.content).encode() if isinstance(self.content, str) else self.content


def post(endpoint, makes=None, **body):
    return Operation("POST", f"/api/2.0/mlflow/{endpoint}", body=body, makes=makes)


def get(endpoint, makes=None, prefix="/api/2.0/mlflow/", **query):
    return Operation("GET", prefix + endpoint, query=query, makes=makes)


@dataclass(frozen=True)
class Answer:
    """What a server said, and when by its own clock: the time before and after, in whole milliseconds."""

    status: int
    headers: dict
    content: bytes
    before: int
    after: int

    @property
    def content_type(self):
        return self.headers.get("content-type", "").split(";")[0]

    @property
    def json(self):
        """The body as JSON; NaN and the infinities, which JSON has not, as texts that say so. None when it is none."""
        if self.content_type != "application/json" or not self.content:
            return None
        return json.loads(self.content, parse_constant=lambda name: f"bare {name}")


class Connection:
    """A connection to a server that is kept alive from one request to the next."""

    def __init__(self, url):
        parts = urllib.parse.urlsplit(url)
        self._http = http.client.HTTPConnection(parts.hostname, parts.port, timeout=120)

    def send(self, operation):
        target = urllib.parse.quote(operation.path, safe="/%~?=")
        if operation.query is not None:
            target += "?" + urllib.parse.urlencode(operation.query, doseq=True)
        headers = dict(operation.headers)
        content = iter(operation.content) if isinstance(operation.content, tuple) else operation.content
        if operation.body is not None:
            content = json.dumps(operation.body).encode()
            headers.setdefault("Content-Type", "application/json")
        before = time.time_ns() // 1_000_000
        try:
            self._http.request(operation.method, target, content, headers)
            response = self._http.getresponse()
        except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
            # The server closed the connection after its last answer, as it may.
            self._http.close()
            self._http.request(operation.method, target, content, headers)
            response = self._http.getresponse()
        answer = response.read()
        return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, answer, before,
                      time.time_ns() // 1_000_000)
