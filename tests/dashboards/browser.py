"""A headless Chromium spoken to over its own protocol: open a page at a size, look, measure."""

import base64
import json
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import axe_core_python
from websockets.sync.client import connect

CHROMIUM = Path("/usr/bin/chromium")
AXE = Path(axe_core_python.__file__).parent / "axe.min.js"
RUN_AXE = """axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']}).then(found =>
  found.violations.filter(one => ['serious', 'critical'].includes(one.impact))
    .map(one => one.id + ': ' + one.nodes.length + ' of ' + one.nodes[0].html.slice(0, 160)))"""
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--remote-debugging-port=0",
]
# Scroll through the page so that every chart comes into view, then wait for the last one to be drawn.
DRAW_ALL = """(async () => {
  const boxes = [...document.querySelectorAll('.chart')];
  for (const box of boxes) {
    box.scrollIntoView();
    for (let tries = 0; tries < 100 && !box.querySelector('.main-svg'); tries++)
      await new Promise(done => setTimeout(done, 50));
  }
  window.scrollTo(0, 0);
  return [boxes.length, boxes.filter(box => box.querySelector('.main-svg')).length];
})()"""


class Tab:
    """One page in the browser; `requests` and `problems` fill while it is used."""

    def __init__(self, socket: Any) -> None:
        self.socket = socket
        self.number = 0
        self.requests: list[str] = []
        self.problems: list[str] = []
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.call(domain + ".enable")

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        """Call a method of the protocol; raises RuntimeError with the browser's message."""
        self.number += 1
        self.socket.send(json.dumps({"id": self.number, "method": method, "params": params}))
        while True:
            message = json.loads(self.socket.recv(timeout=30))
            if message.get("id") == self.number:
                if "error" in message:
                    raise RuntimeError(message["error"]["message"])
                return message["result"]
            self._note(message)

    def _note(self, message: dict[str, Any]) -> None:
        params = message.get("params", {})
        if message.get("method") == "Network.requestWillBeSent":
            self.requests.append(params["request"]["url"])
        elif message.get("method") == "Runtime.exceptionThrown":
            self.problems.append(params["exceptionDetails"]["text"])
        elif message.get("method") == "Log.entryAdded" and params["entry"]["level"] == "error":
            self.problems.append(params["entry"]["text"])

    def open(self, page: Path | str, width: int, height: int, script: bool = True) -> None:
        """Load a file or an address at a window size, with or without JavaScript, and wait until it is complete."""
        address = page if isinstance(page, str) else page.resolve().as_uri()
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 600,
        )
        self.call("Emulation.setScriptExecutionDisabled", value=not script)
        # Leaving first: going to another anchor of the same page would load nothing.
        self.call("Page.navigate", url="about:blank")
        self.call("Page.navigate", url=address)
        for _ in range(200):
            if self.run("document.readyState + location.href") == "complete" + address:
                return
            time.sleep(0.05)
        raise TimeoutError(address)

    def run(self, expression: str) -> Any:
        """The value of an expression in the page."""
        result = self.call("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        return result["result"].get("value")

    def press(self, key: str, code: int) -> None:
        """Press and release a key."""
        for kind in ("keyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code)

    def faults(self) -> list[str]:
        """What axe-core finds serious or critical on the page under WCAG 2.1 A and AA, with the first place of each."""
        self.run(AXE.read_text(encoding="utf-8"))
        found = self.run(RUN_AXE)
        if not isinstance(found, list):
            raise RuntimeError("axe-core did not run")
        return found

    def picture(self, target: Path, whole: bool = True) -> Path:
        """A picture of the whole page or of the window."""
        data = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=whole)["data"]
        target.write_bytes(base64.b64decode(data))
        return target


@contextmanager
def browser() -> Iterator[Tab]:
    """A tab of a browser with a profile of its own, ended afterwards."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        process = subprocess.Popen(
            [str(CHROMIUM), *FLAGS, f"--user-data-dir={profile}", "about:blank"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            port_file = Path(profile) / "DevToolsActivePort"
            for _ in range(200):
                if port_file.exists() and port_file.read_text().count("\n") >= 1:
                    break
                time.sleep(0.05)
            port, address = port_file.read_text().split("\n")[:2]
            with connect(f"ws://127.0.0.1:{port}{address}", max_size=None) as root:
                root.send(json.dumps({"id": 1, "method": "Target.getTargets"}))
                targets = json.loads(root.recv(timeout=30))["result"]["targetInfos"]
                page = next(one["targetId"] for one in targets if one["type"] == "page")
            with connect(f"ws://127.0.0.1:{port}/devtools/page/{page}", max_size=None) as socket:
                yield Tab(socket)
        finally:
            process.terminate()
            process.wait(timeout=20)
