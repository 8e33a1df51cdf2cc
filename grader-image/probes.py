"""The self-test: tries the walls from inside, in the supervisor and in student processes.

``run_probes`` returns one result for each probe, in order:

    name    such as "network"
    tried   what the probe tried, as a short phrase
    found   null if the sandbox prevented it, else what succeeded
    remedy  what to change on the host, null if nothing was found
"""

import json
import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import breakouts
from limit_monitor import Ending, LimitMonitor, MonitoredProcess
from limits import Limits
from walls import Walls

# Long, because a busy machine may still be suitable.
_LIMITS = Limits(cpu_seconds=5.0, wall_seconds=20.0, memory_bytes=64 * 1024 * 1024)
_SHORT_SECONDS = 0.04
_TOO_MANY_BYTES = 128 * 1024 * 1024
_LEFT = ("/tmp/left", "/submission/left")
_REFUSED = 3

_AS_ORDINARY_USER = "run the grader as an ordinary user, or as root so that it can switch to one"
_NEWER_BUBBLEWRAP = "use bubblewrap 0.5 or newer, as /usr/bin/bwrap"
_KERNEL_SETTINGS = "run the grader as an ordinary user, and mount no /proc into the sandbox"
_SECCOMP = "use a kernel with seccomp filters (CONFIG_SECCOMP_FILTER) and libseccomp 2.5 or newer"
_NAMESPACES = "use a kernel with user, pid, mount and ipc namespaces, 5.4 or newer"
_LIMITED = "use a kernel that enforces resource limits for each process, 5.4 or newer"
_OWN_FAULT = "this is a bug in Touchstone: report it, with the versions shown here"

_Breakout = Callable[[], str | None]


@dataclass(frozen=True)
class _Probe:
    """``in_student`` and ``in_supervisor`` are tried there; each returns what succeeded, or
    None."""

    name: str
    tried: str
    remedy: str
    in_student: Sequence[_Breakout] = ()
    in_supervisor: Sequence[_Breakout] = ()


_PROBES = (
    _Probe(
        "identity",
        "being the host's root, or having capabilities",
        _AS_ORDINARY_USER,
        [breakouts.have_capabilities, breakouts.become_root],
        [breakouts.have_capabilities],
    ),
    _Probe(
        "network",
        "making a socket, connecting, seeing an interface",
        _NEWER_BUBBLEWRAP,
        [breakouts.make_socket],
        [breakouts.see_interface, breakouts.connect],
    ),
    _Probe(
        "reading",
        "reading files of the host",
        _NEWER_BUBBLEWRAP,
        [breakouts.read_outside],
        [breakouts.read_outside],
    ),
    _Probe(
        "writing",
        "writing outside the two small folders",
        _NEWER_BUBBLEWRAP,
        [breakouts.write_outside, breakouts.fill_folder],
        [breakouts.write_outside],
    ),
    _Probe(
        "kernel settings",
        "opening anything in /proc/sys or /sys for writing",
        _KERNEL_SETTINGS,
        [breakouts.open_kernel_settings],
        [breakouts.open_kernel_settings],
    ),
    _Probe(
        "processes",
        "seeing, signalling and tracing other processes",
        _NAMESPACES,
        [breakouts.see_processes, breakouts.trace],
        [breakouts.see_processes],
    ),
    _Probe("exec", "running another program", _SECCOMP, [breakouts.execute]),
    _Probe("fork", "starting another process", _SECCOMP, [breakouts.fork]),
    _Probe("namespaces", "making new namespaces, mounting", _SECCOMP, [breakouts.make_namespaces]),
    _Probe(
        "shared memory",
        "allocating memory that no limit counts",
        _SECCOMP,
        [breakouts.share_memory],
    ),
    _Probe("open files", "using a file of the supervisor", _OWN_FAULT, [breakouts.keep_open_files]),
)

