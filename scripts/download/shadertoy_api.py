"""Shadertoy's public API (www.shadertoy.com/howto#q2): codes and lists of identifiers, politely and with the key kept secret."""

from __future__ import annotations

import re
import threading
import time
from typing import Any
from urllib.parse import quote, urlencode

from catalogue import SHADERTOY_ID
from code_folder import check_shader
from progress import stop
from web import Patience, Refused, fetch_small, looks_like_html, parse_json, persist

from image_generation.cli import UserError

BASE = "https://www.shadertoy.com/api/v1"
BASE_VARIABLE = "SHADERTOY_BASE_URL"
KEY_VARIABLE = "SHADERTOY_KEY"
SORTS = ("name", "love", "popular", "newest", "hot")
FILTERS = ("vr", "soundoutput", "soundinput", "webcam", "multipass", "musicstream")
LARGEST_SHADER = 16 << 20
LARGEST_LIST = 64 << 20
OTHER_WAYS = (
    "in a browser, save https://www.shadertoy.com/api/v1/shaders/ID?key=... (or an export of your profile) and give the "
    "file to --import; or go without: --shaders bundled and composed:N are programs of this repository"
)


class Unavailable(Exception):
    """An identifier that Shadertoy does not give out: private, not 'public + API', removed, or never there."""


class Pace:
    """Lets a number of requests through a second, whichever thread they come from."""

    def __init__(self, rate: float):
        self.interval, self._next, self._lock = 1.0 / rate, 0.0, threading.Lock()

    def wait(self) -> None:
        with self._lock:
            now = time.monotonic()
            at, self._next = max(now, self._next), max(now, self._next) + self.interval
        stop.wait(at - now)


class Shadertoy:
    """Shadertoy's API with a key, which appears in no message, file or exception of this class."""

    def __init__(self, key: str | None, patience: Patience, rate: float = 1.0, base: str = BASE):
        key = (key or "").strip()
        if not key:
            raise UserError(
                f"Shadertoy's API wants a key: set {KEY_VARIABLE} (www.shadertoy.com/myapps); {OTHER_WAYS}", 2
            )
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,100}", key):
            raise UserError(f"{KEY_VARIABLE} or --key: is no key (letters, digits, - and _)", 2)
        self._key, self.patience, self.pace, self.base = key, patience, Pace(rate), base

    def __repr__(self) -> str:
        return f"Shadertoy({self.base})"

    def shader(self, identifier: str) -> dict:
        """The shader with this identifier: {"ver", "info", "renderpass"}.

        Raises Unavailable, or UserError where Shadertoy gives nothing to anybody (key refused, browser check).
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

    def identifiers(
        self, query: str | None, sort: str | None, filters: list[str], first: int, count: int | None
    ):
        """Identifiers that a search finds (None: all that are offered), as a list. Raises UserError."""
        options: list[tuple[str, Any]] = [("filter", name) for name in filters]
        if sort:
            options.append(("sort", sort))
        if count is not None:
            options += [("from", first), ("num", count)]
        path = "/shaders" if query is None else f"/shaders/query/{quote(query, safe='')}"
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
        good = list(dict.fromkeys(good))
        return good if count is None else good[:count]

    def _get(self, path: str, options: Any, what: str, largest: int) -> Any:
        address = f"{self.base}{path}?{urlencode([*options, ('key', self._key)])}"

        def attempt() -> bytes:
            self.pace.wait()
            return fetch_small(address, self.patience, largest, secret=True)

        try:
            body = persist(what, self.patience, attempt)
        except Refused as refusal:
            if refusal.status == 404:
                raise Unavailable("not found") from None
            if refusal.headers.get("cf-mitigated") or looks_like_html(refusal.body):
                raise UserError(
                    f"Shadertoy asks for a browser (HTTP {refusal.status}); {OTHER_WAYS}"
                ) from None
            if refusal.status in (401, 403):
                raise UserError(f"Shadertoy refuses this key (HTTP {refusal.status}); {OTHER_WAYS}") from None
            raise UserError(self._without_key(f"{what}: {refusal}")) from None
        if looks_like_html(body):
            raise UserError(f"Shadertoy answers with a web page in place of data; {OTHER_WAYS}")
        try:
            answer = parse_json(body, f"{what}: Shadertoy's answer")
        except ValueError as error:
            raise Unavailable(self._without_key(str(error))) from None
        if isinstance(answer, dict) and "Error" in answer:
            message = self._without_key(" ".join(str(answer["Error"]).split())[:200])
            if re.search(r"\bkey\b", message, re.I):
                raise UserError(f"Shadertoy refuses this key ({message}); {OTHER_WAYS}")
            raise Unavailable(message)
        return answer

    def _without_key(self, text: str) -> str:
        return text.replace(self._key, "***")
