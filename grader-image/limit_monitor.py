"""Monitors the processes of a grading until one of them ends or reaches a limit.

    running ---- the judge ends with a verdict --------------------> over
       |
       +-------- the judge ends without one: the student's process
       |         has ended, or has 1 s to end ----------------------> over
       |
       +-------- the student's process ends, or reaches a limit --> waiting for the judge
       |         and is killed                                           |
       |                                                                 +--- ends, or 1 s --> over
       +-------- the judge reaches a limit of its own ---------------> over

In ``shared`` mode, one process is both. The judge's exit status shows whether it has sent its
verdict. Nothing that the processes write is read here.
"""

import os
import select
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from resource import struct_rusage

from cgroups import Cgroup
from grading_processes import JUDGE_OUT_OF_MEMORY, VERDICT_SENT
from limits import Limits, used_cpu_seconds
from own_status import OwnStatus
from script_usage import ScriptUsage
from visible_share import VisibleShare

MAX_PRINTED_BYTES = 4_000_000

_TICK_SECONDS = 0.025
_FIRST_TICK_SECONDS = 0.008
_END_SECONDS = 1.0


@dataclass(frozen=True)
class Ending:
    """``verdict``: the judge has sent its verdict. ``exited``: a process ended before that, and
    ``status`` is its exit status or minus the signal that killed it. ``cpu``, ``wall``, ``memory``,
    ``output``: a limit of the student. ``judge``: the judge reached a limit of its own.
    """

    ending: str
    status: int | None = None


class MonitoredProcess:
    """A child of this process. Owns its process file descriptor, and kills and reaps it.

    ``scripts`` is what its own children have used.
    """

    def __init__(
        self, pid: int, limits: Limits, cgroup: Cgroup | None, scripts: ScriptUsage | None = None
    ) -> None:
        self.limits = limits
        self.pid = pid
        self._scripts = scripts
        self._cgroup = cgroup
        self.fd = os.pidfd_open(pid)
        self._status: int | None = None
        self._usage: struct_rusage | None = None
        self._killed_for_memory = False

    def cpu_seconds(self) -> float:
        of_scripts = 0.0 if self._scripts is None else self._scripts.so_far()[0]
        if self._usage is not None:
            # Does not include a script that was killed with it.
            return max(self._usage.ru_utime + self._usage.ru_stime, of_scripts)
        try:
            return used_cpu_seconds(self.pid) + of_scripts
        except OSError:
            # It has just ended; its usage is known when it is reaped.
            return of_scripts

    def peak_memory_bytes_so_far(self, own_status: OwnStatus) -> int:
        """Of a process that may still run."""
        peak = self._cgroup and self._cgroup.peak_bytes()
        return own_status.peak_bytes_of(self.fd) if peak is None else peak

    def peak_memory_bytes(self) -> int:
        """From its cgroup if possible, else its resident set, which includes inherited pages."""
        peak = self._cgroup and self._cgroup.peak_bytes()
        if peak is not None:
            return peak
        return 0 if self._usage is None else self._usage.ru_maxrss * 1024

    def put_on_core(self, core: int) -> None:
        try:
            os.sched_setaffinity(self.pid, {core})
        except ProcessLookupError:
            # It has just ended.
            pass

    def over_cpu_limit(self) -> bool:
        return self.cpu_seconds() > self.limits.cpu_seconds

    def ends_within(self, seconds: float) -> bool:
        return self._status is not None or bool(select.select([self.fd], [], [], seconds)[0])

    def kill(self) -> None:
        """Kills everything in its pid namespace, too, and waits until it has ended."""
        if self._usage is None:
            os.kill(self.pid, signal.SIGKILL)
            self.reap()

    def has_ended(self) -> bool:
        return self._usage is not None

    def reap(self) -> int:
        """Waits for the exit status."""
        if self._status is None:
            _, status, self._usage = os.wait4(self.pid, 0)
            os.close(self.fd)
            self._status = os.waitstatus_to_exitcode(status)
            if self._status == -signal.SIGKILL and self._cgroup is not None:
                self._killed_for_memory = self._cgroup.killed_for_memory()
        return self._status

    def was_killed_for_memory(self) -> bool:
        """Of a reaped process: only the kernel can tell, since its exit status is the same for any
        kill."""
        return self._killed_for_memory


