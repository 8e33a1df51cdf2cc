"""System calls that Python has no names for. Linux, x86_64 and aarch64."""

import ctypes
import os
import platform
import signal

_CLONE_NUMBERS = {"x86_64": 56, "aarch64": 220}
# The same on all machines, as all calls that are newer than 5.0.
_OPEN_TREE, _MOVE_MOUNT, _CLONE3, _MOUNT_SETATTR = 428, 429, 435, 442

_NEW_MOUNTS = 0x0002_0000
_NEW_IPC = 0x0800_0000
_NEW_USER = 0x1000_0000
_NEW_PIDS = 0x2000_0000
_INTO_CGROUP = 0x2_0000_0000

_PR_SET_DUMPABLE = 4
_PR_CAPBSET_DROP = 24
PR_SET_SECCOMP = 22
_PR_SET_NO_NEW_PRIVS = 38
_PR_CAP_AMBIENT = 47
_PR_CAP_AMBIENT_CLEAR_ALL = 4
_SECCOMP_MODE_FILTER = 2

_CAPABILITIES_VERSION = 0x2008_0522
_CAPABILITIES_MAX = 64

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

# The first keeps Python's lock while it calls, as a fork must; the second is for all else.
_forking = ctypes.PyDLL(None, use_errno=True)
_libc = ctypes.CDLL(None, use_errno=True)
_forking.syscall.restype = ctypes.c_long
_libc.syscall.restype = ctypes.c_long


class _CloneArguments(ctypes.Structure):
    """Of clone3(2), as of Linux 5.7."""

    _fields_ = [
        ("flags", ctypes.c_uint64),
        ("pidfd", ctypes.c_uint64),
        ("child_tid", ctypes.c_uint64),
        ("parent_tid", ctypes.c_uint64),
        ("exit_signal", ctypes.c_uint64),
        ("stack", ctypes.c_uint64),
        ("stack_size", ctypes.c_uint64),
        ("tls", ctypes.c_uint64),
        ("set_tid", ctypes.c_uint64),
        ("set_tid_size", ctypes.c_uint64),
        ("cgroup", ctypes.c_uint64),
    ]


def clone_into_namespaces(cgroup_fd: int | None = None) -> int:
    """As os.fork(), the child being first in a pid namespace of its own, with user, mount and ipc
    namespaces besides, and from its first moment in the cgroup of that open folder. Raises OSError.

    The caller has one thread only. So no lock can be held by another, the child's copy of that
    thread is as good as the thread, and what Python mends after a fork is whole: it is not asked
    to, for its hooks write to hundreds of pages. Only random numbers are to be made anew. The C
    library takes the child's thread id for the caller's: both are 1, for the caller is the first
    process of its namespace as well.
    """
    flags = _NEW_USER | _NEW_PIDS | _NEW_MOUNTS | _NEW_IPC
    if cgroup_fd is None:
        number = _CLONE_NUMBERS[platform.machine()]
        pid = int(_forking.syscall(number, flags | signal.SIGCHLD, 0, 0, 0, 0))
    else:
        arguments = _CloneArguments(
            flags=flags | _INTO_CGROUP, exit_signal=signal.SIGCHLD, cgroup=cgroup_fd
        )
        size = ctypes.c_size_t(ctypes.sizeof(arguments))
        pid = int(_forking.syscall(_CLONE3, ctypes.byref(arguments), size))
    if pid < 0:
        fault = ctypes.get_errno()
        raise OSError(fault, f"clone: {os.strerror(fault)}")
    return pid


def set_dumpable(dumpable: bool) -> None:
    """A process that is not can't be read, traced or looked up by another of its user."""
    _prctl(_PR_SET_DUMPABLE, int(dumpable))


def mount_tmpfs(folder: str, size_bytes: int, inodes: int) -> None:
    flags = _MOUNT_NOSUID | _MOUNT_NODEV | _MOUNT_NOEXEC
    options = f"size={size_bytes},nr_inodes={inodes},mode=0700".encode()
    _checked(
        _libc.mount(b"tmpfs", folder.encode(), b"tmpfs", ctypes.c_ulong(flags), options),
        f"mount {folder}",
    )


def make_read_only(folder: str) -> None:
    """For good: needs a capability that is dropped afterwards."""
    kept = _MOUNT_NOSUID | _MOUNT_NODEV | _MOUNT_NOEXEC
    flags = _MOUNT_REMOUNT | _MOUNT_BIND | _MOUNT_READ_ONLY | kept
    _checked(
        _libc.mount(None, folder.encode(), None, ctypes.c_ulong(flags), None),
        f"make {folder} read-only",
    )


class _MountAttributes(ctypes.Structure):
    _fields_ = [
        ("set", ctypes.c_uint64),
        ("cleared", ctypes.c_uint64),
        ("propagation", ctypes.c_uint64),
        ("user_namespace", ctypes.c_uint64),
    ]


def open_mount(folder: str) -> int:
    """A second mount of what is mounted there, nowhere yet, as an open file.

    Symbolic links in it lead nowhere, however they came there. Raises OSError, on kernels before
    5.14 always.
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
    """What open_mount() gave, maybe in another process. Raises OSError."""
    _checked(
        _libc.syscall(
            _MOVE_MOUNT, fd, b"", _AT_FDCWD, folder.encode(), ctypes.c_uint(_MOVE_MOUNT_EMPTY_PATH)
        ),
        f"move_mount {folder}",
    )


def drop_capabilities() -> None:
    """All of all sets, for good."""
    for capability in range(_CAPABILITIES_MAX):
        # The kernel knows fewer, and refuses the rest.
        if _libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0) != 0:
            break
    _prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL)
    header = (ctypes.c_uint32 * 2)(_CAPABILITIES_VERSION, 0)
    _checked(_libc.capset(header, (ctypes.c_uint32 * 6)()), "capset")
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)


def held_capabilities() -> bool:
    header = (ctypes.c_uint32 * 2)(_CAPABILITIES_VERSION, 0)
    held = (ctypes.c_uint32 * 6)()
    _checked(_libc.capget(header, held), "capget")
    return any(held)


class _FilterProgram(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p)]


class SystemCallFilter:
    """A seccomp program, as the kernel's bytes; once loaded it stays."""

    _INSTRUCTION_BYTES = 8

    def __init__(self, program: bytes) -> None:
        self._instructions = ctypes.create_string_buffer(program, len(program))
        self._program = _FilterProgram(
            len(program) // self._INSTRUCTION_BYTES,
            ctypes.cast(self._instructions, ctypes.c_void_p),
        )

    def load(self) -> None:
        """Raises OSError; needs no-new-privileges."""
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
