"""web.py: redirects, proxies, certificates and waiting, against a local server."""

import argparse
import contextlib
import email.utils
import shutil
import ssl
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from hypothesis import given
from hypothesis import strategies as st

from downloads import web
from image_generation.common.errors import UserError

QUICK = web.RetryPolicy(retries=3, first_delay=0.001, longest_delay=0.002, stall=20.0)
IMPATIENT = web.RetryPolicy(retries=3, first_delay=0.001, longest_delay=0.002, stall=0.6)


def get(address, secret=False, policy=QUICK):
    return web.retry("it", policy, lambda: web.fetch_small(address, policy, 1 << 20, secret))


def test_retry_after_is_a_number_or_a_date():
    assert web.retry_after("7") == 7.0
    in_a_minute = email.utils.formatdate(time.time() + 60, usegmt=True)
    assert 57 < web.retry_after(in_a_minute) <= 60
    assert web.retry_after(email.utils.formatdate(0, usegmt=True)) == 0.0
    for nonsense in (None, "", "soon", "-3", "1.5.2"):
        assert web.retry_after(nonsense) is None


@given(st.integers(1, 10**6), st.floats(0.001, 10), st.floats(10, 100))
def test_delays_grow_with_jitter_and_stay_bounded(failures, first, longest):
    policy = web.RetryPolicy(first_delay=first, longest_delay=longest)
    wait = web.delay(failures, policy, None)
    assert 0.5 * min(longest, first * 2.0 ** min(failures - 1, 30)) <= wait <= longest
    assert web.delay(failures, policy, 5.0) >= 5.0


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_passing_troubles_are_retried(server, status):
    server.put("/x", b"good", troubles=[("status", status), ("close",), ("status", status, {"Retry-After": "0"})])
    assert get(server.url + "/x") == b"good"
    assert len(server.requests) == 4


def test_retry_after_is_waited_for(server):
    server.put("/x", b"good", troubles=[("status", 429, {"Retry-After": "1"})])
    get(server.url + "/x")
    assert server.times[1] - server.times[0] >= 1.0


def test_retry_after_beyond_the_bound_ends_the_run(server):
    server.put("/x", b"good", always=("status", 429, {"Retry-After": "86400"}))
    with pytest.raises(UserError, match="86400 s"):
        get(server.url + "/x")
    assert len(server.requests) == 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 501])
def test_lasting_troubles_are_not(server, status):
    server.put("/x", b"good", always=("status", status))
    with pytest.raises(web.PermanentError, match=f"HTTP {status}") as caught:
        get(server.url + "/x?key=SECRET")
    assert len(server.requests) == 1
    assert "SECRET" not in str(caught.value)


def test_retries_end(server):
    server.put("/x", b"", always=("status", 500))
    with pytest.raises(UserError, match=r"HTTP 500.*4 tries.*--retries"):
        get(server.url + "/x")
    assert len(server.requests) == 4


def test_redirects_are_followed(server):
    server.put("/new", b"good")
    server.put("/x", b"", always=("status", 302, {"Location": "/new"}))
    assert get(server.url + "/x") == b"good"


@pytest.mark.parametrize("place", ["file:///etc/hostname", "ftp://127.0.0.1/x", "data:,x", "gopher://h/x"])
def test_redirects_to_other_schemes_are_refused(server, place):
    server.put("/x", b"", always=("status", 302, {"Location": place}))
    with pytest.raises(web.PermanentError, match="refused"):
        get(server.url + "/x")


@pytest.mark.parametrize("code", [301, 302, 307, 308])
def test_a_key_never_follows_a_redirect_to_another_host(server, code):
    elsewhere = server.url.replace("127.0.0.1", "localhost")
    server.put("/new", b"good")
    server.put("/x", b"", always=("status", code, {"Location": f"{elsewhere}/new?key=SECRET"}))
    assert get(server.url + "/x") == b"good"
    with pytest.raises(web.PermanentError, match="another host") as caught:
        get(server.url + "/x?key=SECRET", secret=True)
    assert "SECRET" not in str(caught.value)
    assert len(server.requests) == 3


def test_redirects_in_circles_end(server):
    server.put("/x", b"", always=("status", 302, {"Location": "/x"}))
    with pytest.raises(web.PermanentError, match="circles"):
        get(server.url + "/x")


def test_other_schemes_are_not_opened(tmp_path):
    (tmp_path / "x").write_text("local")
    for address in (f"file://{tmp_path}/x", "data:,x", "ftp://127.0.0.1/x"):
        with pytest.raises(web.PermanentError, match="no http or https"):
            get(address)


@pytest.mark.parametrize("trouble", ["silence", "trickle", "trickle headers"])
def test_silent_and_slow_servers_are_given_up(server, trouble):
    server.put("/x", b"x" * 400, troubles=[(trouble,)])
    assert get(server.url + "/x", policy=IMPATIENT) == b"x" * 400
    assert len(server.requests) >= 2


