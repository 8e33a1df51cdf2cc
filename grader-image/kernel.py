"""System calls that Python does not have. Linux, x86_64 and aarch64."""

import ctypes
import os
import platform
import signal
from collections.abc import Callable
from functools import partial
from itertools import repeat, takewhile
from operator import call
from typing import NoReturn

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
_syscall = _libc.syscall
_syscall.restype = ctypes.c_long

# A process of a grading gets a copy of each page that it writes to, and the supervisor itself makes
# few of these calls. So functions are looked up, and arguments converted, before it is cloned.
_prctl, _capset, _capget = _libc.prctl, _libc.capset, _libc.capget
_mount, _sethostname = _libc.mount, _libc.sethostname


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
        _fail("clone")
    return result


_HOST_NAME = b"sandbox"


def hide_host_name() -> None:
    """Programs see the name "sandbox". Some containers refuse this call; there, the host's name is
    the container's."""
    _sethostname(_HOST_NAME, len(_HOST_NAME))


def set_dumpable(dumpable: bool) -> None:
    """Other processes of the same user can't read, trace or inspect a process that is not
    dumpable."""
    if _prctl(_PR_SET_DUMPABLE, dumpable, 0, 0, 0) != 0:
        _fail("set dumpable")


#: A step of a child's own set-up that is prepared for all of them. Raises OSError.
Step = Callable[[], None]

_MOUNT_HARMLESS = _MOUNT_NOSUID | _MOUNT_NODEV | _MOUNT_NOEXEC


def mounting_tmpfs(folder: str, size_bytes: int, inodes: int) -> Step:
    flags = ctypes.c_ulong(_MOUNT_HARMLESS)
    options = f"size={size_bytes},nr_inodes={inodes},mode=0700".encode()
    mount = partial(_mount, b"tmpfs", folder.encode(), b"tmpfs", flags, options)
    return _checking(mount, f"mount {folder}")


def making_read_only(folder: str) -> Step:
    """Permanently: undoing it needs a capability that is dropped afterwards."""
    flags = ctypes.c_ulong(_MOUNT_REMOUNT | _MOUNT_BIND | _MOUNT_READ_ONLY | _MOUNT_HARMLESS)
    mount = partial(_mount, None, folder.encode(), None, flags, None)
    return _checking(mount, f"make {folder} read-only")


def _checking(prepared: Callable[[], int], what: str) -> Step:
    def step() -> None:
        if prepared() != 0:
            _fail(what)

    return step


class _MountAttributes(ctypes.Structure):
    _fields_ = _numbers("set cleared propagation user_namespace")


_ATTRIBUTES = _MountAttributes(set=_STRICT_MOUNT)
_STRICTLY = (
    ctypes.c_int(_AT_EMPTY_PATH),
    ctypes.byref(_ATTRIBUTES),
    ctypes.c_size_t(ctypes.sizeof(_ATTRIBUTES)),
)
_OPEN_FLAGS = ctypes.c_uint(_OPEN_TREE_CLONE | os.O_CLOEXEC)
_MOVE_FLAGS = ctypes.c_uint(_MOVE_MOUNT_EMPTY_PATH)


def open_mount(folder: bytes) -> int:
    """A second mount of what is mounted there, not yet attached, as an open file.

    It does not follow any symbolic link. Raises OSError, always before Linux 5.14.
    """
    fd = int(_syscall(_OPEN_TREE, _AT_FDCWD, folder, _OPEN_FLAGS))
    if fd < 0:
        _fail("open_tree")
    try:
        if _syscall(_MOUNT_SETATTR, fd, b"", *_STRICTLY) != 0:
            _fail("mount_setattr")
    except OSError:
        os.close(fd)
        raise
    return fd


def attach_mount(fd: int, folder: bytes) -> None:
    """Attaches the result of open_mount(), maybe in another process. Raises OSError."""
    if _syscall(_MOVE_MOUNT, fd, b"", _AT_FDCWD, folder, _MOVE_FLAGS) != 0:
        _fail("move_mount")


_KNOWN_CAPABILITIES = tuple(
    takewhile(
        lambda number: _prctl(_PR_CAPBSET_READ, number, 0, 0, 0) >= 0,
        range(_MAX_CAPABILITIES),
    )
)
_DROP_FROM_OTHER_SETS = (
    partial(_prctl, _PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0),
    partial(_capset, (ctypes.c_uint32 * 2)(_CAPABILITIES_VERSION, 0), (ctypes.c_uint32 * 6)()),
    partial(_prctl, _PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0),
)


def drop_capabilities() -> None:
    """Drops all capabilities from all sets, permanently. Raises OSError at the first failure."""
    zeros = repeat(0)
    bounding = map(_prctl, repeat(_PR_CAPBSET_DROP), _KNOWN_CAPABILITIES, zeros, zeros, zeros)
    if any(bounding) or any(map(call, _DROP_FROM_OTHER_SETS)):
        _fail("drop capabilities")


def has_capabilities() -> bool:
    header = (ctypes.c_uint32 * 2)(_CAPABILITIES_VERSION, 0)
    capabilities = (ctypes.c_uint32 * 6)()
    if _capget(header, capabilities) != 0:
        _fail("capget")
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
        program_at = ctypes.byref(self._program)
        self._load = partial(_prctl, PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, program_at, 0, 0)

    def load(self) -> None:
        """Raises OSError. Requires no-new-privileges."""
        if self._load() != 0:
            _fail("seccomp")


def _fail(what: str) -> NoReturn:
    fault = ctypes.get_errno()
    raise OSError(fault, f"{what}: {os.strerror(fault)}")
