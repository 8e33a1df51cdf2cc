"""Ways to break out of the sandbox, tried from inside. Each returns what succeeded, or None."""

import ctypes
import errno
import mmap
import os
import socket
import sys
from collections.abc import Callable, Iterable

from kernel import has_capabilities

_UNREADABLE = ("/etc/shadow", "/etc/passwd", "/root", "/home", "/var", "/sys", "/proc", "/run")
_UNWRITABLE = ("/", "/usr", "/dev", "/touchstone", "/dev/shm")
_KERNEL_FOLDERS = ("/proc/sys", "/sys")
_MAX_FOLDER_BYTES = 64 * 1024 * 1024
_NEW_USER_NAMESPACE = 0x1000_0000
_TRACE_ME = 0
_MAX_OPEN_FILES = 1_024

_libc = ctypes.CDLL(None, use_errno=True)


def _succeeds(breakout: Callable[[], object]) -> bool:
    try:
        breakout()
    except OSError:
        return False
    return True


def _first_success(breakouts: Iterable[tuple[str, Callable[[], object]]]) -> str | None:
    return next((what for what, breakout in breakouts if _succeeds(breakout)), None)


def _call(function: str, *arguments: object) -> None:
    """Raises OSError if the C function fails."""
    if getattr(_libc, function)(*arguments) == -1:
        raise OSError(ctypes.get_errno(), function)


def have_capabilities() -> str | None:
    return "it has capabilities" if has_capabilities() else None


def become_root() -> str | None:
    return _first_success(
        [("it became root", lambda: os.setuid(0)), ("it got root's group", lambda: os.setgid(0))]
    )


def make_socket() -> str | None:
    families = {"inet": socket.AF_INET, "inet6": socket.AF_INET6, "unix": socket.AF_UNIX}
    return _first_success(
        (f"a socket of family {name} was made", lambda family=family: socket.socket(family).close())
        for name, family in families.items()
    )


def see_interface() -> str | None:
    others = {name for _, name in socket.if_nameindex()} - {"lo"}
    return f"it has the interfaces {', '.join(sorted(others))}" if others else None


def connect() -> str | None:
    def to(address: str) -> None:
        with socket.socket() as connection:
            connection.settimeout(0.2)
            connection.connect((address, 80))

    return _first_success(
        (f"{address} was reached", lambda address=address: to(address))
        for address in ("127.0.0.1", "192.0.2.1")
    )


def read_outside() -> str | None:
    """Ignores folders that only lead to the folder in which Python is installed."""
    return _first_success(
        (f"{path} can be read", lambda path=path: os.close(os.open(path, os.O_RDONLY)))
        for path in _UNREADABLE
        if not _leads_only_to_python(path)
    )


def _leads_only_to_python(folder: str) -> bool:
    """Whether everything visible in it leads to the folder in which Python is installed."""
    installations = {sys.prefix, sys.base_prefix}
    if folder in installations or not os.path.isdir(folder):
        return False
    entries = [os.path.join(folder, name) for name in os.listdir(folder)]
    return bool(entries) and all(
        each in installations
        or any(installation.startswith(f"{each}/") for installation in installations)
        and _leads_only_to_python(each)
        for each in entries
    )


def write_outside() -> str | None:
    def write(folder: str) -> None:
        probe = os.path.join(folder, "touchstone-probe")
        os.close(os.open(probe, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
        os.unlink(probe)

    return _first_success(
        (f"{folder} can be written to", lambda folder=folder: write(folder))
        for folder in _UNWRITABLE
    )


def fill_folder() -> str | None:
    written = 0
    try:
        for number in range(8):
            with open(f"/tmp/{number}", "wb", buffering=0) as file:
                while written < _MAX_FOLDER_BYTES:
                    written += file.write(bytes(1 << 20))
                return "its folders take more data than allowed"
    except OSError:
        return None
    finally:
        for name in os.listdir("/tmp"):
            os.unlink(f"/tmp/{name}")


def open_kernel_settings() -> str | None:
    """Opening for writing changes nothing, and is more reliable than the permission bits."""
    for top in _KERNEL_FOLDERS:
        for folder, _, names in os.walk(top):
            for name in names:
                path = os.path.join(folder, name)
                if _succeeds(lambda path=path: _open_for_writing(path)):
                    return f"{path} can be opened for writing"
    return None


def _open_for_writing(path: str) -> None:
    os.close(os.open(path, os.O_WRONLY | os.O_NONBLOCK))


def see_processes() -> str | None:
    if os.getpid() != 1 or os.getppid() != 0:
        return "it has no process namespace of its own"
    return _first_success([("other processes can be signalled", lambda: os.kill(-1, 0))])


def trace() -> str | None:
    return _first_success(
        [
            ("ptrace is allowed", lambda: _call("ptrace", _TRACE_ME, 0, 0, 0)),
            ("memory can be read", lambda: _call("process_vm_readv", 1, 0, 0, 0, 0, 0)),
        ]
    )


def execute() -> str | None:
    """Of a program that does not exist: the filter refuses the call before the file is looked
    up."""
    try:
        os.execv("/nothing", ["nothing"])
    except OSError as error:
        return None if error.errno == errno.EPERM else "exec is allowed"


def fork() -> str | None:
    try:
        child = os.fork()
    except OSError:
        return None
    if child == 0:
        os._exit(0)
    return "a process was forked"


def make_namespaces() -> str | None:
    return _first_success(
        [
            ("a user namespace was made", lambda: _call("unshare", _NEW_USER_NAMESPACE)),
            ("a mount was made", lambda: _call("mount", b"tmpfs", b"/tmp", b"tmpfs", 0, None)),
        ]
    )


def share_memory() -> str | None:
    return _first_success(
        [
            ("a memory file was made", lambda: os.memfd_create("probe")),
            ("a shared mapping was made", lambda: mmap.mmap(-1, mmap.PAGESIZE)),
            ("System V memory was allocated", lambda: _call("shmget", 0, 4096, 0o1600)),
        ]
    )


def keep_open_files() -> str | None:
    """Other than the standard three and the one for the results of the probes."""
    opened = [fd for fd in range(3, _MAX_OPEN_FILES) if _succeeds(lambda fd=fd: os.fstat(fd))]
    return None if len(opened) == 1 else f"{len(opened)} files are open"
