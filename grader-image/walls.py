"""The walls around one process of a grading: made once, and put up by each child for itself."""

import _random
import _signal  # pyright: ignore[reportMissingImports]
import gc
import os
import random
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from cgroups import Cgroup, Cgroups
from kernel import (
    SystemCallFilter,
    clone_into_namespaces,
    drop_capabilities,
    set_dumpable,
)
from limits import Limits, limit_this_process
from own_status import OwnStatus
from temporary_folder import Provide, own
from wall_faults import WallFaults
from working_folder import PATH as FOLDER
from working_folder import writable
from written_pages import WrittenPages

_ID_MAP = b"1000 1000 1"
_OPEN_FILES_MAX = 1_024

# The modules signal and random do the same through Python's own code. That costs a child as much as
# all system calls of its walls: it pays for each page of objects that it is the first to use.
_USUAL_SIGNALS = (
    (_signal.SIGTERM, _signal.SIG_DFL),
    (_signal.SIGHUP, _signal.SIG_DFL),
    (_signal.SIGINT, _signal.default_int_handler),
)
_GENERATOR: Any = getattr(random, "_inst")  # noqa: B009


@dataclass(frozen=True)
class Walls:
    """``own_status`` reaches the host's /proc, as no process of a grading may. ``cgroups`` is None
    where none are delegated to the grader: resource limits alone hold then. ``parent_calls`` are
    what the parent of scripts may call (script_processes.py).
    """

    own_status: OwnStatus
    system_calls: SystemCallFilter
    inherited_bytes: int
    cgroups: Cgroups | None
    faults: WallFaults
    parent_calls: SystemCallFilter
    written_pages: WrittenPages

    @property
    def student_cgroup(self) -> Cgroup | None:
        return self.cgroups and self.cgroups.student

    @property
    def judge_cgroup(self) -> Cgroup | None:
        return self.cgroups and self.cgroups.judge

    def clone(
        self,
        limits: Limits,
        cgroup: Cgroup | None,
        keep: Iterable[int],
        run: Callable[[], None],
        temporary_folder: Provide = own,
        working_folder: Provide = writable,
        kind: str = "",
    ) -> int:
        """Starts ``run`` behind the walls, with no other open file than the standard three and
        those to keep; returns the child's process id. Raises OSError.

        Processes of one kind are expected to write to the same pages of memory.

        The child has no memory of the parent's that was not there when the parent became warm: what
        it is to work on comes by its files.
        """
        if cgroup is not None:
            # Pages that it inherits count for it when it writes to them.
            cgroup.limit(limits.memory_bytes + self.inherited_bytes)
        pid = clone_into_namespaces(cgroup and cgroup.fd)
        if pid == 0:
            self.written_pages.copy(kind)
            keep = [*keep, *self.written_pages.open_files(kind)]
            self._become_child(limits, keep, run, (temporary_folder, working_folder), kind)
        return pid

    def _become_child(
        self,
        limits: Limits,
        keep: list[int],
        run: Callable[[], None],
        folders: Iterable[Provide],
        kind: str,
    ) -> None:
        status = 1
        try:
            try:
                self._shut_in(limits, keep, folders, kind)
            except Exception as error:
                self.faults.tell(error)
                return
            self.faults.no_more()
            run()
            status = 0
        finally:
            # Never back into the supervisor's code, whatever was raised.
            os._exit(status)

    def _shut_in(
        self, limits: Limits, keep: list[int], folders: Iterable[Provide], kind: str
    ) -> None:
        _usual_signals()
        os.setsid()
        set_dumpable(True)
        for name, content in (("setgroups", b"deny"), ("uid_map", _ID_MAP), ("gid_map", _ID_MAP)):
            self.own_status.write(name, content)
        self.written_pages.show_map(kind, self.own_status)
        set_dumpable(False)
        close_all_but([*keep, self.faults.fd])
        for provide in folders:
            provide()
        # The one that was inherited lies below the one just mounted.
        os.chdir(FOLDER)
        drop_capabilities()
        limit_this_process(limits, self.inherited_bytes)
        # What the supervisor has made since it became warm is not this process's to collect.
        gc.freeze()
        gc.enable()
        seed_anew()
        self.system_calls.load()


def close_all_but(keep: list[int]) -> None:
    """The standard three stay, too."""
    start = 3
    for fd in sorted(keep):
        os.closerange(start, fd)
        start = fd + 1
    os.closerange(start, _OPEN_FILES_MAX)


def seed_anew() -> None:
    """Else every process of every grading would draw the same numbers."""
    _random.Random.seed(_GENERATOR)
    numpy: Any = sys.modules.get("numpy")
    if numpy is not None:
        numpy.random.seed()


def _usual_signals() -> None:
    for number, handler in _USUAL_SIGNALS:
        _signal.signal(number, handler)
