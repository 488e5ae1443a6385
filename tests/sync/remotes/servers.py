"""Servers on loopback that tests talk to: processes of real programs, and a server that answers as it is told."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

Answerer = Callable[[bytes], bytes | None]


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextlib.contextmanager
def process(
    words: list[str], *, port: int, env: dict[str, str] | None = None, cwd: Path | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A server program, once it accepts connections; ended with the block."""
    with subprocess.Popen(
        words,
        env={**os.environ, **(env or {})},
        cwd=cwd,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as started:
        try:
            wait_for(port, started)
            yield started
        finally:
            started.terminate()
            try:
                started.wait(5)
            except subprocess.TimeoutExpired:
                started.kill()


def wait_for(port: int, started: subprocess.Popen[bytes], *, seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if started.poll() is not None:
            raise RuntimeError(f"the server ended with {started.returncode}")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise RuntimeError("the server did not start")


def nutstore(script: Path, folder: Path, *, limit: int = 100_000) -> tuple[list[str], int]:
    port = free_port()
    return [sys.executable, str(script), str(port), str(folder), str(limit)], port


class Scripted:
    """A server that gives each request's head to `answer` and sends back the bytes it returns, then hangs up."""

    def __init__(self, answer: Answerer) -> None:
        self.answer = answer
        self.asked: list[bytes] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)

    def _serve(self) -> None:
        while True:
            try:
                link, _ = self._listener.accept()
            except OSError:
                return
            with link, contextlib.suppress(OSError):
                link.settimeout(5)
                head = self._request(link)
                if head:
                    self.asked.append(head)
                    link.sendall(self.answer(head) or b"")

    @staticmethod
    def _request(link: socket.socket) -> bytes:
        got = b""
        while b"\r\n\r\n" not in got:
            part = link.recv(65536)
            if not part:
                return b""
            got += part
        head, _, body = got.partition(b"\r\n\r\n")
        lengths = [line.split(b":")[1] for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
        while lengths and len(body) < int(lengths[0]):
            part = link.recv(65536)
            if not part:
                break
            body += part
        return head


class Proxy:
    """Between client and server: passes bytes on, and cuts the connection after `cuts[n]` bytes of the n-th one."""

    def __init__(self, port: int, *, cuts: list[int | None], pause_s: float = 0.0) -> None:
        self._port = port
        self._cuts = cuts
        self._pause_s = pause_s
        self.links = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)

    def _serve(self) -> None:
        while True:
            try:
                link, _ = self._listener.accept()
            except OSError:
                return
            cut = self._cuts[self.links] if self.links < len(self._cuts) else None
            self.links += 1
            threading.Thread(target=self._join, args=(link, cut), daemon=True).start()

    def _join(self, link: socket.socket, cut: int | None) -> None:
        with link, socket.create_connection(("127.0.0.1", self._port), 5) as server:
            budget = [cut if cut is not None else sys.maxsize]
            back = threading.Thread(target=self._pass, args=(server, link, budget), daemon=True)
            back.start()
            self._pass(link, server, budget)
            back.join(10)

    def _pass(self, one: socket.socket, other: socket.socket, budget: list[int]) -> None:
        with contextlib.suppress(OSError):
            while part := one.recv(16384):
                time.sleep(self._pause_s)
                sent, budget[0] = part[: budget[0]], budget[0] - len(part)
                other.sendall(sent)
                if budget[0] <= 0:
                    break
        for end in (one, other):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
