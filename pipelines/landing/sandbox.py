"""Parses each file in a process of its own, with limits on memory and time.

A small server with the readers loaded is started once; it forks for every file, which costs milliseconds, and the
child ends with the file. What a child can do at worst is die: that refuses its file and nothing else.
"""

import atexit
import os
import pickle
import resource
import signal
import struct
import subprocess
import sys
import traceback
from pathlib import Path
from typing import BinaryIO

from pipelines.landing.cells import warm_up
from pipelines.landing.limits import LIMITS
from pipelines.landing.messages import say
from pipelines.landing.parse import Request, parse
from pipelines.landing.sheets import Parsed
from pipelines.settings import REPO

_LENGTH = struct.Struct(">Q")
_WALL_PER_CPU = 6  # machines are shared: a child may wait this many times longer than it computes
_INTERNAL_FAULT = 70


class Sandbox:
    """The server process; made at the first file, made again should it ever die."""

    def __init__(self) -> None:
        self._server: subprocess.Popen | None = None

    def parse(self, request: Request) -> Parsed:
        """Parse the file of `request` in a child; a child that dies gives a refused file with the reason."""
        code = self._ask(request)
        try:
            return Parsed.read(request.workspace)
        except OSError:
            return Parsed("", refused=_reason(code))

    def _ask(self, request: Request) -> int:
        message = pickle.dumps(request)
        for _ in range(2):
            server = self._running()
            try:
                server.stdin.write(_LENGTH.pack(len(message)) + message)
                server.stdin.flush()
                return int(server.stdout.readline())
            except (BrokenPipeError, ValueError):
                self.close()
        return -signal.SIGKILL

    def _running(self) -> subprocess.Popen:
        if self._server is None or self._server.poll() is not None:
            # Arrow's own allocator reserves more address space than a child may have.
            environment = os.environ | {"ARROW_DEFAULT_MEMORY_POOL": "system", "PYTHONPATH": str(REPO)}
            self._server = subprocess.Popen(
                [sys.executable, "-m", "pipelines.landing.sandbox"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=environment,
            )
        return self._server

    def close(self) -> None:
        if self._server is not None:
            self._server.stdin.close()
            self._server.stdout.close()
            self._server.kill()
            self._server.wait()
            self._server = None


SANDBOX = Sandbox()
atexit.register(SANDBOX.close)


def _reason(code: int) -> str:
    """Why a child left no result, in words for the provider."""
    if code in (-signal.SIGXCPU, -signal.SIGALRM):
        return say("time")
    if code == _INTERNAL_FAULT:
        return say("reader")
    return say("memory")


def _limit(request: Request) -> None:
    """Limits of this process, inherited by nothing: it ends with the file."""
    size = request.path.stat().st_size if request.path.is_file() else 0
    seconds = LIMITS.cpu_seconds(size)
    resource.setrlimit(resource.RLIMIT_DATA, (LIMITS.memory_bytes, LIMITS.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LIMITS.expanded_bytes, LIMITS.expanded_bytes))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # writing too much is then an OSError
    signal.alarm(_WALL_PER_CPU * seconds)


def _child(request: Request) -> int:
    log = os.fdopen(os.dup(sys.stderr.fileno()), "w")
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())  # a reader that panics may quote a cell
    try:
        _limit(request)
        parse(request).write(request.workspace)
    except MemoryError:
        return -signal.SIGKILL
    except BaseException as error:
        # The error's text may quote a cell, so only its kind and place are told.
        place = traceback.extract_tb(error.__traceback__)[-1]
        print(
            f"parser: {type(error).__name__} in {Path(place.filename).name}:{place.lineno}",
            file=log,
            flush=True,
        )
        return _INTERNAL_FAULT
    return 0


def _serve(requests: BinaryIO, answers: BinaryIO) -> None:
    while head := requests.read(_LENGTH.size):
        request: Request = pickle.loads(requests.read(*_LENGTH.unpack(head)))
        child = os.fork()
        if child == 0:
            os._exit(_child(request) & 0xFF)
        _, status = os.waitpid(child, 0)
        answers.write(f"{os.waitstatus_to_exitcode(status)}\n".encode())
        answers.flush()


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when this ends
    warm_up()  # here once, not in every child
    _serve(sys.stdin.buffer, sys.stdout.buffer)
