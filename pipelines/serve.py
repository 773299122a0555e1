"""Serves the readers' site and Dagster's UI with its daemon, on loopback."""

import gzip
import hashlib
import posixpath
import signal
import subprocess
import sys
import threading
from functools import lru_cache, partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import guess_type
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, unquote, urlsplit

import dagster as dg

from pipelines.heal import fail_orphans
from pipelines.settings import REPO, Settings

SITE_PORT, UI_PORT = 8050, 3000
_CSP = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; frame-ancestors 'none';"
    " base-uri 'none'; form-action 'none'"
)
_TEXT = (".html", ".css", ".js", ".csv", ".svg", ".json")
_TYPES = {".parquet": "application/vnd.apache.parquet", ".js": "text/javascript"}
# A file of a release never changes: a browser may keep it for a year without asking.
_KEPT_BYTES = 16 * 1024**2
_FOREVER, _ASK = "public, max-age=31536000, immutable", "no-cache"


class Body(NamedTuple):
    """A file as sent: its bytes, the same compressed (None where that saves nothing), and its name for caches."""

    plain: bytes
    packed: bytes | None
    tag: str


class SiteHandler(BaseHTTPRequestHandler):
    """Published releases, nothing else of the machine.

    `/…` is the site of the current release and `/files/…` its open data; `/<release_id>/site/…` and
    `/<release_id>/files/…` are those of one release for ever, as is `current` in the place of an id for the newest.
    """

    protocol_version = "HTTP/1.1"
    timeout = 30

    def __init__(self, *args, releases: Path, **kwargs) -> None:
        self.releases = releases
        super().__init__(*args, **kwargs)

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def _answer(self, with_body: bool) -> None:
        asked = unquote(urlsplit(self.path).path).replace("\0", "")
        plain = posixpath.normpath("/" + asked.lstrip("/"))
        first, _, rest = plain.strip("/").partition("/")
        named = self._published(first)
        if named and rest.split("/")[0] not in ("site", "files"):
            # The short address of a release's page; relative links need the whole one.
            self._redirect(f"/{first}/site/{rest}{'/' if asked.endswith('/') and rest else ''}")
            return
        inside = rest if named else plain.strip("/") if first == "files" else f"site/{plain.strip('/')}"
        root = self.releases / (first if named else "current")
        path = _file(root, inside)
        if path is None:
            self._refuse()
        elif path.name == "index.html" and not inside.endswith("index.html") and not asked.endswith("/"):
            self._redirect(plain + "/")
        else:
            self._send(path, _FOREVER if named and first != "current" else _ASK, with_body)

    def _published(self, name: str) -> bool:
        """Whether the name is that of a published release or `current`; drafts begin with a dot."""
        if not name or name.startswith("."):
            return False
        return (self.releases / name / "SHA256SUMS").is_file()

    def _send(self, path: Path, caching: str, with_body: bool) -> None:
        status = path.stat()
        read = _body if status.st_size <= _KEPT_BYTES else _body.__wrapped__
        body = read(path, status.st_mtime_ns, status.st_size)
        packed = body.packed is not None and "gzip" in self.headers.get("Accept-Encoding", "")
        sent = body.packed if packed and body.packed is not None else body.plain
        # Compressed and plain bytes are two representations, so they have two tags.
        tag = f'"{body.tag}{"-gz" if packed else ""}"'
        fresh = tag in (one.strip() for one in self.headers.get("If-None-Match", "").split(","))
        self.send_response(HTTPStatus.NOT_MODIFIED if fresh else HTTPStatus.OK)
        self.send_header("ETag", tag)
        self.send_header("Cache-Control", caching)
        self.send_header("Vary", "Accept-Encoding")
        if not fresh:
            self.send_header("Content-Type", _content_type(path))
            self.send_header("Content-Length", str(len(sent)))
            if packed:
                self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        if with_body and not fresh:
            self.wfile.write(sent)

    def _redirect(self, address: str) -> None:
        self.send_response(HTTPStatus.FOUND)
        self.send_header("Location", quote(address))
        self.send_header("Content-Length", "0")
        self.send_header("Cache-Control", _ASK)
        self.end_headers()

    def _refuse(self) -> None:
        text = "没有这个页面。 There is no such page.\n".encode()
        self.send_response(HTTPStatus.NOT_FOUND)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(text)))
        self.send_header("Cache-Control", _ASK)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(text)

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", _CSP)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "same-origin")
        super().end_headers()

    def log_message(self, format: str, *args) -> None:
        """Readers' addresses are not logged."""


def _file(root: Path, inside: str) -> Path | None:
    """The file of a release's site or open data that an address names; a folder stands for its index.html."""
    folder = (root / inside.split("/")[0]).resolve()
    path = (root / inside).resolve()
    if path != folder and folder not in path.parents:
        return None
    path = path / "index.html" if path.is_dir() else path
    return path if path.is_file() else None


def _content_type(path: Path) -> str:
    kind = _TYPES.get(path.suffix) or guess_type(path.name)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if path.suffix in _TEXT else kind


@lru_cache(maxsize=128)
def _body(path: Path, modified: int, size: int) -> Body:
    """A file ready to send; its time and size are part of the key, so that a changed file is read again."""
    plain = path.read_bytes()
    packed = gzip.compress(plain, 6, mtime=0) if path.suffix in _TEXT else None
    return Body(plain, packed, hashlib.sha256(plain).hexdigest()[:24])


def site_server(settings: Settings, port: int = SITE_PORT) -> ThreadingHTTPServer:
    """The site's server, bound to loopback; the caller runs it."""
    return ThreadingHTTPServer(("127.0.0.1", port), partial(SiteHandler, releases=settings.releases))


def serve(settings: Settings) -> int:
    """Serve until interrupted; ends with an error when Dagster's UI or daemon ends by itself."""
    settings.prepare()
    with dg.DagsterInstance.get() as instance:
        fail_orphans(instance, launching=0)
    server = site_server(settings)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    binaries, workspace = Path(sys.executable).parent, str(REPO / "workspace.yaml")
    children = [
        subprocess.Popen(
            [binaries / "dagster-webserver", "-h", "127.0.0.1", "-p", str(UI_PORT), "-w", workspace]
        ),
        subprocess.Popen([binaries / "dagster-daemon", "run", "-w", workspace]),
    ]
    print(
        f"site on http://127.0.0.1:{SITE_PORT}, Dagster on http://127.0.0.1:{UI_PORT}; Ctrl-C ends both",
        flush=True,
    )
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    while not stop.wait(1.0) and all(child.poll() is None for child in children):
        pass
    for child in children:
        child.terminate()
    for child in children:
        child.wait(20)
    server.shutdown()
    return 0 if stop.is_set() else 1
