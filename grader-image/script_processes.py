"""Runs each script case in a separate process, so that nothing of one reaches the next.

The student's process of a grading is the parent of all of them and runs no student code itself. So
it may fork, which scripts may not: each script loads the stricter filter before it runs. The parent
takes only two things from a script: what it reports through a pipe, and its exit status. The
supervisor monitors the parent; the parent checks the script's CPU time, and exits with the script
when that is used up.
"""

import _signal  # pyright: ignore[reportMissingImports]
import fcntl
import os
import resource
import select
import signal
import stat
import time
from collections.abc import Callable, Sequence

from kernel import SystemCallFilter, fork
from limits import Limits, used_cpu_seconds
from script_usage import ScriptUsage
from stopped_place import ScriptsPlace
from walls import reseed

Report = Callable[[bytes], None]

_TICK_MS = 25
#: Time for the script to write its current line before it is killed.
_PLACE_SECONDS = 0.05
_REAP_SECONDS = 0.001
_READ_BYTES = 65_536
_HIGH_NUMBER = 120
#: The transcript of a terminal is far smaller.
_MAX_REPORT_BYTES = 16 * 1024 * 1024

_exit = os._exit


class ScriptProcesses:
    """``folders`` are emptied after each script. ``closed`` are open files that scripts must not
    have. ``usage`` gets what the scripts have used so far, ``place`` the running script.
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
        place.forward_requests()
        # A script may send SIGINT to its parent, which would stop it.
        signal.signal(signal.SIGINT, signal.SIG_IGN)

    def run(self, script: Callable[[Report], None]) -> tuple[bytes, int]:
        """What it reported, and its exit status or minus the signal that ended it."""
        reading, writing = _pipe()
        pid = fork()
        if pid == 0:
            self._become_script(script, writing, (reading, *self._closed))
        os.close(writing)
        self._place.begin(pid)
        try:
            report = self._read_report(pid, reading)
            status = self._reap(pid)
            self._place.end()
            self._usage.write()
        finally:
            os.close(reading)
        for folder in self._folders:
            _empty(folder)
        return report, os.waitstatus_to_exitcode(status)

    def _become_script(
        self, script: Callable[[Report], None], writing: int, closed: Sequence[int]
    ) -> None:
        status = 1
        try:
            # The module signal does the same in Python code, as in walls.py.
            _signal.signal(_signal.SIGINT, _signal.default_int_handler)
            self._place.answer_requests()
            for file in closed:
                os.close(file)
            reseed()
            self._system_calls.load()
            script(lambda data: _write(writing, data))
            status = 0
        finally:
            # Whatever was raised must not continue in the parent's code.
            _exit(status)

    def _read_report(self, pid: int, reading: int) -> bytes:
        """Reads until the script has ended or closed the pipe."""
        poller = select.poll()
        poller.register(reading, select.POLLIN)
        report = bytearray()
        while True:
            if poller.poll(_TICK_MS):
                data = os.read(reading, _READ_BYTES)
                if not data:
                    return bytes(report)
                report += data[: _MAX_REPORT_BYTES - len(report)]
            self._check_cpu(pid)

    def _reap(self, pid: int) -> int:
        while True:
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                return status
            self._check_cpu(pid)
            time.sleep(_REAP_SECONDS)

    def _check_cpu(self, pid: int) -> None:
        """Over the limit, kills the script and exits: the monitor sees what both have used."""
        if self._used_seconds(pid) > self._limits.cpu_seconds:
            self._place.request()
            time.sleep(_PLACE_SECONDS)
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            _exit(1)

    def _used_seconds(self, pid: int) -> float:
        ended = resource.getrusage(resource.RUSAGE_CHILDREN)
        running = used_cpu_seconds(pid)
        self._usage.write(running)
        return time.process_time() + ended.ru_utime + ended.ru_stime + running


def _pipe() -> tuple[int, int]:
    """The writing end gets a high number, so that scripts that close low numbers do not close
    it."""
    reading, low = os.pipe()
    writing = fcntl.fcntl(low, fcntl.F_DUPFD_CLOEXEC, _HIGH_NUMBER)
    os.close(low)
    return reading, writing


def _write(file: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(file, rest) :]


def _empty(folder: str) -> None:
    """Does not follow symbolic links, which a script may have made."""
    os.chmod(folder, stat.S_IRWXU)
    for entry in os.scandir(folder):
        if entry.is_dir(follow_symlinks=False):
            _empty(entry.path)
            os.rmdir(entry.path)
        else:
            os.unlink(entry.path)
