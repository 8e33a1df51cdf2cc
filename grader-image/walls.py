"""The walls around one process of a grading: prepared once, and put up by each child for itself."""

import _random
import _signal  # pyright: ignore[reportMissingImports]
import gc
import os
import random
import sys
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from operator import call
from typing import Any

from cgroups import Cgroup, Cgroups
from kernel import (
    SystemCallFilter,
    clone_into_namespaces,
    drop_capabilities,
    hide_host_name,
    set_dumpable,
)
from limits import Limits, limiting
from own_status import OwnStatus
from temporary_folder import MountFolder, mount_own
from wall_faults import WallFaults
from working_folder import PATH as FOLDER
from working_folder import mount_writable
from written_pages import WrittenPages

_ID_MAP = b"1000 1000 1"
_MAX_OPEN_FILES = 1_024

# A child has to copy each page of objects that it uses first, which costs more than all system
# calls of its walls. So calls are bound to their arguments, side by side, and made without Python
# code between them. The modules signal and random do in Python code what _signal and _random do.
_Calls = Iterable[Callable[[], object]]
_FIRST: _Calls = (
    partial(_signal.signal, _signal.SIGTERM, _signal.SIG_DFL),
    partial(_signal.signal, _signal.SIGHUP, _signal.SIG_DFL),
    partial(_signal.signal, _signal.SIGINT, _signal.default_int_handler),
    # A session of its own would have the processor share of a whole supervisor.
    partial(os.setpgid, 0, 0),
)
# The inherited working directory is below the new mount.
_enter_folder = partial(os.chdir, FOLDER)
# This process must not collect garbage of the supervisor.
_LAST: _Calls = (gc.freeze, gc.enable)
_GENERATOR: Any = getattr(random, "_inst")  # noqa: B009


@dataclass(frozen=True)
class Walls:
    """``own_status`` reaches the host's /proc, which no process of a grading may. ``cgroups`` is
    None if none are delegated to the grader: then there are only resource limits. ``parent_calls``
    are the system calls of the parent of scripts (script_processes.py).
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
        temporary_folder: MountFolder = mount_own,
        working_folder: MountFolder = mount_writable,
        kind: str = "",
    ) -> int:
        """Starts ``run`` behind the walls, with no open files other than the standard three and
        ``keep``. Returns the child's process id. Raises OSError.

        Processes of one kind are expected to write to the same pages of memory.

        The child inherits only memory from before the parent was warm. It gets its work through
        files.
        """
        limits_of_child = limiting(limits, self.inherited_bytes)
        if cgroup is not None:
            # Inherited pages count for the child when it writes to them.
            cgroup.limit(limits.memory_bytes + self.inherited_bytes)
        pid = clone_into_namespaces(cgroup and cgroup.fd)
        if pid == 0:
            self.written_pages.copy(kind)
            keep = [*keep, *self.written_pages.open_files(kind)]
            folders = (temporary_folder, working_folder)
            self._become_child(limits_of_child, keep, run, folders, kind)
        return pid

    def _become_child(
        self,
        limits: _Calls,
        keep: list[int],
        run: Callable[[], None],
        folders: Iterable[MountFolder],
        kind: str,
    ) -> None:
        status = 1
        try:
            try:
                self._shut_in(limits, keep, folders, kind)
            except Exception as error:
                self.faults.report(error)
                return
            self.faults.close()
            run()
            status = 0
        finally:
            # Whatever was raised must not continue in the supervisor's code.
            os._exit(status)

    def _shut_in(
        self, limits: _Calls, keep: list[int], folders: Iterable[MountFolder], kind: str
    ) -> None:
        _make(_FIRST)
        set_dumpable(True)
        for name, content in (("setgroups", b"deny"), ("uid_map", _ID_MAP), ("gid_map", _ID_MAP)):
            self.own_status.write(name, content)
        self.written_pages.show_map(kind, self.own_status)
        set_dumpable(False)
        close_all_but([*keep, self.faults.fd])
        _make(folders)
        _enter_folder()
        hide_host_name()
        drop_capabilities()
        _make(limits)
        _make(_LAST)
        reseed()
        self.system_calls.load()


def close_all_but(keep: list[int]) -> None:
    """Also keeps the standard three."""
    start = 3
    for fd in sorted(keep):
        os.closerange(start, fd)
        start = fd + 1
    os.closerange(start, _MAX_OPEN_FILES)


def reseed() -> None:
    """Otherwise, all processes of all gradings would draw the same numbers."""
    _random.Random.seed(_GENERATOR)
    numpy: Any = sys.modules.get("numpy")
    if numpy is not None:
        numpy.random.seed()


def _make(calls: _Calls) -> None:
    """Makes calls that raise an exception if they fail."""
    deque(map(call, calls), maxlen=0)
