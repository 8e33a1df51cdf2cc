"""System calls that Python does not have. Linux, x86_64 and aarch64."""

import ctypes
import os
import platform
import signal
from functools import partial
from itertools import repeat, takewhile
from operator import call

_CLONE_NUMBERS = {"x86_64": 56, "aarch64": 220}
# The same on all machines, like all calls since Linux 5.0.
_OPEN_TREE, _MOVE_MOUNT, _CLONE3, _MOUNT_SETATTR = 428, 429, 435, 442

_NEW_MOUNTS = 0x0002_0000
_NEW_UTS = 0x0400_0000
_NEW_IPC = 0x0800_0000
_NEW_USER = 0x1000_0000
_NEW_PIDS = 0x2000_0000
_INTO_CGROUP = 0x2_0000_0000

_PR_SET_DUMPABLE = 4
_PR_CAPBSET_READ, _PR_CAPBSET_DROP = 23, 24
PR_SET_SECCOMP = 22
_PR_SET_NO_NEW_PRIVS = 38
_PR_CAP_AMBIENT = 47
_PR_CAP_AMBIENT_CLEAR_ALL = 4
_SECCOMP_MODE_FILTER = 2

_CAPABILITIES_VERSION = 0x2008_0522
_MAX_CAPABILITIES = 64

_MOUNT_READ_ONLY = 1
_MOUNT_NOSUID = 2
_MOUNT_NODEV = 4
_MOUNT_NOEXEC = 8
_MOUNT_REMOUNT = 32
_MOUNT_BIND = 4096

_OPEN_TREE_CLONE = 1
_MOVE_MOUNT_EMPTY_PATH = 4
_AT_FDCWD = -100
_AT_EMPTY_PATH = 0x1000
# MOUNT_ATTR_NOSUID, _NODEV, _NOEXEC and _NOSYMFOLLOW.
_STRICT_MOUNT = 0x2 | 0x4 | 0x8 | 0x0020_0000

# The first holds the GIL during a call, as a fork must. The second is for everything else.
_forking = ctypes.PyDLL(None, use_errno=True)
_libc = ctypes.CDLL(None, use_errno=True)
_forking.syscall.restype = ctypes.c_long
_libc.syscall.restype = ctypes.c_long


def _numbers(names: str) -> list[tuple[str, type[ctypes.c_uint64]]]:
    """Fields of 64 bits each."""
    return [(name, ctypes.c_uint64) for name in names.split()]


class _CloneArguments(ctypes.Structure):
    """Of clone3(2), as of Linux 5.7."""

    _fields_ = _numbers(
        "flags pidfd child_tid parent_tid exit_signal stack stack_size tls set_tid set_tid_size "
        "cgroup"
    )


def clone_into_namespaces(cgroup_fd: int | None = None) -> int:
    """Like os.fork(), but the child is the first process of a new pid namespace, has new user,
    mount, ipc and uts namespaces, and starts in the cgroup of that open folder. Raises OSError.

    The caller must have only one thread. So no other thread can hold a lock, and nothing has to be
    repaired in the child as Python does after a fork: its hooks are not called, since they write to
    hundreds of pages. Only random numbers must be seeded again. The C library assumes that the
    child has the caller's thread id. That is true: both are 1, because the caller is also the first
    process of its namespace.
    """
    flags = _NEW_USER | _NEW_PIDS | _NEW_MOUNTS | _NEW_IPC | _NEW_UTS
    if cgroup_fd is None:
        number = _CLONE_NUMBERS[platform.machine()]
        pid = int(_forking.syscall(number, flags | signal.SIGCHLD, 0, 0, 0, 0))
    else:
        arguments = _CloneArguments(
            flags=flags | _INTO_CGROUP, exit_signal=signal.SIGCHLD, cgroup=cgroup_fd
        )
        size = ctypes.c_size_t(ctypes.sizeof(arguments))
        pid = int(_forking.syscall(_CLONE3, ctypes.byref(arguments), size))
    return _process_id(pid)


def fork() -> int:
    """Like os.fork(), but without Python's hooks, for the same reason as clone_into_namespaces().
    The caller must have only one thread. Raises OSError."""
    return _process_id(int(_forking.fork()))


def _process_id(result: int) -> int:
    if result < 0:
        fault = ctypes.get_errno()
        raise OSError(fault, f"clone: {os.strerror(fault)}")
    return result


def hide_host_name() -> None:
    """Programs see the name "sandbox". Some containers refuse this call; there, the host's name is
    the container's."""
    _libc.sethostname(b"sandbox", ctypes.c_size_t(7))


def set_dumpable(dumpable: bool) -> None:
    """Other processes of the same user can't read, trace or inspect a process that is not
    dumpable."""
    _prctl(_PR_SET_DUMPABLE, int(dumpable))


