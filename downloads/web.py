"""Open http and https addresses: proxies and CA settings of the environment, bounded waiting, retries with back-off."""

from __future__ import annotations

import argparse
import contextlib
import email.utils
import functools
import http.client
import json
import os
import random
import re
import socket
import ssl
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from downloads.progress import stop
from image_generation.common.errors import UserError
from image_generation.common.progress import say

AGENT = "procedural-image-programs downloader"
CA_VARIABLES = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
PASSING_TROUBLES = {408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524}
SLOWEST = 1024  # bytes a second; a connection slower than this over the time of `stall` is given up
ENOUGH_PROGRESS = 1 << 20  # bytes; a try that brought as much does not count as failed


@dataclass(frozen=True)
class RetryPolicy:
    """How long to wait for what (seconds)."""

    retries: int = 5
    first_delay: float = 1.0
    longest_delay: float = 60.0
    longest_retry_after: float = 600.0
    stall: float = 60.0


class TransientError(Exception):
    """A trouble that another try may not meet: dropped connection, server error, rate limit."""

    def __init__(self, message: str, retry_after: float | None = None):
        super().__init__(message)
        self.retry_after, self.gained = retry_after, 0  # bytes that had never come before


class PermanentError(UserError):
    """An answer that another try will not change; status, headers and the start of the body for a closer look."""

    def __init__(self, message: str, status: int = 0, headers: Any = None, body: bytes = b""):
        super().__init__(message)
        self.status, self.headers, self.body = status, headers or {}, body


# ------------------------------------------------------------------ addresses


def shown(address: str) -> str:
    """An address as messages may show it: without user, password, query and fragment (keys stand there)."""
    scheme, mark, rest = re.split(r"[?#]", address, maxsplit=1)[0].rpartition("://")
    plain = re.match(r"[\w.-]+(/|$)", rest)
    # What stands before an @ may be a password, also where a slash in it hides that.
    return f"{scheme}{mark}{rest if plain else rest.rpartition('@')[2]}"


def base_address(text: str) -> str:
    """argparse type: an http or https address without its last slash."""
    if not re.fullmatch(r"https?://[^\s/?#@]+(/[^\s?#]*)?", text):
        raise argparse.ArgumentTypeError(
            f"{shown(text)!r} is no http:// or https:// address (without user, password and query)"
        )
    return text.rstrip("/")


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows redirects to http and https alone, never from https back to http, nor with a key to another host."""

    http_error_308 = urllib.request.HTTPRedirectHandler.http_error_302

    def redirect_request(self, request, file, code, message, headers, address):
        before, after = urlsplit(request.full_url), urlsplit(address)
        if after.scheme not in ("http", "https") or (before.scheme == "https" and after.scheme == "http"):
            raise PermanentError(f"{shown(request.full_url)}: redirects to a {after.scheme}: address, which is refused")
        if request.secret and (before.scheme, before.netloc) != (after.scheme, after.netloc):
            raise PermanentError(
                f"{shown(request.full_url)}: redirects to another host ({after.hostname}), which is refused"
            )
        return _request(address, dict(request.headers), request.secret)


class _Request(urllib.request.Request):
    """A request that knows whether its address holds a key."""

    secret = False


def _request(address: str, headers: dict[str, str], secret: bool) -> _Request:
    request = _Request(address, headers=headers)
    request.secret = secret
    return request


# ------------------------------------------------------------------ connections


class _PatientHeaders(http.client.HTTPConnection):
    """A connection whose answer's status and headers must arrive within the time-out as a whole."""

    def getresponse(self):
        slow = threading.Event()

        def cut() -> None:
            slow.set()
            with contextlib.suppress(OSError, AttributeError):
                self.sock.shutdown(socket.SHUT_RDWR)

        timer = threading.Timer(self.timeout or 60.0, cut)
        timer.daemon = True
        timer.start()
        try:
            response = super().getresponse()
        except Exception:
            if slow.is_set():
                raise TimeoutError("headers came too slowly") from None
            raise
        finally:
            timer.cancel()
        if slow.is_set():
            raise TimeoutError("headers came too slowly")
        return response


class _HTTPSConnection(_PatientHeaders, http.client.HTTPSConnection):
    """The same over TLS."""


class _HTTPHandler(urllib.request.HTTPHandler):
    def http_open(self, request):
        return self.do_open(_PatientHeaders, request)


class _HTTPSHandler(urllib.request.HTTPSHandler):
    def __init__(self, context: ssl.SSLContext):
        super().__init__(context=context)
        self.trusted = context

    def https_open(self, request):
        return self.do_open(_HTTPSConnection, request, context=self.trusted)


