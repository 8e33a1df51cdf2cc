"""Keeps one sandbox that was started for a grader under another user, and ends with it.

Arguments: the command to run. Standard input and output are the connection from the grader, which
the command has too. The command is killed when the connection ends, or the process at the other
end of the standard error, which started this. When it ends by itself, what it wrote to its
standard error is told to the grader in a frame ``said {text}`` (wire.py).
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
_SAID_MAX_BYTES = 8 * 1024
#: For what others still write when the command has ended.
_LAST_WORDS_MS = 1_000


def main() -> None:
    said_out, said_in = os.pipe()
    pid = os.fork()
    if pid == 0:
        _become(sys.argv[1:], said_in)
    os.close(said_in)
    said, was_killed = _watch(pid, said_out)
    if said and not was_killed:
        _tell(said)


def _become(command: list[str], said_in: int) -> NoReturn:
    """In a session of its own, which bubblewrap's processes are killed by."""
    try:
        os.setsid()
        os.set_blocking(_CONNECTION, True)
        os.dup2(said_in, 2)
        os.execvp(command[0], command)
    except OSError as error:
        os.write(2, f"spawn {command[0]} {errno.errorcode.get(error.errno or 0)}".encode())
    finally:
        os._exit(127)


def _watch(pid: int, said_out: int) -> tuple[bytes, bool]:
    """Until it has ended. Returns the end of what it said, and whether it was killed from here."""
    ended = os.pidfd_open(pid)
    waiting = select.poll()
    waiting.register(_CONNECTION, select.POLLRDHUP)
    # That the other side has ended is told unasked.
    waiting.register(_STARTER, 0)
    waiting.register(said_out, select.POLLIN)
    waiting.register(ended, select.POLLIN)
    said, was_killed = b"", False
    while True:
        for fd, _ in waiting.poll():
            if fd == ended:
                os.waitpid(pid, 0)
                return said + _rest(said_out), was_killed
            if fd == said_out and (more := os.read(said_out, _SAID_MAX_BYTES)):
                said = (said + more)[-_SAID_MAX_BYTES:]
                continue
            waiting.unregister(fd)
            if fd != said_out:
                was_killed = True
                _kill(pid)


def _kill(pid: int) -> None:
    try:
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:
        # It has not made its session yet.
        os.kill(pid, signal.SIGKILL)


def _rest(said_out: int) -> bytes:
    waiting = select.poll()
    waiting.register(said_out, select.POLLIN)
    rest = b""
    while len(rest) < _SAID_MAX_BYTES and waiting.poll(_LAST_WORDS_MS):
        more = os.read(said_out, _SAID_MAX_BYTES)
        if not more:
            break
        rest += more
    return rest


def _tell(said: bytes) -> None:
    content = json.dumps({"kind": "said", "text": said.decode(errors="replace")}).encode()
    os.set_blocking(_CONNECTION, False)
    try:
        os.write(_CONNECTION, len(content).to_bytes(4, "big") + content)
    except OSError:
        # The grader has gone, or does not read.
        pass


main()
