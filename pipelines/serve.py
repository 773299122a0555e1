"""Serves the readers' site and Dagster's UI with its daemon, on loopback."""

import posixpath
import signal
import subprocess
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote, unquote

import dagster as dg

from pipelines.heal import fail_orphans
from pipelines.settings import REPO, Settings

SITE_PORT, UI_PORT = 8050, 3000
_CSP = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; frame-ancestors 'none'"
)


class SiteHandler(SimpleHTTPRequestHandler):
    """Files of the current release; `/` is its site, `/files/` its open data."""

    def __init__(self, *args, releases: Path, **kwargs) -> None:
        self.current = releases / "current"
        super().__init__(*args, directory=str(self.current), **kwargs)

    def translate_path(self, path: str) -> str:
        """Pages live in site/, open data in files/; nothing else of a release is served."""
        plain = posixpath.normpath("/" + unquote(path.split("?", 1)[0].split("#", 1)[0]).lstrip("/"))
        inside = plain if plain.startswith("/files/") else "/site" + plain
        return super().translate_path(quote(inside) + ("/" if path.endswith("/") else ""))

    def end_headers(self) -> None:
        # Pages change with the next release: revalidate, so that nobody reads yesterday's numbers.
        self.send_header("Cache-Control", "no-cache")
        self.send_header("Content-Security-Policy", _CSP)
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()

    def list_directory(self, path):
        self.send_error(404)

    def log_message(self, format: str, *args) -> None:
        """Readers' addresses are not logged."""


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