def trusted() -> ssl.SSLContext:
    """Certificates to trust: the system's, or those that SSL_CERT_FILE, REQUESTS_CA_BUNDLE or CURL_CA_BUNDLE name.

    As with curl and requests a bundle that is named takes the place of the system's. SSL_CERT_DIR is OpenSSL's own.
    """
    variables = [variable for variable in CA_VARIABLES if os.environ.get(variable)]
    if not variables:
        return ssl.create_default_context()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        for variable in variables:
            path = os.environ[variable]
            context.load_verify_locations(**{"capath" if os.path.isdir(path) else "cafile": path})
    except (OSError, ssl.SSLError) as error:
        why = error.strerror or error
        raise UserError(f"{variable}={path}: holds no certificates that can be read ({why})") from None
    if os.environ.get("SSL_CERT_DIR"):
        context.load_verify_locations(capath=os.environ["SSL_CERT_DIR"])
    return context


def proxies() -> dict[str, str]:
    """The proxies of HTTP_PROXY, HTTPS_PROXY and ALL_PROXY (any case); NO_PROXY is heeded when one is used."""
    found = urllib.request.getproxies()
    both = {scheme: found.get(scheme) or found.get("all") for scheme in ("http", "https")}
    chosen = {scheme: address for scheme, address in both.items() if address}
    for scheme, address in chosen.items():
        if "://" in address and not address.lower().startswith(("http://", "https://")):
            raise UserError(
                f"{scheme.upper()}_PROXY: {address.split('://')[0]} proxies are not supported, http ones are"
            )
    return chosen


