"""Bounds on each process of a grading with all that the kernel keeps for it (cgroup v2).

The grader hands in an open folder of a cgroup of the supervisor's own, with memory and pids
controllers, in which the supervisor makes two: ``student`` and ``judge``. Both are used for one
grading after the other. A process is cloned into its cgroup, so no instruction of it runs outside.
The processes of a grading hold none of these files, and see no cgroup file system.

They are killed by their pid namespaces. ``cgroup.kill`` is for the grader, when it removes all of
a supervisor's: kernels (6.1, 6.12 and others) kill at once whatever is later cloned into a cgroup
that was ever killed so.
"""

import os
from dataclasses import dataclass

from kernel import clone_into_namespaces
from limits import THREADS

_OOM_KILL = "oom_kill"
_READ_MAX_BYTES = 4_096


class Cgroup:
    """Where one process of a grading runs, and what it may take. Raises OSError when it can't be
    had, or not by this kernel.
    """

    def __init__(self, parent_fd: int, name: str) -> None:
        os.mkdir(name, 0o700, dir_fd=parent_fd)
        #: The open folder, for clone.
        self.fd = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC, dir_fd=parent_fd)
        self._write_once("memory.oom.group", b"1")
        self._write_once("pids.max", str(THREADS).encode())
        try:
            self._write_once("memory.swap.max", b"0")
        except FileNotFoundError:
            # A kernel without swap.
            pass
        self._max = self._open("memory.max", os.O_WRONLY)
        self._events = self._open("memory.events", os.O_RDONLY)
        self._processes = self._open("cgroup.procs", os.O_RDONLY)
        self._peak = self._open_peak()
        self._memory_bytes = 0
        self._oom_kills = 0

    def limit(self, memory_bytes: int) -> None:
        """What the next process may take. The cgroup is empty."""
        if memory_bytes != self._memory_bytes:
            os.pwrite(self._max, str(memory_bytes).encode(), 0)
            self._memory_bytes = memory_bytes
        if self._peak is not None:
            os.pwrite(self._peak, b"reset", 0)

    def peak_bytes(self) -> int | None:
        """Since the last limit(); None where the kernel, before 6.12, can't begin anew."""
        return None if self._peak is None else int(os.pread(self._peak, _READ_MAX_BYTES, 0))

    def killed_for_memory(self) -> bool:
        """Whether the kernel did that, since this was last asked."""
        before, self._oom_kills = self._oom_kills, self._count(_OOM_KILL)
        return self._oom_kills > before

    def is_empty(self) -> bool:
        return os.pread(self._processes, 1, 0) == b""

    def _count(self, event: str) -> int:
        lines = os.pread(self._events, _READ_MAX_BYTES, 0).decode("ascii").splitlines()
        return int(dict(line.split() for line in lines)[event])

    def _open_peak(self) -> int | None:
        try:
            peak = self._open("memory.peak", os.O_RDWR)
        except OSError:
            return None
        try:
            os.pwrite(peak, b"reset", 0)
        except OSError:
            os.close(peak)
            return None
        return peak

    def _open(self, name: str, flags: int) -> int:
        return os.open(name, flags | os.O_CLOEXEC, dir_fd=self.fd)

    def _write_once(self, name: str, content: bytes) -> None:
        file = self._open(name, os.O_WRONLY)
        try:
            os.write(file, content)
        finally:
            os.close(file)


@dataclass(frozen=True)
class Cgroups:
    """In ``shared`` mode the one process runs in the student's."""

    student: Cgroup
    judge: Cgroup

    def are_empty(self) -> bool:
        return self.student.is_empty() and self.judge.is_empty()


def open_cgroups(parent_fd: int) -> Cgroups:
    """Raises OSError, also when processes can't be cloned into them: a container may refuse the
    system call, or the grader not have been given the cgroup that both lie in.
    """
    cgroups = Cgroups(Cgroup(parent_fd, "student"), Cgroup(parent_fd, "judge"))
    pid = clone_into_namespaces(cgroups.student.fd)
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
    return cgroups