_HOST_USER = _Probe("host user", "being the host's root outside", _AS_ORDINARY_USER)
_LEFTOVERS = _Probe("leftovers", "finding what an earlier run left behind", _NAMESPACES)
_MEMORY = _Probe("memory", "using more than the limit", _LIMITED)
_COMPUTING = _Probe("computing time", "computing past the limit", _LIMITED)
_WAITING = _Probe("time", "waiting past the limit", _LIMITED)


def run_probes(walls: Walls) -> list[dict[str, str | None]]:
    in_student = _from_student(walls)
    results = [
        _result(probe, _first([*in_student[probe.name], *_try(probe.in_supervisor)]))
        for probe in _PROBES
    ]
    return [
        *results,
        _result(_HOST_USER, _host_root(walls)),
        _result(_LEFTOVERS, _left_behind(walls)),
        _result(_MEMORY, _over_memory(walls)),
        _result(_COMPUTING, _over_time(walls, "cpu", _compute)),
        _result(_WAITING, _over_time(walls, "wall", _wait)),
    ]


def _result(probe: _Probe, found: str | None) -> dict[str, str | None]:
    return {
        "name": probe.name,
        "tried": probe.tried,
        "found": found,
        "remedy": None if found is None else probe.remedy,
    }


def _try(all_breakouts: Sequence[_Breakout]) -> list[str | None]:
    return [breakout() for breakout in all_breakouts]


def _first(found: Sequence[str | None]) -> str | None:
    return next((each for each in found if each is not None), None)


def _from_student(walls: Walls) -> dict[str, list[str | None]]:
    """Tries all breakouts in one student process. Without its results, every probe has failed."""
    report = os.memfd_create("probes")

    def run() -> None:
        found = {probe.name: _try(probe.in_student) for probe in _PROBES}
        os.write(report, json.dumps(found).encode())

    ending = _run(walls, _LIMITS, run, [report])
    content = os.pread(report, os.fstat(report).st_size, 0)
    os.close(report)
    if ending != Ending("exited", 0):
        return {probe.name: [f"the probes ended early: {ending}"] for probe in _PROBES}
    return json.loads(content)


def _host_root(walls: Walls) -> str | None:
    outside = walls.own_status.read("uid_map").split()[1]
    return "the sandbox's user is root on the host" if outside == "0" else None


def _left_behind(walls: Walls) -> str | None:
    def leave() -> None:
        for path in _LEFT:
            os.close(os.open(path, os.O_CREAT | os.O_WRONLY))
        threading.Thread(target=_wait, daemon=True).start()

    def look() -> None:
        os._exit(sum(os.path.exists(path) for path in _LEFT))

    _run(walls, _LIMITS, leave)
    ending = _run(walls, _LIMITS, look)
    if ending != Ending("exited", 0):
        return f"a second run found files of the first: {ending}"
    try:
        os.kill(-1, 0)
    except ProcessLookupError:
        return None
    return "a process outlived its run"


def _over_memory(walls: Walls) -> str | None:
    def fill() -> None:
        try:
            bytearray(_TOO_MANY_BYTES)
        except MemoryError:
            os._exit(_REFUSED)

    ending = _run(walls, _LIMITS, fill)
    if ending.ending == "memory" or ending == Ending("exited", _REFUSED):
        return None
    return f"it got more memory than allowed: {ending}"


def _over_time(walls: Walls, expected: str, run: Callable[[], None]) -> str | None:
    """``expected`` is the limit that is set to a short time."""
    limits = replace(_LIMITS, **{f"{expected}_seconds": _SHORT_SECONDS})
    ending = _run(walls, limits, run)
    return None if ending.ending == expected else f"the run was not stopped: {ending}"


def _compute() -> None:
    while True:
        pass


def _wait() -> None:
    threading.Event().wait()


def _run(walls: Walls, limits: Limits, run: Callable[[], None], keep: Sequence[int] = ()) -> Ending:
    cgroup = walls.student_cgroup
    child = MonitoredProcess(walls.clone(limits, cgroup, keep, run), limits, cgroup)
    ending = LimitMonitor(child, None, []).wait_until_over()
    walls.faults.raise_if_reported()
    return ending
