"""Requests to a server, each over a connection that is kept."""

import http.client
import json
from urllib.parse import urlencode

API = "/api/2.0/mlflow/"

#: What a request to a server that is gone raises.
GONE = (OSError, http.client.HTTPException)


class Wire:
    """A connection to a server. An answer counts when it was read to its end."""

    def __init__(self, url, timeout=90):
        self.connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=timeout)

    def send(self, path, body):
        """Sends a POST whose answer `receive` reads."""
        self.connection.request("POST", API + path, json.dumps(body), {"Content-Type": "application/json"})

    def receive(self):
        """The status and the message of an answer."""
        answer = self.connection.getresponse()
        text = answer.read()
        return answer.status, json.loads(text)

    def post(self, path, body):
        """The answer to a request that must succeed."""
        self.send(path, body)
        status, message = self.receive()
        assert status == 200, message
        return message

    def get(self, path, **query):
        """The answer to a request that must succeed."""
        self.connection.request("GET", API + path + "?" + urlencode(query))
        status, message = self.receive()
        assert status == 200, message
        return message

    def health(self):
        """The status of /health."""
        self.connection.request("GET", "/health")
        answer = self.connection.getresponse()
        answer.read()
        return answer.status
