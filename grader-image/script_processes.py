"""Runs each script case in a process of its own, so that nothing of one reaches the next.

The student's process of a grading is the parent of them all, and runs no code of the student's
itself. So it may fork, which the scripts may not: each puts up the stricter filter for itself
before it runs. What a script tells comes by a pipe, and that and its exit status are all that is
taken from it. The supervisor watches the parent; the parent watches the script's CPU time, and ends
with it when there is no more.
"""

import fcntl
import os
import resource
import select
import signal
import stat
import time
from collections.abc import Callable, Sequence

from kernel import SystemCallFilter
from limits import Limits, used_cpu_seconds
from script_usage import ScriptUsage
from stopped_place import ScriptsPlace
from walls import seed_anew

Tell = Callable[[bytes], None]

_TICK_MS = 25
#: For the script to write down where it is, before it is killed.
_LAST_WORDS_SECONDS = 0.05
_REAP_SECONDS = 0.001
_READ_BYTES = 65_536
_HIGH_NUMBER = 120
#: A script's terminal comes to much less.
_TOLD_MAX_BYTES = 16 * 1024 * 1024

_exit = os._exit


class ScriptProcesses:
    """``folders`` are emptied after each script; of ``closed``, open files, scripts have none.
    ``usage`` is told what they have used so far, ``place`` which of them runs.
    """

    def __init__(
        self,
        limits: Limits,
        system_calls: SystemCallFilter,
        folders: Sequence[str],
        closed: Sequence[int],
        usage: ScriptUsage,
        place: ScriptsPlace,
    ) -> None:
        self._limits = limits
        self._system_calls = system_calls
        self._folders = folders
        self._closed = closed
        self._usage = usage
        self._place = place
        place.pass_on()
        # A script may send it to the parent, which Python would end by it.
        signal.signal(signal.SIGINT, signal.SIG_IGN)

    def run(self, script: Callable[[Tell], None]) -> tuple[bytes, int]:
        """What it told, and its exit status or minus the signal that ended it."""
        reading, writing = _pipe()
        pid = os.fork()
        if pid == 0:
            self._become_script(script, writing, (reading, *self._closed))
        os.close(writing)
        self._place.begin(pid)
        try:
            told = self._told(pid, reading)
            status = self._reaped(pid)
            self._place.end()
            self._usage.tell()
        finally:
            os.close(reading)
        for folder in self._folders:
            _empty(folder)
        return told, os.waitstatus_to_exitcode(status)

    def _become_script(
        self, script: Callable[[Tell], None], writing: int, closed: Sequence[int]
    ) -> None:
        status = 1
        try:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            self._place.answer()
            for file in closed:
                os.close(file)
            seed_anew()
            self._system_calls.load()
            script(lambda data: _write(writing, data))
            status = 0
        finally:
            # Never back into the parent's code, whatever was raised.
            _exit(status)

    def _told(self, pid: int, reading: int) -> bytes:
        """Until the script has ended, or closed the pipe."""
        poller = select.poll()
        poller.register(reading, select.POLLIN)
        told = bytearray()
        while True:
            if poller.poll(_TICK_MS):
                data = os.read(reading, _READ_BYTES)
                if not data:
                    return bytes(told)
                told += data[: _TOLD_MAX_BYTES - len(told)]
            self._check_cpu(pid)

    def _reaped(self, pid: int) -> int:
        while True:
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                return status
            self._check_cpu(pid)
            time.sleep(_REAP_SECONDS)

    def _check_cpu(self, pid: int) -> None:
        """Ends this process as well: whoever watches it sees what it and its children used."""
        if self._used_seconds(pid) > self._limits.cpu_seconds:
            self._place.ask()
            time.sleep(_LAST_WORDS_SECONDS)
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            _exit(1)

    def _used_seconds(self, pid: int) -> float:
        ended = resource.getrusage(resource.RUSAGE_CHILDREN)
        running = used_cpu_seconds(pid)
        self._usage.tell(running)
        return time.process_time() + ended.ru_utime + ended.ru_stime + running


def _pipe() -> tuple[int, int]:
    """Its end for writing is out of the way of a script that closes what it takes for its own."""
    reading, low = os.pipe()
    writing = fcntl.fcntl(low, fcntl.F_DUPFD_CLOEXEC, _HIGH_NUMBER)
    os.close(low)
    return reading, writing


def _write(file: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(file, rest) :]


def _empty(folder: str) -> None:
    """Whatever a script has made of it: symbolic links are not followed."""
    os.chmod(folder, stat.S_IRWXU)
    for entry in os.scandir(folder):
        if entry.is_dir(follow_symlinks=False):
            _empty(entry.path)
            os.rmdir(entry.path)
        else:
            os.unlink(entry.path)
