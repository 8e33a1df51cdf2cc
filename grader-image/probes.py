"""Tries the walls from inside; what gives way is a fault to be told to whoever runs the host."""

import os
import socket
from collections.abc import Iterator

_UNREADABLE = ("/etc/shadow", "/etc/passwd", "/root", "/home", "/var")
_UNWRITABLE = ("/", "/usr", "/dev", "/proc", "/touchstone")
_PROCESSES_MAX = 4


def find_faults() -> list[str]:
    """One sentence for each wall that does not hold."""
    return [*_identity(), *_files(), *_kernel_settings(), *_neighbours()]


def _identity() -> Iterator[str]:
    with open("/proc/self/uid_map", encoding="ascii") as file:
        outside = file.read().split()[1:2]
    if outside == ["0"]:
        yield "inside it the user is the host's root; run the grader as an ordinary user"
    with open("/proc/self/status", encoding="ascii", errors="replace") as file:
        held = [line.split()[1] for line in file if line.startswith(("CapEff:", "CapPrm:"))]
    if any(int(value, 16) for value in held):
        yield "capabilities were left; use bubblewrap 0.5 or newer"


def _files() -> Iterator[str]:
    for path in _UNREADABLE:
        if os.access(path, os.R_OK):
            yield f"{path} can be read from inside"
    for folder in _UNWRITABLE:
        probe = os.path.join(folder, "touchstone-probe")
        try:
            os.close(os.open(probe, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
        except OSError:
            continue
        yield f"{folder} can be written to from inside"


def _kernel_settings() -> Iterator[str]:
    """Opening for writing changes nothing, and shows more than the permission bits do."""
    for folder, _, names in os.walk("/proc/sys"):
        for name in names:
            path = os.path.join(folder, name)
            try:
                os.close(os.open(path, os.O_WRONLY | os.O_NONBLOCK))
            except OSError:
                continue
            yield f"{path} can be opened for writing; run the grader as an ordinary user"


def _neighbours() -> Iterator[str]:
    interfaces = {name for _, name in socket.if_nameindex()}
    if interfaces - {"lo"}:
        yield f"the network is there: {', '.join(sorted(interfaces))}"
    if os.getpid() != 1:
        yield "it has no process namespace of its own"
    if sum(entry.isdigit() for entry in os.listdir("/proc")) > _PROCESSES_MAX:
        yield "other processes can be seen"