class LimitMonitor:
    """``printed`` are the files with what the student's process prints past Python's streams.

    ``visible`` is notified when the first hidden test starts; None if there is none. ``at_limit``
    is called when the student's process has used up its time and still runs.

    On two cores, the processes start faster; on one core, they wake each other at less cost. So the
    processes of a grading that has not ended by the first tick are moved to the one ``core``.
    """

    def __init__(
        self,
        student: MonitoredProcess,
        judge: MonitoredProcess | None,
        printed: Sequence[int],
        core: int | None = None,
        visible: VisibleShare | None = None,
        at_limit: Callable[[], None] = lambda: None,
    ) -> None:
        self._at_limit = at_limit
        self._core = core
        self._visible = visible
        self._started = time.monotonic()
        self._student = student
        self._judge = judge or student
        self._printed = printed

    def wait_until_over(self) -> Ending:
        """Afterwards, no process of the grading is left."""
        ending = self._until_first_end()
        if ending.ending in ("cpu", "wall") and not self._student.has_ended():
            self._at_limit()
        if ending.ending not in ("verdict", "judge"):
            self._student.kill()
            status = self._judge_status()
            if ending.ending == "exited" and status == VERDICT_SENT:
                ending = Ending("verdict")
        self._judge.kill()
        self._student.kill()
        return Ending("output") if self._printed_too_much() else ending

    def wall_seconds(self) -> float:
        return time.monotonic() - self._started

    def _until_first_end(self) -> Ending:
        poller = select.poll()
        for process in {self._student, self._judge}:
            poller.register(process.fd, select.POLLIN)
        if self._visible is not None:
            poller.register(self._visible.fd, select.POLLIN)
        while True:
            ready = {fd for fd, _ in poller.poll(self._pause_seconds() * 1000)}
            if self._judge.fd in ready:
                return self._judge_ended()
            if self._student.fd in ready:
                return self._student_ended()
            if self._visible is not None and self._visible.fd in ready:
                poller.unregister(self._visible.fd)
                self._visible.note(self._student, self.wall_seconds())
                continue
            self._put_on_core()
            ending = self._limit_reached()
            if ending is not None:
                return ending

    def _pause_seconds(self) -> float:
        limits = self._student.limits
        left = min(
            limits.wall_seconds - self.wall_seconds(),
            limits.cpu_seconds - self._student.cpu_seconds(),
        )
        tick = _TICK_SECONDS if self._core is None else _FIRST_TICK_SECONDS
        return min(max(left, 0.001), tick)

    def _put_on_core(self) -> None:
        if self._core is not None and self._judge is not self._student:
            for process in (self._student, self._judge):
                process.put_on_core(self._core)
        self._core = None

    def _judge_ended(self) -> Ending:
        status = self._judge.reap()
        if status == VERDICT_SENT:
            return Ending("verdict")
        if self._judge is self._student:
            return self._ending_of_student(status)
        out_of_memory = status == JUDGE_OUT_OF_MEMORY or self._judge.was_killed_for_memory()
        if out_of_memory or self._judge.over_cpu_limit():
            return Ending("judge")
        # The judge ended because the student's process is gone; its own status shows why.
        if self._student.ends_within(_END_SECONDS):
            return self._student_ended()
        return Ending("exited", status)

    def _student_ended(self) -> Ending:
        return self._ending_of_student(self._student.reap())

    def _ending_of_student(self, status: int) -> Ending:
        if self._student.was_killed_for_memory():
            return Ending("memory")
        if self._student.over_cpu_limit():
            return Ending("cpu")
        return Ending("exited", status)

    def _limit_reached(self) -> Ending | None:
        if self.wall_seconds() > self._student.limits.wall_seconds:
            return Ending("judge" if self._judge_was_busy() else "wall")
        if self._student.over_cpu_limit():
            return Ending("cpu")
        if self._printed_too_much():
            return Ending("output")
        if self._judge is not self._student and self._judge.over_cpu_limit():
            return Ending("judge")
        return None

    def _judge_was_busy(self) -> bool:
        """Whether the tests used the time, and not the student's program."""
        if self._judge is self._student:
            return False
        used = self._judge.cpu_seconds()
        return used > self._student.cpu_seconds() and used > self.wall_seconds() / 2

    def _judge_status(self) -> int | None:
        """Waits for the judge, which notices that the student's process is gone and may still send
        a verdict."""
        return self._judge.reap() if self._judge.ends_within(_END_SECONDS) else None

    def _printed_too_much(self) -> bool:
        return sum(os.fstat(file).st_size for file in self._printed) > MAX_PRINTED_BYTES
