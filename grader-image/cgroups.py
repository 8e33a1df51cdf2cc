"""Limits each process of a grading, including the kernel memory that it uses (cgroup v2).

The grader passes an open folder: the supervisor's own cgroup, with the memory and pids controllers.
In it, the supervisor makes two cgroups, ``student`` and ``judge``, and uses both for one grading
after the other. A process is cloned into its cgroup, so it never runs outside. The processes of a
grading have none of these files open, and no cgroup file system is mounted for them.

Processes are killed through their pid namespaces. Only the grader uses ``cgroup.kill``, when it
removes all cgroups of a supervisor: kernels (6.1, 6.12 and others) immediately kill every process
that is later cloned into a cgroup in which that was ever used.
"""

import os
from dataclasses import dataclass

from kernel import clone_into_namespaces
from limits import THREADS

_OOM_KILL = "oom_kill"
_MAX_READ_BYTES = 4_096


class Cgroup:
    """The cgroup of one process of a grading, with its limits. Raises OSError if it can't be made,
    or this kernel can't.
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
        """Sets the limit for the next process. The cgroup must be empty."""
        if memory_bytes != self._memory_bytes:
            os.pwrite(self._max, str(memory_bytes).encode(), 0)
            self._memory_bytes = memory_bytes
        if self._peak is not None:
            os.pwrite(self._peak, b"reset", 0)

    def peak_bytes(self) -> int | None:
        """Since the last limit(); None before Linux 6.12, which cannot reset the peak."""
        return None if self._peak is None else int(os.pread(self._peak, _MAX_READ_BYTES, 0))

    def killed_for_memory(self) -> bool:
        """Whether the kernel has killed a process for memory since the last call."""
        before, self._oom_kills = self._oom_kills, self._count(_OOM_KILL)
        return self._oom_kills > before

    def is_empty(self) -> bool:
        return os.pread(self._processes, 1, 0) == b""

    def _count(self, event: str) -> int:
        lines = os.pread(self._events, _MAX_READ_BYTES, 0).decode("ascii").splitlines()
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
    """Raises OSError, also if processes can't be cloned into them: a container may refuse the
    system call, or the cgroup that contains both may not be delegated to the grader.
    """
    cgroups = Cgroups(Cgroup(parent_fd, "student"), Cgroup(parent_fd, "judge"))
    pid = clone_into_namespaces(cgroups.student.fd)
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
    return cgroups
