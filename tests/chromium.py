"""A headless Chromium driven over its debugging pipe: nothing but the browser is needed.

with Chromium() as browser:
    browser.open("file:///tmp/page/index.html")
    assert browser.evaluate("document.title") == "Gallery"
    assert not browser.problems and not browser.requests
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import select
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import unquote

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
FLAGS = (
    "--headless=new", "--no-sandbox", "--remote-debugging-pipe", "--no-first-run", "--disable-extensions",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
    "--hide-scrollbars", "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
)  # fmt: skip


def find_chromium() -> str | None:
    """The browser's path, or None."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


class Chromium:
    """One page of a browser of its own; use it in a `with` block.

    problems   what the console, uncaught exceptions and the browser's log have reported as errors or warnings
    requests   addresses asked for that are no file, data or blob
    files      paths of the files asked for
    """

    def __init__(self, width: int = 1280, height: int = 800, timeout: float = 120.0):
        self.timeout = timeout
        self.problems: list[str] = []
        self.requests: list[str] = []
        self.files: list[str] = []
        self._profile = tempfile.mkdtemp(prefix="chromium-")
        self._number = 0
        self._buffer = b""
        self._loaded = False
        theirs_in, self._out = os.pipe()
        self._in, theirs_out = os.pipe()
        shell = f'exec "$0" "$@" 3<&{theirs_in} 4>&{theirs_out}'
        self._process = subprocess.Popen(
            ["bash", "-c", shell, find_chromium() or NAMES[0], *FLAGS, f"--window-size={width},{height}",
             f"--user-data-dir={self._profile}", "about:blank"],
            pass_fds=(theirs_in, theirs_out), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip
        os.close(theirs_in)
        os.close(theirs_out)
        try:
            targets = self._call("Target.getTargets", session=None)["targetInfos"]
            page = next(target["targetId"] for target in targets if target["type"] == "page")
            attached = self._call("Target.attachToTarget", session=None, targetId=page, flatten=True)
            self._session = attached["sessionId"]
            for domain in ("Page", "Runtime", "Log", "Network"):
                self._call(f"{domain}.enable")
            self.resize(width, height)
        except BaseException:
            self.close()
            raise

    # ------------------------------------------------------------------ the protocol

    def _call(self, method: str, session: str | None = "", **parameters: Any) -> dict[str, Any]:
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if session is not None:
            message["sessionId"] = session or self._session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        until = time.monotonic() + self.timeout
        while True:
            answer = self._receive(until, method)
            if answer.get("id") == self._number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                return answer["result"]
            self._event(answer)

    def _receive(self, until: float, what: str) -> dict[str, Any]:
        while b"\0" not in self._buffer:
            if not select.select([self._in], [], [], max(0.0, until - time.monotonic()))[0]:
                raise TimeoutError(f"chromium did not answer {what} within {self.timeout:g} s")
            data = os.read(self._in, 1 << 20)
            if not data:
                raise RuntimeError(f"chromium ended while {what} was under way")
            self._buffer += data
        line, _, self._buffer = self._buffer.partition(b"\0")
        return json.loads(line)

    def _event(self, event: dict[str, Any]) -> None:
        method, values = event.get("method"), event.get("params", {})
        if method == "Page.loadEventFired":
            self._loaded = True
        elif method == "Runtime.exceptionThrown":
            details = values["exceptionDetails"]
            self.problems.append(details.get("exception", {}).get("description") or details["text"])
        elif method == "Runtime.consoleAPICalled" and values["type"] in ("error", "warning", "assert"):
            self.problems.append(" ".join(str(item.get("value")) for item in values["args"]))
        elif method == "Log.entryAdded" and values["entry"]["level"] in ("error", "warning"):
            self.problems.append(values["entry"]["text"])
        elif method == "Page.javascriptDialogOpening":
            self.problems.append(f"dialog: {values['message']}")
            self._number += 1
            answer = {"id": self._number, "method": "Page.handleJavaScriptDialog", "params": {"accept": True}}
            os.write(self._out, json.dumps({**answer, "sessionId": self._session}).encode() + b"\0")
        elif method == "Network.requestWillBeSent":
            address = values["request"]["url"]
            if address.startswith("file://"):
                self.files.append(unquote(address.removeprefix("file://")))
            elif not address.startswith(("data:", "blob:", "about:")):
                self.requests.append(address)

    # ------------------------------------------------------------------ what a person does

    def resize(self, width: int, height: int, dark: bool = False) -> None:
        """Give the window's content this size, and the light or dark colour scheme."""
        self._call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self._call("Emulation.setEmulatedMedia", features=[scheme])

    def open(self, address: str | Path) -> None:
        """Load an address (a path: its file) and wait until it is loaded."""
        self._loaded = False
        address = address.resolve().as_uri() if isinstance(address, Path) else address
        self._call("Page.navigate", url=address)
        until = time.monotonic() + self.timeout
        while not self._loaded:
            self._event(self._receive(until, f"the loading of {address}"))

    def evaluate(self, expression: str) -> Any:
        """The value of a JavaScript expression; promises are awaited. Raises RuntimeError where it throws."""
        done = self._call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in done:
            details = done["exceptionDetails"]
            raise RuntimeError(details.get("exception", {}).get("description") or details["text"])
        return done["result"].get("value")

    def wait_for(self, expression: str, seconds: float = 60.0) -> Any:
        """Evaluate until the value is true (in JavaScript's sense), and return it; raises TimeoutError."""
        until = time.monotonic() + seconds
        while not (value := self.evaluate(expression)):
            if time.monotonic() > until:
                raise TimeoutError(f"never true: {expression}; problems: {self.problems}")
            time.sleep(0.02)
        return value

    def click(self, selector: str) -> None:
        """Click in the middle of the first element that a CSS selector finds; LookupError where it is not shown."""
        place = self.evaluate(
            f"(() => {{ const e = document.querySelector({json.dumps(selector)}); e?.scrollIntoView({{block: 'nearest'}});"
            " const r = e?.getBoundingClientRect();"
            " return r?.width ? [r.x + r.width / 2, r.y + r.height / 2] : null; })()"
        )
        if place is None:
            raise LookupError(f"nothing that can be seen matches {selector}")
        for kind in ("mousePressed", "mouseReleased"):
            self._call("Input.dispatchMouseEvent", type=kind, x=place[0], y=place[1], button="left", clickCount=1)

    def key(self, name: str) -> None:
        """Press a key by its name: 'ArrowRight', 'Escape', 'Enter'."""
        codes = {"ArrowLeft": 37, "ArrowUp": 38, "ArrowRight": 39, "ArrowDown": 40, "Escape": 27, "Enter": 13}
        text = {"Enter": "\r"}.get(name, name if len(name) == 1 else "")
        self._call("Input.dispatchKeyEvent", type="keyDown", key=name, text=text,
                   windowsVirtualKeyCode=codes.get(name, 0))  # fmt: skip
        self._call("Input.dispatchKeyEvent", type="keyUp", key=name, windowsVirtualKeyCode=codes.get(name, 0))

    def type(self, text: str) -> None:
        """Put text where the cursor is, as typing does."""
        self._call("Input.insertText", text=text)

    def screenshot(self, selector: str | None = None) -> bytes:
        """PNG of the window, or of an element."""
        clip = {}
        if selector is not None:
            box = self.evaluate(
                f"(() => {{ const r = document.querySelector({json.dumps(selector)}).getBoundingClientRect();"
                " return [r.x + scrollX, r.y + scrollY, r.width, r.height]; })()"
            )
            clip = {"clip": dict(zip(("x", "y", "width", "height"), box, strict=True), scale=1)}
        return base64.b64decode(self._call("Page.captureScreenshot", format="png", **clip)["data"])

    def close(self) -> None:
        """End the browser and everything that it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        os.close(self._out)
        os.close(self._in)
        shutil.rmtree(self._profile, ignore_errors=True)

    def __enter__(self) -> Chromium:
        return self

    def __exit__(self, *_) -> None:
        self.close()