def test_answers_that_break_off_are_no_answers(server):
    server.put("/x", b"x" * 1000, troubles=[("drop", 10), ("drop", 0), ("half headers",)])
    assert get(server.url + "/x") == b"x" * 1000


def test_answers_beyond_the_bound_are_refused(server):
    server.put("/x", b"x" * (2 << 20), promise="none")
    with pytest.raises(web.PermanentError, match="more than 1048576"):
        get(server.url + "/x")


def test_nobody_there():
    with pytest.raises(UserError, match=r"refused.*4 tries"):
        get("http://127.0.0.1:9/x")


# ------------------------------------------------------------------ proxies and certificates


@pytest.fixture
def proxy():
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.send_header("Content-Length", "11")
            self.end_headers()
            self.wfile.write(b"from proxy!")

        def do_CONNECT(self):
            asked.append(self.path)
            self.send_error(403)

        def log_message(self, *args):
            pass

    http = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield f"127.0.0.1:{http.server_port}", asked
    http.shutdown()
    http.server_close()


@pytest.mark.parametrize("name", ["HTTP_PROXY", "http_proxy", "ALL_PROXY"])
def test_http_goes_through_the_proxy(proxy, monkeypatch, name):
    monkeypatch.setenv(name, f"http://{proxy[0]}")
    if name == "HTTP_PROXY":
        monkeypatch.delenv("REQUEST_METHOD", raising=False)
    assert get("http://nowhere.invalid/x") == b"from proxy!"
    assert proxy[1] == ["http://nowhere.invalid/x"]


def test_https_asks_the_proxy_for_a_tunnel(proxy, monkeypatch):
    monkeypatch.setenv("https_proxy", proxy[0])
    with pytest.raises(UserError):
        get("https://nowhere.invalid/x")
    assert proxy[1][0] == "nowhere.invalid:443"


def test_no_proxy_is_heeded(proxy, server, monkeypatch):
    monkeypatch.setenv("http_proxy", f"http://{proxy[0]}")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    server.put("/x", b"direct")
    assert get(server.url + "/x") == b"direct"
    assert proxy[1] == []


def test_socks_proxies_are_named(monkeypatch):
    monkeypatch.setenv("all_proxy", "socks5://127.0.0.1:1080")
    with pytest.raises(UserError, match="socks5 proxies are not supported"):
        get("http://127.0.0.1:9/x")


@pytest.fixture
def tls(tmp_path, server):
    """The server's pages over TLS, with a certificate that is signed by itself: its address and file."""
    if shutil.which("openssl") is None:
        pytest.skip("no openssl command to make a certificate with")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            "2",
            "-keyout",
            key,
            "-out",
            certificate,
            "-subj",
            "/CN=127.0.0.1",
            "-addext",
            "subjectAltName=IP:127.0.0.1",
        ],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.http.socket = context.wrap_socket(server.http.socket, server_side=True)
    server.put("/x", b"over TLS")
    return f"{server.url.replace('http:', 'https:')}/x", certificate


@pytest.mark.parametrize("name", ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_a_certificate_of_ones_own_is_trusted_when_named(tls, monkeypatch, name):
    address, certificate = tls
    with pytest.raises(web.PermanentError, match=r"not trusted.*SSL_CERT_FILE"):
        get(address)
    monkeypatch.setenv(name, str(certificate))
    web.forget_environment()
    assert get(address) == b"over TLS"


def test_redirects_from_https_to_http_are_refused(tls, server, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(tls[1]))
    server.put("/x", b"", always=("status", 302, {"Location": "http://127.0.0.1:9/x"}))
    with pytest.raises(web.PermanentError, match="refused"):
        get(tls[0])


def test_a_bundle_that_is_not_there_is_named(monkeypatch):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere/ca.pem")
    with pytest.raises(UserError, match=r"REQUESTS_CA_BUNDLE=/nowhere/ca\.pem"):
        get("http://127.0.0.1:9/x")


def test_addresses_are_shown_without_what_is_secret():
    assert web.shown("https://user:pass@host:8/p/q?key=SECRET#f") == "https://host:8/p/q"
    assert web.base_address("http://h/a/") == "http://h/a"
    for wrong in ("ftp://h", "h/a", "http://u:p@h", "http://h?key=1", "file:///etc"):
        with pytest.raises(Exception, match="no http"):
            web.base_address(wrong)


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("https://me:se/cret@host/p", "https://host/p"),
        ("https://me:se@cret@host/p?q", "https://host/p"),
        ("http://host/a@b/c", "http://host/a@b/c"),
        ("http://[::1]:8/p", "http://[::1]:8/p"),
        ("http://[broken", "http://[broken"),
        ("me:secret@host", "host"),
    ],
)
def test_no_password_is_shown_also_of_addresses_that_are_none(address, message):
    assert web.shown(address) == message
    with contextlib.suppress(argparse.ArgumentTypeError):
        assert web.base_address(address) == address.split("?")[0]
    if "@" in address:
        with pytest.raises(argparse.ArgumentTypeError) as refused:
            web.base_address("ftp" + address)
        assert "secret" not in str(refused.value) and "se/cret" not in str(refused.value)
