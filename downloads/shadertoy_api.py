"""Shadertoy's public API (shadertoy.com/howto): codes and lists of identifiers, politely, with the key kept secret."""

from __future__ import annotations

import re
import threading
import time
from typing import Any
from urllib.parse import quote, urlencode

from downloads.catalogue import SHADERTOY_ID
from downloads.code_folder import check_shader, clean
from downloads.progress import stop
from downloads.web import PermanentError, RetryPolicy, fetch_small, looks_like_html, parse_json, retry
from image_generation.common.errors import UserError

BASE = "https://www.shadertoy.com/api/v1"
BASE_VARIABLE = "SHADERTOY_BASE_URL"
KEY_VARIABLE = "SHADERTOY_KEY"
SORTS = ("name", "love", "popular", "newest", "hot")
FILTERS = ("vr", "soundoutput", "soundinput", "webcam", "multipass", "musicstream")
LARGEST_SHADER = 16 << 20
LARGEST_LIST = 64 << 20
OTHER_WAYS = (
    "in a browser, save https://www.shadertoy.com/api/v1/shaders/ID?key=... (or an export of your profile) and "
    "give the file to --import; or go without: --shaders bundled and composed:N are programs of this repository"
)


class Unavailable(Exception):
    """An identifier that Shadertoy does not give out: private, not 'public + API', removed, or never there."""


class NoAccess(UserError):
    """Shadertoy gives this caller nothing at all: no key or a refused one, or a browser check in between."""


class RateLimiter:
    """Lets `rate` requests through a second, whichever thread they come from."""

    def __init__(self, rate: float):
        self.interval, self._next, self._lock = 1.0 / rate, 0.0, threading.Lock()

    def wait(self) -> None:
        """Return when the caller's turn has come."""
        with self._lock:
            now = time.monotonic()
            turn = max(now, self._next)
            self._next = turn + self.interval
        stop.wait(turn - now)


class Shadertoy:
    """Shadertoy's API with a key, which appears in no message, file or exception of this class."""

    def __init__(self, key: str | None, policy: RetryPolicy, rate: float = 1.0, base: str = BASE):
        key = (key or "").strip()
        if not key:
            why = f"Shadertoy's API wants a key (shadertoy.com/myapps): set {KEY_VARIABLE}"
            raise UserError(f"{why}; {OTHER_WAYS}", 2)
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,100}", key):
            raise UserError(f"{KEY_VARIABLE} or --key: is no key (letters, digits, - and _)", 2)
        self._key, self.policy, self.limiter, self.base = key, policy, RateLimiter(rate), base

    def __repr__(self) -> str:
        return f"Shadertoy({self.base})"

    def shader(self, identifier: str) -> dict:
        """The shader with this identifier: {"ver", "info", "renderpass"}.

        Raises Unavailable, NoAccess, or UserError where no answer came.
        """
        if not SHADERTOY_ID.fullmatch(identifier):
            raise ValueError("not an identifier")
        answer = self._get(f"/shaders/{identifier}", [], identifier, LARGEST_SHADER)
        try:
            shader = check_shader(answer.get("Shader") if isinstance(answer, dict) else None)
        except ValueError as error:
            raise Unavailable(f"Shadertoy's answer {error}") from None
        if shader["info"]["id"] != identifier:
            raise Unavailable("Shadertoy answers with another shader")
        return shader

    def identifiers(self, query: str, sort: str | None, filters: list[str], first: int, count: int | None) -> list[str]:
        """Identifiers that a search finds ('': all that are offered), from number `first` on. Raises UserError."""
        options: list[tuple[str, Any]] = [("filter", name) for name in filters]
        if sort:
            options.append(("sort", sort))
        paged = bool(query) and count is not None
        if paged:
            options += [("from", first), ("num", count)]
        path = f"/shaders/query/{quote(query, safe='')}" if query else "/shaders/query" if options else "/shaders"
        try:
            answer = self._get(path, options, "list of identifiers", LARGEST_LIST)
        except Unavailable as error:
            raise UserError(f"list of identifiers: {error}") from None
        results = answer.get("Results") if isinstance(answer, dict) else None
        if results is None and isinstance(answer, dict) and answer.get("Shaders") == 0:
            results = []
        if not isinstance(results, list):
            raise UserError("list of identifiers: Shadertoy's answer holds no results")
        good = [item for item in results if isinstance(item, str) and SHADERTOY_ID.fullmatch(item)]
        good = list(dict.fromkeys(good))[0 if paged else first :]
        return good if count is None else good[:count]

    def _get(self, path: str, options: list[tuple[str, Any]], what: str, largest: int) -> Any:
        address = f"{self.base}{path}?{urlencode([*options, ('key', self._key)])}"

        def attempt() -> bytes:
            self.limiter.wait()
            return fetch_small(address, self.policy, largest, secret=True)

        try:
            body = retry(what, self.policy, attempt)
        except PermanentError as refusal:
            if refusal.status == 404:
                raise Unavailable("not found") from None
            if refusal.headers.get("cf-mitigated") or looks_like_html(refusal.body):
                raise NoAccess(f"Shadertoy asks for a browser (HTTP {refusal.status}); {OTHER_WAYS}") from None
            if refusal.status in (401, 403):
                raise NoAccess(f"Shadertoy refuses this key (HTTP {refusal.status}); {OTHER_WAYS}") from None
            raise UserError(self._without_key(f"{what}: {refusal}")) from None
        if looks_like_html(body):
            raise NoAccess(f"Shadertoy answers with a web page in place of data; {OTHER_WAYS}")
        try:
            answer = parse_json(body, f"{what}: Shadertoy's answer")
        except ValueError as error:
            raise UserError(self._without_key(str(error))) from None
        if isinstance(answer, dict) and "Error" in answer:
            message = self._without_key(clean(answer["Error"]))
            if re.search(r"\bkey\b", message, re.I):
                raise NoAccess(f"Shadertoy refuses this key ({message}); {OTHER_WAYS}")
            raise Unavailable(message or "an error without words")
        return answer

    def _without_key(self, text: str) -> str:
        return text.replace(self._key, "***")
