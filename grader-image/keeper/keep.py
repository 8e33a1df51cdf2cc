"""Runs one sandbox that was started for a grader under another user, and exits with it.

Arguments: the command to run. Standard input and output are the connection from the grader; the
command uses it, too. The command is killed when the connection is closed, or when the process that
started this one ends, which has the other end of the standard error. If the command exits on its
own, what it wrote to its standard error is sent to the grader in a frame ``said {text}`` (wire.py).
"""

import errno
import json
import os
import select
import signal
import sys
from typing import NoReturn

_CONNECTION = 0
_STARTER = 2
_MAX_STDERR_BYTES = 8 * 1024
#: How long to wait for what its children still write after the command has exited.
_REST_MS = 1_000


def main() -> None:
    stderr, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        _become(sys.argv[1:], writing)
    os.close(writing)
    text, was_killed = _wait(pid, stderr)
    if text and not was_killed:
        _send(text)


def _become(command: list[str], stderr: int) -> NoReturn:
    """In a separate session, so that all of bubblewrap's processes can be killed with it."""
    try:
        os.setsid()
        os.set_blocking(_CONNECTION, True)
        os.dup2(stderr, 2)
        os.execvp(command[0], command)
    except OSError as error:
        os.write(2, f"spawn {command[0]} {errno.errorcode.get(error.errno or 0)}".encode())
    finally:
        os._exit(127)


def _wait(pid: int, stderr: int) -> tuple[bytes, bool]:
    """Waits until it has exited. Returns the end of its stderr, and whether it was killed here."""
    ended = os.pidfd_open(pid)
    waiting = select.poll()
    waiting.register(_CONNECTION, select.POLLRDHUP)
    # The end of the other side is reported without a flag.
    waiting.register(_STARTER, 0)
    waiting.register(stderr, select.POLLIN)
    waiting.register(ended, select.POLLIN)
    text, was_killed = b"", False
    while True:
        for fd, _ in waiting.poll():
            if fd == ended:
                os.waitpid(pid, 0)
                return text + _rest(stderr), was_killed
            if fd == stderr and (more := os.read(stderr, _MAX_STDERR_BYTES)):
                text = (text + more)[-_MAX_STDERR_BYTES:]
                continue
            waiting.unregister(fd)
            if fd != stderr:
                was_killed = True
                _kill(pid)


def _kill(pid: int) -> None:
    try:
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:
        # It has no session of its own yet.
        os.kill(pid, signal.SIGKILL)


def _rest(stderr: int) -> bytes:
    waiting = select.poll()
    waiting.register(stderr, select.POLLIN)
    rest = b""
    while len(rest) < _MAX_STDERR_BYTES and waiting.poll(_REST_MS):
        more = os.read(stderr, _MAX_STDERR_BYTES)
        if not more:
            break
        rest += more
    return rest


def _send(text: bytes) -> None:
    content = json.dumps({"kind": "said", "text": text.decode(errors="replace")}).encode()
    os.set_blocking(_CONNECTION, False)
    try:
        os.write(_CONNECTION, len(content).to_bytes(4, "big") + content)
    except OSError:
        # The grader has gone, or does not read.
        pass


main()
