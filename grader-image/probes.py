"""The self-test: tries the walls from inside, in the supervisor and in student processes.

``run_probes`` gives one record for each probe, in order:

    name    such as "network"
    tried   what was attempted, as a short phrase
    found   null when the wall held, else what gave way
    remedy  what to change on the host when it did not
"""

import json
import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import attempts
from limits import Limits
from walls import Walls
from watch import Ending, Watch, WatchedProcess

# Long, for a busy machine is no unfit one.
_LIMITS = Limits(cpu_seconds=5.0, wall_seconds=20.0, memory_bytes=64 * 1024 * 1024)
_SHORT_SECONDS = 0.04
_TOO_MANY_BYTES = 128 * 1024 * 1024
_LEFT = ("/tmp/left", "/submission/left")
_REFUSED = 3

_AS_ORDINARY_USER = "run the grader as an ordinary user, or as root so that it can become one"
_NEWER_BUBBLEWRAP = "use bubblewrap 0.5 or newer, as /usr/bin/bwrap"
_KERNEL_SETTINGS = "run the grader as an ordinary user, and mount no /proc into the sandbox"
_SECCOMP = "use a kernel with seccomp filters (CONFIG_SECCOMP_FILTER) and libseccomp 2.5 or newer"
_NAMESPACES = "use a kernel with user, pid, mount and ipc namespaces, 5.4 or newer"
_LIMITED = "use a kernel that keeps resource limits for each process, 5.4 or newer"
_OWN_FAULT = "this is a fault in Touchstone: report it, with the versions shown here"

_Attempt = Callable[[], str | None]


@dataclass(frozen=True)
class _Probe:
    """``in_student`` and ``in_supervisor`` return what gave way, None when nothing did."""

    name: str
    tried: str
    remedy: str
    in_student: Sequence[_Attempt] = ()
    in_supervisor: Sequence[_Attempt] = ()


_PROBES = (
    _Probe(
        "identity",
        "being the host's root, or having capabilities",
        _AS_ORDINARY_USER,
        [attempts.have_capabilities, attempts.become_root],
        [attempts.have_capabilities],
    ),
    _Probe(
        "network",
        "making a socket, connecting, seeing an interface",
        _NEWER_BUBBLEWRAP,
        [attempts.make_socket],
        [attempts.see_interface, attempts.connect],
    ),
    _Probe(
        "reading",
        "reading files of the host",
        _NEWER_BUBBLEWRAP,
        [attempts.read_outside],
        [attempts.read_outside],
    ),
    _Probe(
        "writing",
        "writing outside the two small folders",
        _NEWER_BUBBLEWRAP,
        [attempts.write_outside, attempts.fill_folder],
        [attempts.write_outside],
    ),
    _Probe(
        "kernel settings",
        "opening anything below /proc/sys or /sys for writing",
        _KERNEL_SETTINGS,
        [attempts.open_kernel_settings],
        [attempts.open_kernel_settings],
    ),
    _Probe(
        "processes",
        "seeing, signalling and tracing others",
        _NAMESPACES,
        [attempts.see_processes, attempts.trace],
        [attempts.see_processes],
    ),
    _Probe("exec", "running another program", _SECCOMP, [attempts.execute]),
    _Probe("fork", "starting another process", _SECCOMP, [attempts.fork]),
    _Probe("namespaces", "making new namespaces, mounting", _SECCOMP, [attempts.make_namespaces]),
    _Probe(
        "shared memory",
        "memory that no limit counts",
        _SECCOMP,
        [attempts.share_memory],
    ),
    _Probe("open files", "holding a file of the supervisor", _OWN_FAULT, [attempts.hold_files]),
)

_HOST_USER = _Probe("host user", "being the host's root outside", _AS_ORDINARY_USER)
_LEFTOVERS = _Probe("leftovers", "finding what an earlier run left", _NAMESPACES)
_MEMORY = _Probe("memory", "using more than the limit", _LIMITED)
_COMPUTING = _Probe("computing time", "computing past the limit", _LIMITED)
_WAITING = _Probe("time", "waiting past the limit", _LIMITED)


def run_probes(walls: Walls) -> list[dict[str, str | None]]:
    in_student = _from_student(walls)
    records = [
        _record(probe, _first([*in_student[probe.name], *_try(probe.in_supervisor)]))
        for probe in _PROBES
    ]
    return [
        *records,
        _record(_HOST_USER, _host_root(walls)),
        _record(_LEFTOVERS, _left(walls)),
        _record(_MEMORY, _over_memory(walls)),
        _record(_COMPUTING, _over_time(walls, "cpu", _compute)),
        _record(_WAITING, _over_time(walls, "wall", _wait)),
    ]


def _record(probe: _Probe, found: str | None) -> dict[str, str | None]:
    return {
        "name": probe.name,
        "tried": probe.tried,
        "found": found,
        "remedy": None if found is None else probe.remedy,
    }


def _try(tries: Sequence[_Attempt]) -> list[str | None]:
    return [attempt() for attempt in tries]


def _first(found: Sequence[str | None]) -> str | None:
    return next((each for each in found if each is not None), None)


def _from_student(walls: Walls) -> dict[str, list[str | None]]:
    """All attempts in one student process; what it does not tell is no wall that held."""
    report = os.memfd_create("probes")

    def run() -> None:
        found = {probe.name: _try(probe.in_student) for probe in _PROBES}
        os.write(report, json.dumps(found).encode())

    ending = _run(walls, _LIMITS, run, [report])
    told = os.pread(report, os.fstat(report).st_size, 0)
    os.close(report)
    if ending != Ending("exited", 0):
        return {probe.name: [f"the probes ended early: {ending}"] for probe in _PROBES}
    return json.loads(told)


def _host_root(walls: Walls) -> str | None:
    outside = walls.own_status.read("uid_map").split()[1]
    return "the sandbox's user is root on the host" if outside == "0" else None


def _left(walls: Walls) -> str | None:
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
    return f"more could be had than allowed: {ending}"


def _over_time(walls: Walls, expected: str, run: Callable[[], None]) -> str | None:
    """``expected`` is the limit that is short."""
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
    child = WatchedProcess(walls.clone(limits, cgroup, keep, run), limits, cgroup)
    ending = Watch(child, None, []).until_over()
    walls.faults.raise_if_told()
    return ending
