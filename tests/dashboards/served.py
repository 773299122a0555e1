"""A folder of releases on a loopback port, as `make serve` has it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path

from pipelines.serve import SiteHandler


@contextmanager
def served(releases: Path) -> Iterator[str]:
    """The address of a server over the folder, ended afterwards."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(SiteHandler, releases=releases))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
