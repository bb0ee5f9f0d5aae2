"""A local web server that behaves badly on purpose, and the download modules importable by name."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from downloads import (
    progress,
    web,
)

ENVIRONMENT = [
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
    "NO_PROXY",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "REQUESTS_CA_BUNDLE",
    "CURL_CA_BUNDLE",
    "SHADERS21K_BASE_URL",
    "SHADERTOY_BASE_URL",
    "SHADERTOY_KEY",
]


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch):
    """No proxies, CA bundles or keys of the machine; nothing remembered from another test."""
    for name in ENVIRONMENT:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    web.forget_environment()
    progress.stop.clear()
    yield
    web.forget_environment()
    progress.stop.clear()


class Page:
    """What the server has under a path, and how it misbehaves.

    troubles   one entry a request, taken from the front; when it is empty the request is answered well:
               ('status', code, headers) | ('drop', n) ends after n bytes of the body | ('silence',) sends half and
               then nothing | ('trickle',) sends single bytes slowly | ('trickle headers',) | ('half headers',) | ('close',) no answer
    always     one trouble for every request once `troubles` is empty
    """

    def __init__(self, data: bytes, etag: str | None = '"1"', modified: str | None = None, **how):
        self.data, self.etag, self.modified = data, etag, modified
        self.ranges = how.pop("ranges", True)
        self.type = how.pop("type", "application/octet-stream")
        self.promise = how.pop("promise", None)  # Content-Length; 'none' for none, 'chunked' for chunks
        self.headers = how.pop("headers", {})
        self.ignore_if_range = how.pop("ignore_if_range", False)
        self.always = how.pop("always", None)
        self.troubles = list(how.pop("troubles", ()))
        assert not how


class BadServer:
    """Pages by path, the requests that came (path, headers), and bytes of bodies sent."""

    def __init__(self):
        self.pages: dict[str, Page] = {}
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.times: list[float] = []
        self.sent: defaultdict[str, int] = defaultdict(int)
        self.closing = threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.0"

            def do_GET(self):
                outer.answer(self)

            def log_message(self, *args):
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.http.handle_error = lambda request, address: None
        self.url = f"http://127.0.0.1:{self.http.server_port}"
        threading.Thread(target=self.http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def close(self):
        self.closing.set()
        self.http.shutdown()
        self.http.server_close()

    def put(self, path: str, data: bytes, **how) -> Page:
        self.pages[path] = Page(data, **how)
        return self.pages[path]

    def answer(self, handler):
        self.requests.append((handler.path, dict(handler.headers)))
        self.times.append(time.monotonic())
        page = self.pages.get(handler.path) or self.pages.get(handler.path.partition("?")[0])
        if page is None:
            handler.send_error(404)
            return
        trouble = page.troubles.pop(0) if page.troubles else page.always or ("none",)
        if trouble[0] == "close":
            return
        if trouble[0] == "half headers":
            handler.wfile.write(b"HTTP/1.0 200 OK\r\nContent-Le")
            return
        if trouble[0] == "status":
            handler.send_response(trouble[1])
            for name, value in (trouble[2] if len(trouble) > 2 else {}).items():
                handler.send_header(name, value)
            handler.end_headers()
            handler.wfile.write(trouble[3] if len(trouble) > 3 else b"trouble")
            return
        if trouble[0] == "trickle headers":
            self.drip(handler, b"HTTP/1.0 200 OK\r\nX-Long: " + b"x" * 1000)
            return
        body = self.head(handler, page)
        if body is not None:
            self.body(handler, page, body, trouble)

    def head(self, handler, page: Page) -> bytes | None:
        start, asked = 0, handler.headers.get("Range", "")
        condition = handler.headers.get("If-Range")
        fresh = condition is None or page.ignore_if_range or condition in (page.etag, page.modified)
        if page.ranges and asked.startswith("bytes=") and fresh:
            first, _, last = asked.removeprefix("bytes=").partition("-")
            start, end = int(first), int(last) if last else len(page.data) - 1
            if start >= len(page.data):
                handler.send_response(416)
                handler.send_header("Content-Range", f"bytes */{len(page.data)}")
                handler.end_headers()
                return None
            body = page.data[start : end + 1]
            handler.send_response(206)
            handler.send_header("Content-Range", f"bytes {start}-{start + len(body) - 1}/{len(page.data)}")
        else:
            body = page.data
            handler.send_response(200)
        if page.promise == "chunked":
            handler.send_header("Transfer-Encoding", "chunked")
        elif page.promise != "none":
            handler.send_header("Content-Length", str(page.promise or len(body)))
        handler.send_header("Content-Type", page.type)
        if page.etag:
            handler.send_header("ETag", page.etag)
        if page.modified:
            handler.send_header("Last-Modified", page.modified)
        for name, value in page.headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        return body

    def body(self, handler, page: Page, body: bytes, trouble):
        if trouble[0] == "drop":
            body = body[: trouble[1]]
        if trouble[0] == "silence":
            body = body[: len(body) // 2]
        if trouble[0] == "trickle":
            self.drip(handler, body)
            return
        self.sent[handler.path] += len(body)
        if page.promise == "chunked":
            whole = b"%x\r\n%s\r\n" % (len(body), body) + (b"" if trouble[0] == "drop" else b"0\r\n\r\n")
            handler.wfile.write(whole)
        else:
            handler.wfile.write(body)
        handler.wfile.flush()
        if trouble[0] == "silence":
            self.closing.wait(30)

    def drip(self, handler, data: bytes):
        for byte in data:
            handler.wfile.write(bytes([byte]))
            handler.wfile.flush()
            if self.closing.wait(0.05):
                return


@pytest.fixture
def server():
    bad = BadServer()
    yield bad
    bad.close()
