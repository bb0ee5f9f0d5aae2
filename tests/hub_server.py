"""A server that speaks the Hugging Face Hub's HTTP API as far as huggingface_hub needs it to push and to fetch.

Paths, headers and error codes are those that huggingface_hub 2.4 asks for and reads: whoami, repos/create,
validate-yaml, repository info, tree, preupload, commit (ndjson), git-lfs batch and PUT, resolve with redirection.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

import pytest

TOKEN = "hf_SecretSecretSecret4711"
SMALL = 256  # bytes up to which a file is a plain blob, as texts are on the Hub


def blob_id(data: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()


@dataclass
class Repository:
    """Files of each commit by path, and what branches and tags name."""

    commits: dict[str, dict[str, bytes]] = field(default_factory=dict)
    refs: dict[str, str] = field(default_factory=dict)
    private: bool = False

    def commit(self, files: dict[str, bytes], branch: str = "main") -> str:
        before = self.refs.get(branch, "")
        text = before + "".join(f"{name} {blob_id(data)}\n" for name, data in sorted(files.items()))
        oid = hashlib.sha1(text.encode()).hexdigest()
        self.commits[oid], self.refs[branch] = dict(files), oid
        return oid

    def find(self, revision: str) -> str | None:
        return revision if revision in self.commits else self.refs.get(revision)


class HubServer:
    """Repositories by (kind, USER/NAME); requests that came (method, path, authorization); and how it misbehaves.

    listed     path -> what the tree says of it in place of the truth
    served     path -> bytes that resolve gives in place of the file's
    drops      path -> how many times the connection breaks in the middle of it
    status     answer everything with this
    down       answer nothing
    """

    def __init__(self) -> None:
        self.repositories: dict[tuple[str, str], Repository] = {}
        self.lfs: dict[str, bytes] = {}
        self.requests: list[tuple[str, str, str]] = []
        self.listed: dict[str, dict] = {}
        self.served: dict[str, bytes] = {}
        self.drops: dict[str, int] = {}
        self.status, self.down = 0, False
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self) -> None:
                if outer.down:
                    self.close_connection = True
                    return
                outer.requests.append((self.command, self.path, self.headers.get("Authorization", "")))
                length = int(self.headers.get("Content-Length") or 0)
                body = self.chunked() if self.headers.get("Transfer-Encoding") == "chunked" else self.rfile.read(length)
                outer.answer(self, body)

            def chunked(self) -> bytes:
                body = b""
                while size := int(self.rfile.readline().split(b";")[0], 16):
                    body += self.rfile.read(size)
                    self.rfile.readline()
                self.rfile.readline()
                return body

            do_GET = do_POST = do_PUT = do_HEAD = handle_any

            def log_message(self, *args) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.http.server_port}"
        threading.Thread(target=self.http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def close(self) -> None:
        self.down = True  # also for connections that are kept
        self.http.shutdown()
        self.http.server_close()

    def put(self, kind: str, name: str, files: dict[str, bytes], branch: str = "main") -> str:
        """Commit files to a repository, made where it is not there; the commit."""
        return self.repositories.setdefault((kind, name), Repository()).commit(files, branch)

    def files(self, kind: str, name: str) -> dict[str, bytes]:
        repository = self.repositories[kind, name]
        return repository.commits[repository.refs["main"]]

    # ------------------------------------------------------------------ answers

    def answer(self, handler, body: bytes) -> None:
        path = urlsplit(handler.path).path
        token = handler.headers.get("Authorization", "").removeprefix("Bearer ")
        if self.status:
            return self.error(handler, self.status, message="trouble")
        if path.startswith("/cdn/"):
            return self.data(handler, self.lfs[path.removeprefix("/cdn/").partition("/")[0]], path.partition("/of/")[2])
        if path.startswith("/lfs/"):
            assert hashlib.sha256(body).hexdigest() == path.removeprefix("/lfs/"), "an upload is not what it says"
            self.lfs[path.removeprefix("/lfs/")] = body
            return self.json(handler, {})
        if token and token != TOKEN:
            return self.error(handler, 401, message="Invalid credentials in Authorization header")
        if handler.command in ("POST", "PUT") and not token:
            return self.error(handler, 401, message="Invalid username or password.")
        if path == "/api/whoami-v2":
            return self.json(handler, {"name": "ann"}) if token else self.error(handler, 401)
        if path == "/api/validate-yaml":
            return self.json(handler, {"errors": [], "warnings": []})
        if path == "/api/repos/create":
            return self.create(handler, json.loads(body))
        if match := re.fullmatch(r"/(datasets/)?([^/]+/[^/]+)\.git/info/lfs/objects/batch", path):
            return self.batch(handler, json.loads(body))
        if match := re.fullmatch(r"/api/(model|dataset)s/([^/]+/[^/]+)(?:/(\w+)/([^/]+))?", path):
            kind, name, action, revision = match[1], match[2], match[3], unquote(match[4] or "main")
            return self.api(handler, (kind, name), action or "revision", revision, body)
        if match := re.fullmatch(r"/(datasets/)?([^/]+/[^/]+)/resolve/([^/]+)/(.+)", path):
            kind = "dataset" if match[1] else "model"
            return self.resolve(handler, (kind, match[2]), unquote(match[3]), unquote(match[4]))
        return self.error(handler, 404, message=f"no such page: {path}")

    def api(self, handler, key, action: str, revision: str, body: bytes) -> None:
        repository = self.repositories.get(key)
        if repository is None or (repository.private and not handler.headers.get("Authorization")):
            return self.error(handler, 404 if handler.headers.get("Authorization") else 401, "RepoNotFound")
        commit = repository.find(revision)
        if commit is None:
            return self.error(handler, 404, "RevisionNotFound")
        files = repository.commits[commit]
        if action == "revision":
            self.json(handler, {"id": key[1], "sha": commit, "private": repository.private, "siblings": [], "tags": []})
        elif action == "tree":
            self.json(handler, [self.entry(name, data) for name, data in files.items()])
        elif action == "preupload":
            asked = json.loads(body)["files"]
            modes = [
                {
                    "path": one["path"],
                    "uploadMode": "regular" if one["size"] <= SMALL or one["path"].endswith(".md") else "lfs",
                    "shouldIgnore": False,
                    "oid": self.digest(one["path"], files),
                }
                for one in asked
            ]
            self.json(handler, {"files": modes})
        elif action == "commit":
            self.commit(handler, key, dict(files), [json.loads(line) for line in body.splitlines()])

    def entry(self, name: str, data: bytes) -> dict:
        entry: dict = {"type": "file", "path": name, "size": len(data), "oid": blob_id(data)}
        if len(data) > SMALL and not name.endswith(".md"):
            oid = hashlib.sha256(data).hexdigest()
            self.lfs[oid] = data
            pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize %d\n" % (
                oid.encode(),
                len(data),
            )
            entry |= {"oid": blob_id(pointer), "lfs": {"oid": oid, "size": len(data), "pointerSize": len(pointer)}}
        return {**entry, **self.listed.get(name, {})}

    def digest(self, name: str, files: dict[str, bytes]) -> str | None:
        entry = self.entry(name, files[name]) if name in files else {}
        return entry.get("lfs", entry).get("oid")

    def create(self, handler, asked: dict) -> None:
        key = (asked.get("type") or "model", f"{asked.get('organization') or 'ann'}/{asked['name']}")
        if key[1].split("/")[0] != "ann":
            return self.error(handler, 403, message="You don't have the rights to create a model under this namespace")
        if key in self.repositories:
            return self.error(handler, 409, message="You already created this repo", url=self.page(key))
        repository = self.repositories[key] = Repository(private=asked.get("visibility") == "private")
        repository.commit({".gitattributes": b"*.png filter=lfs\n"})
        self.json(handler, {"url": self.page(key)})

    def page(self, key) -> str:
        return f"{self.url}/{'datasets/' if key[0] == 'dataset' else ''}{key[1]}"

    def batch(self, handler, asked: dict) -> None:
        objects = [
            one
            if one["oid"] in self.lfs
            else {**one, "actions": {"upload": {"href": f"{self.url}/lfs/{one['oid']}", "header": {}}}}
            for one in asked["objects"]
        ]
        self.json(handler, {"transfer": "basic", "objects": objects})

    def commit(self, handler, key, files: dict[str, bytes], lines: list[dict]) -> None:
        repository = self.repositories[key]
        head = repository.refs["main"]
        for line in lines:
            value = line["value"]
            if line["key"] == "header" and value.get("parentCommit", head) != head:
                return self.error(handler, 412, message="A commit has happened since. Please refresh and try again.")
            if line["key"] == "file":
                files[value["path"]] = base64.b64decode(value["content"])
            elif line["key"] == "lfsFile":
                files[value["path"]] = self.lfs[value["oid"]]
            elif line["key"] == "deletedFile":
                del files[value["path"]]
        oid = repository.commit(files)
        self.json(handler, {"success": True, "commitOid": oid, "commitUrl": f"{self.page(key)}/commit/{oid}"})

    def resolve(self, handler, key, revision: str, name: str) -> None:
        repository = self.repositories.get(key)
        commit = repository.find(revision) if repository else None
        if repository is None or commit is None:
            return self.error(handler, 404, "RevisionNotFound" if repository else "RepoNotFound")
        data = repository.commits[commit].get(name)
        if data is None:
            return self.error(handler, 404, "EntryNotFound")
        if lfs := self.entry(name, data).get("lfs"):
            # Another host, as on the Hub: the token must not follow.
            handler.send_response(302)
            place = self.url.replace("127.0.0.1", "localhost")
            handler.send_header("Location", f"{place}/cdn/{hashlib.sha256(data).hexdigest()}/of/{name}")
            handler.send_header("X-Repo-Commit", commit)
            handler.send_header("X-Linked-Etag", f'"{lfs["oid"]}"')
            handler.send_header("X-Linked-Size", str(lfs["size"]))
            handler.send_header("Content-Length", "0")
            handler.end_headers()
            return None
        return self.data(handler, data, name, commit)

    def data(self, handler, data: bytes, name: str, commit: str = "") -> None:
        data = self.served.get(name, data)
        start = int(match[1]) if (match := re.fullmatch(r"bytes=(\d+)-", handler.headers.get("Range", ""))) else 0
        handler.send_response(206 if start else 200)
        handler.send_header("Content-Length", str(len(data) - start))
        handler.send_header("ETag", f'"{blob_id(data)}"')
        if commit:
            handler.send_header("X-Repo-Commit", commit)
        handler.end_headers()
        if handler.command == "HEAD":
            return
        if self.drops.get(name, 0) > 0:
            self.drops[name] -= 1
            handler.wfile.write(data[start : start + (len(data) - start) // 2])
            handler.close_connection = True
            return
        handler.wfile.write(data[start:])

    def json(self, handler, value) -> None:
        data = json.dumps(value).encode()
        handler.send_response(200)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        handler.wfile.write(data)

    def error(self, handler, status: int, code: str = "", message: str = "", **more: str) -> None:
        data = json.dumps({"error": message or code, **more}).encode()
        handler.send_response(status)
        if code:
            handler.send_header("X-Error-Code", code)
        handler.send_header("X-Error-Message", message or code)
        handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        if handler.command != "HEAD":
            handler.wfile.write(data)


@pytest.fixture
def hub(tmp_path, monkeypatch) -> Iterator[HubServer]:
    """The server, HF_ENDPOINT and a token for it, and a cache of its own."""
    constants = pytest.importorskip("huggingface_hub.constants")
    server = HubServer()
    for name in ("HF_HUB_OFFLINE", "HF_OIDC_RESOURCE", "HUGGING_FACE_HUB_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HF_ENDPOINT", server.url)
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf_home"))
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    monkeypatch.setenv("HF_HUB_DISABLE_XET", "1")
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", True)
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)  # read once, at the first import, from what was set then
    monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(tmp_path / "hf_home" / "token"))
    yield server
    server.close()