def mount_tmpfs(folder: str, size_bytes: int, inodes: int) -> None:
    flags = _MOUNT_NOSUID | _MOUNT_NODEV | _MOUNT_NOEXEC
    options = f"size={size_bytes},nr_inodes={inodes},mode=0700".encode()
    _checked(
        _libc.mount(b"tmpfs", folder.encode(), b"tmpfs", ctypes.c_ulong(flags), options),
        f"mount {folder}",
    )


def make_read_only(folder: str) -> None:
    """Permanently: undoing it needs a capability that is dropped afterwards."""
    kept = _MOUNT_NOSUID | _MOUNT_NODEV | _MOUNT_NOEXEC
    flags = _MOUNT_REMOUNT | _MOUNT_BIND | _MOUNT_READ_ONLY | kept
    _checked(
        _libc.mount(None, folder.encode(), None, ctypes.c_ulong(flags), None),
        f"make {folder} read-only",
    )


class _MountAttributes(ctypes.Structure):
    _fields_ = _numbers("set cleared propagation user_namespace")


def open_mount(folder: str) -> int:
    """A second mount of what is mounted there, not yet attached, as an open file.

    It does not follow any symbolic link. Raises OSError, always before Linux 5.14.
    """
    fd = int(
        _libc.syscall(
            _OPEN_TREE, _AT_FDCWD, folder.encode(), ctypes.c_uint(_OPEN_TREE_CLONE | os.O_CLOEXEC)
        )
    )
    _checked(min(fd, 0), f"open_tree {folder}")
    attributes = _MountAttributes(set=_STRICT_MOUNT)
    size = ctypes.c_size_t(ctypes.sizeof(attributes))
    try:
        _checked(
            _libc.syscall(_MOUNT_SETATTR, fd, b"", _AT_EMPTY_PATH, ctypes.byref(attributes), size),
            "mount_setattr",
        )
    except OSError:
        os.close(fd)
        raise
    return fd


def attach_mount(fd: int, folder: str) -> None:
    """Attaches the result of open_mount(), maybe in another process. Raises OSError."""
    _checked(
        _libc.syscall(
            _MOVE_MOUNT, fd, b"", _AT_FDCWD, folder.encode(), ctypes.c_uint(_MOVE_MOUNT_EMPTY_PATH)
        ),
        f"move_mount {folder}",
    )


# A child of the supervisor drops its capabilities before it does anything else, and gets a copy of
# each page that it writes to. So these calls are bound to their arguments beforehand, and no Python
# code runs between them.
_KNOWN_CAPABILITIES = tuple(
    takewhile(
        lambda number: _libc.prctl(_PR_CAPBSET_READ, number, 0, 0, 0) >= 0,
        range(_MAX_CAPABILITIES),
    )
)
_DROP_FROM_OTHER_SETS = (
    partial(_libc.prctl, _PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0),
    partial(_libc.capset, (ctypes.c_uint32 * 2)(_CAPABILITIES_VERSION, 0), (ctypes.c_uint32 * 6)()),
    partial(_libc.prctl, _PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0),
)


def drop_capabilities() -> None:
    """Drops all capabilities from all sets, permanently. Raises OSError at the first failure."""
    zeros = repeat(0)
    bounding = map(_libc.prctl, repeat(_PR_CAPBSET_DROP), _KNOWN_CAPABILITIES, zeros, zeros, zeros)
    failed = any(bounding) or any(map(call, _DROP_FROM_OTHER_SETS))
    _checked(int(failed), "drop capabilities")


def has_capabilities() -> bool:
    header = (ctypes.c_uint32 * 2)(_CAPABILITIES_VERSION, 0)
    capabilities = (ctypes.c_uint32 * 6)()
    _checked(_libc.capget(header, capabilities), "capget")
    return any(capabilities)


class _FilterProgram(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p)]


class SystemCallFilter:
    """A seccomp program in the kernel's format. Once loaded, it can't be removed."""

    _INSTRUCTION_BYTES = 8

    def __init__(self, program: bytes) -> None:
        self._instructions = ctypes.create_string_buffer(program, len(program))
        self._program = _FilterProgram(
            len(program) // self._INSTRUCTION_BYTES,
            ctypes.cast(self._instructions, ctypes.c_void_p),
        )

    def load(self) -> None:
        """Raises OSError. Requires no-new-privileges."""
        _checked(
            _libc.prctl(PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(self._program), 0, 0),
            "seccomp",
        )


def _prctl(option: int, value: int) -> None:
    _checked(_libc.prctl(option, value, 0, 0, 0), f"prctl {option}")


def _checked(result: int, what: str) -> None:
    if result != 0:
        fault = ctypes.get_errno()
        raise OSError(fault, f"{what}: {os.strerror(fault)}")