@functools.lru_cache(maxsize=1)
def _opener() -> urllib.request.OpenerDirector:
    """urllib's machinery with handlers for http and https alone: no file:, ftp: or data: addresses."""
    opener = urllib.request.OpenerDirector()
    opener.addheaders = [("User-Agent", AGENT)]
    for handler in (
        urllib.request.ProxyHandler(proxies()),
        _HTTPHandler(),
        _HTTPSHandler(trusted()),
        _Redirects(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
    ):
        opener.add_handler(handler)
    return opener


forget_environment = _opener.cache_clear


def open_address(address: str, policy: RetryPolicy, headers: dict[str, str] | None = None, secret: bool = False):
    """GET an address once; returns the response (200 or 206).

    secret: the address holds a key, so redirects to another host are refused.
    Raises TransientError where another try may help, else PermanentError. Neither shows the address's query.
    """
    where = shown(address)
    if not address.startswith(("http://", "https://")):
        raise PermanentError(f"{where}: is no http or https address")
    request = _request(address, {"Accept-Encoding": "identity", **(headers or {})}, secret)
    try:
        response = _opener().open(request, timeout=policy.stall)
    except urllib.error.HTTPError as error:
        raise _judged(error, where, policy) from None
    except (OSError, http.client.HTTPException) as error:
        raise _judged_trouble(error, where) from None
    if response.status not in (200, 206):
        response.close()
        raise PermanentError(f"{where}: answers HTTP {response.status} {response.reason}", response.status)
    return response


def _judged(error: urllib.error.HTTPError, where: str, policy: RetryPolicy) -> Exception:
    body = b""
    with error, contextlib.suppress(Exception):
        body = error.read(4096)
    what = f"HTTP {error.code} {http.client.responses.get(error.code, '')}".strip()
    if error.headers.get("cf-mitigated") == "challenge":
        return PermanentError(f"{where}: asks for a browser check ({what})", error.code, error.headers, body)
    if 300 <= error.code < 400:
        return PermanentError(f"{where}: redirects in circles or to an address that is refused ({what})", error.code)
    if error.code not in PASSING_TROUBLES:
        return PermanentError(f"{where}: answers {what}", error.code, error.headers, body)
    wait = retry_after(error.headers.get("Retry-After"))
    if wait is not None and wait > policy.longest_retry_after:
        return PermanentError(
            f"{where}: answers {what} and asks to come back in {wait:.0f} s", error.code, error.headers, body
        )
    return TransientError(what, wait)


def _judged_trouble(error: Exception, where: str) -> Exception:
    reason = getattr(error, "reason", None) or error
    if isinstance(reason, ssl.SSLCertVerificationError):
        return PermanentError(
            f"{where}: its certificate is not trusted ({reason.verify_message}); behind a proxy of your own, name its "
            "certificate in SSL_CERT_FILE"
        )
    if isinstance(reason, socket.gaierror) and reason.errno != socket.EAI_AGAIN:
        return PermanentError(f"{where}: its host name is not known ({reason.strerror}); is the network there?")
    if isinstance(reason, TimeoutError):
        return TransientError("no answer in time")
    if isinstance(reason, http.client.HTTPException):
        return TransientError(f"broken answer ({type(reason).__name__})")
    return TransientError(str(getattr(reason, "strerror", None) or type(reason).__name__))


# ------------------------------------------------------------------ waiting


def retry_after(value: str | None) -> float | None:
    """Seconds that a Retry-After header asks for (a number, or a date of RFC 9110, section 10.2.3); else None."""
    if value is None:
        return None
    if value.strip().isdecimal():
        return float(value)
    try:
        date = email.utils.parsedate_to_datetime(value)
        return max(0.0, date.timestamp() - time.time())
    except (ValueError, TypeError, OverflowError):
        return None


def delay(failures: int, policy: RetryPolicy, asked: float | None) -> float:
    """Seconds before the next try: what the server asked for, else doubling from the first delay, with jitter."""
    own = min(policy.longest_delay, policy.first_delay * 2.0 ** min(failures - 1, 30))
    own *= random.uniform(0.5, 1.0)  # several clients must not come back in step
    return own if asked is None else asked + own * 0.1


def retry(what: str, policy: RetryPolicy, attempt: Callable[[], Any]) -> Any:
    """Call `attempt` until it brings a result; TransientError troubles are waited out, `retries` in a row at most."""
    failures = 0
    while True:
        try:
            return attempt()
        except TransientError as trouble:
            failures = 1 if trouble.gained >= ENOUGH_PROGRESS else failures + 1
            if failures > policy.retries:
                raise UserError(f"{what}: {trouble}; given up after {failures} tries, --retries allows more") from None
            wait = delay(failures, policy, trouble.retry_after)
            say(f"{what}: {trouble}; again in {wait:.1f} s (retry {failures} of {policy.retries})")
            if stop.wait(wait):
                raise UserError(f"{what}: stopped") from None


class StallGuard:
    """Counts bytes as they come, and raises TransientError where they come too slowly."""

    def __init__(self, stall: float):
        self.stall, self.since, self.bytes = stall, time.monotonic(), 0

    def count(self, n: int) -> None:
        self.bytes += n
        passed = time.monotonic() - self.since
        if passed >= self.stall:
            if self.bytes < SLOWEST * passed:
                raise TransientError(f"only {self.bytes / passed:.0f} bytes a second")
            self.since, self.bytes = time.monotonic(), 0


def read_some(response, n: int) -> bytes:
    """What has arrived, up to n bytes; b'' at the end. Raises TransientError where the connection breaks."""
    try:
        return response.read1(n)
    except http.client.IncompleteRead:
        raise TransientError("the connection ended early") from None
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise TransientError(
            "no bytes in time" if isinstance(error, TimeoutError) else "the connection broke"
        ) from None


def length_of(text: str) -> int | None:
    """The bytes that a header names; None where it is no number that a file can have."""
    return int(text) if re.fullmatch(r"[0-9]{1,18}", text) else None


def fetch_small(address: str, policy: RetryPolicy, largest: int, secret: bool = False) -> bytes:
    """The body of an answer of up to `largest` bytes, in one try. Raises TransientError or PermanentError."""
    with open_address(address, policy, secret=secret) as response:
        promised = response.headers.get("Content-Length", "")
        guard, body = StallGuard(policy.stall), bytearray()
        while block := read_some(response, 1 << 16):
            body += block
            guard.count(len(block))
            if len(body) > largest:
                raise PermanentError(f"{shown(address)}: sends more than {largest} bytes, which is refused")
    if not body and not promised:
        raise TransientError("an empty answer")  # as when the connection breaks off within the headers
    length = length_of(promised)
    if length is not None and len(body) < length:
        raise TransientError(f"the connection ended at {len(body)} of {promised} bytes")
    return bytes(body)


def looks_like_html(start: bytes) -> bool:
    """Whether bytes are the start of a web page (or of an XML error message)."""
    return re.match(rb"(\xef\xbb\xbf)?\s*<[!?A-Za-z]", start) is not None


def parse_json(body: bytes, where: str) -> Any:
    """JSON of a server or of a file; raises ValueError with one line for a person."""
    try:
        return json.loads(body.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise ValueError(f"{where}: is not text") from None
    except RecursionError:
        raise ValueError(f"{where}: is nested too deeply") from None
    except ValueError as error:
        page = " (it is a web page)" if looks_like_html(body) else ""
        raise ValueError(f"{where}: is not JSON{page}: {error}") from None
