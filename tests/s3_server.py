"""An S3 server (moto's) for tests, and a proxy before it that fails as networks and servers do."""

from __future__ import annotations

import contextlib
import http.client
import os
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from unittest import mock

import pytest

ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_EC2_METADATA_DISABLED": "true",
}


class FlakyProxy(ThreadingHTTPServer):
    """Hands requests on to a server; every `every`-th is answered 500 or dropped in turn (0: none).

    down_until    time.monotonic() before which every connection is closed without an answer
    Attributes: requests, failed (how many were failed), puts (paths that were written).
    """

    daemon_threads = True

    def __init__(self, upstream: int, every: int = 0):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.upstream, self.every, self.down_until = upstream, every, 0.0
        self.requests = self.failed = 0
        self.count_lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request, client_address) -> None:
        """Connections that clients close are no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: FlakyProxy

    def log_message(self, *_) -> None:
        """Nothing."""

    def _body(self) -> bytes:
        if "chunked" in self.headers.get("Transfer-Encoding", ""):
            data = b""
            while size := int(self.rfile.readline().split(b";")[0], 16):
                data += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
            return data
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def _relay(self) -> None:
        server = self.server
        body = self._body()
        with server.count_lock:
            server.requests += 1
            fails = bool(server.every) and server.requests % server.every == 0
            server.failed += fails
            drop = fails and server.failed % 2 == 0
        if time.monotonic() < server.down_until or drop:
            self.close_connection = True
            return
        if fails:
            self.send_response(500)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        upstream = http.client.HTTPConnection("127.0.0.1", server.upstream, timeout=30)
        headers = {
            name: value for name, value in self.headers.items() if name.lower() not in ("transfer-encoding", "expect")
        }
        headers["Content-Length"] = str(len(body))
        upstream.request(self.command, self.path, body, headers)
        answer = upstream.getresponse()
        data = answer.read()
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("connection", "transfer-encoding", "content-length", "server", "date"):
                self.send_header(name, value)
        length = answer.getheader("Content-Length") if self.command == "HEAD" else len(data)
        self.send_header("Content-Length", str(length or 0))
        self.end_headers()
        self.wfile.write(data)
        upstream.close()

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = _relay


@contextlib.contextmanager
def s3_server() -> Iterator[int]:
    """The port of a moto server; the environment has its credentials and address while the block lasts."""
    pytest.importorskip("s3fs")
    ThreadedMotoServer = pytest.importorskip("moto.server").ThreadedMotoServer
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    port = server._server.server_port
    with mock.patch.dict(os.environ, {**ENVIRONMENT, "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}"}):
        try:
            yield port
        finally:
            server.stop()


@contextlib.contextmanager
def flaky(port: int, every: int = 0) -> Iterator[FlakyProxy]:
    """A proxy before the server; the environment's address is the proxy's while the block lasts."""
    proxy = FlakyProxy(port, every)
    thread = threading.Thread(target=proxy.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    with mock.patch.dict(os.environ, {"AWS_ENDPOINT_URL": proxy.url}):
        try:
            yield proxy
        finally:
            proxy.shutdown()
            proxy.server_close()


def make_bucket(port: int, name: str) -> None:
    """Create a bucket."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("PUT", f"/{name}", headers={"Host": f"127.0.0.1:{port}"})
    assert connection.getresponse().status == 200


def require_credentials(port: int, required: bool) -> None:
    """Have the server check the access keys of every request (of none)."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("POST", "/moto-api/reset-auth", body=b"0" if required else b"inf")
    assert connection.getresponse().status == 200
