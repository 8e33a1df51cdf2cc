"""Turns the lists of system_calls.py into a seccomp program, with the system's libseccomp."""

import ctypes
import errno
import os
import socket
from dataclasses import dataclass

from kernel import PR_SET_SECCOMP, SystemCallFilter
from system_calls import ALLOWED, FCNTLS, IOCTLS, PRCTLS, REFUSED

_ALLOW = 0x7FFF_0000
_REFUSE = 0x0005_0000
_EQUAL, _MASKED_EQUAL = 4, 7
_OPTIMIZE, _BINARY_TREE = 8, 2

_CLONE_THREAD = 0x0001_0000
_CLONE_NEW_NAMESPACES = 0x7E02_0080
_MAP_SHARED, _MAP_ANONYMOUS = 0x01, 0x20

LIBRARY_MISSING = "libseccomp.so.2 is missing; run `apt-get install libseccomp2`"


class _Comparison(ctypes.Structure):
    _fields_ = [
        ("argument", ctypes.c_uint),
        ("operator", ctypes.c_int),
        ("first", ctypes.c_uint64),
        ("second", ctypes.c_uint64),
    ]


@dataclass(frozen=True)
class _Rule:
    """``action`` for a call whose argument, masked, has the value."""

    action: int
    name: str
    argument: int
    operator: int
    value: int
    mask: int = 0

    def comparison(self) -> _Comparison:
        if self.operator == _MASKED_EQUAL:
            return _Comparison(self.argument, self.operator, self.mask, self.value)
        return _Comparison(self.argument, self.operator, self.value, 0)


def _usual_rules() -> list[_Rule]:
    shared_anonymous = _MAP_SHARED | _MAP_ANONYMOUS
    return [
        *(_Rule(_ALLOW, "ioctl", 1, _EQUAL, number) for number in IOCTLS),
        *(_Rule(_ALLOW, "fcntl", 1, _EQUAL, number) for number in FCNTLS),
        *(_Rule(_ALLOW, "prctl", 0, _EQUAL, number) for number in PRCTLS),
        _Rule(_ALLOW, "socketpair", 0, _EQUAL, socket.AF_UNIX),
        # No limit counts memory that can be shared.
        _Rule(_ALLOW, "mmap", 3, _MASKED_EQUAL, 0, _MAP_ANONYMOUS),
        _Rule(_ALLOW, "mmap", 3, _MASKED_EQUAL, _MAP_ANONYMOUS, shared_anonymous),
        _Rule(_refuse(errno.EPERM), "mmap", 3, _MASKED_EQUAL, shared_anonymous, shared_anonymous),
    ]


def make_filter() -> SystemCallFilter:
    """For this machine's architecture. Raises OSError, with LIBRARY_MISSING or what failed."""
    thread = _CLONE_THREAD | _CLONE_NEW_NAMESPACES
    return _make(
        _Rule(_ALLOW, "clone", 0, _MASKED_EQUAL, _CLONE_THREAD, thread),
        _Rule(_refuse(errno.EAGAIN), "clone", 0, _MASKED_EQUAL, 0, _CLONE_THREAD),
    )


def make_parent_filter() -> SystemCallFilter:
    """For a process that forks and runs no student code; its children load the usual filter."""
    return _make(
        _Rule(_ALLOW, "clone", 0, _MASKED_EQUAL, 0, _CLONE_NEW_NAMESPACES),
        _Rule(_ALLOW, "prctl", 0, _EQUAL, PR_SET_SECCOMP),
    )


def _make(*rules: _Rule) -> SystemCallFilter:
    library = _load_library()
    context = ctypes.c_void_p(library.seccomp_init(_refuse(errno.ENOSYS)))
    try:
        # A binary tree: when it loads the program, the kernel runs it once for each system call.
        library.seccomp_attr_set(context, _OPTIMIZE, ctypes.c_uint32(_BINARY_TREE))
        for name in ALLOWED:
            _add(library, context, _ALLOW, name, [])
        for fault, names in REFUSED.items():
            for name in names:
                if fault != errno.ENOSYS:
                    _add(library, context, _refuse(fault), name, [])
        for rule in [*_usual_rules(), *rules]:
            _add(library, context, rule.action, rule.name, [rule.comparison()])
        return SystemCallFilter(_export(library, context))
    finally:
        library.seccomp_release(context)


def _load_library() -> ctypes.CDLL:
    try:
        library = ctypes.CDLL("libseccomp.so.2")
    except OSError as error:
        raise OSError(LIBRARY_MISSING) from error
    library.seccomp_init.restype = ctypes.c_void_p
    return library


def _add(
    library: ctypes.CDLL,
    context: ctypes.c_void_p,
    action: int,
    name: str,
    comparisons: list[_Comparison],
) -> None:
    number = library.seccomp_syscall_resolve_name(name.encode())
    if number < 0:
        # Unknown on this architecture or to this library: refused with ENOSYS.
        return
    array = (_Comparison * len(comparisons))(*comparisons)
    fault = library.seccomp_rule_add_array(
        context, ctypes.c_uint32(action), number, len(comparisons), array
    )
    if fault != 0:
        raise OSError(-fault, f"seccomp rule for {name}: {os.strerror(-fault)}")


def _export(library: ctypes.CDLL, context: ctypes.c_void_p) -> bytes:
    file = os.memfd_create("filter")
    try:
        fault = library.seccomp_export_bpf(context, file)
        if fault != 0:
            raise OSError(-fault, f"seccomp export: {os.strerror(-fault)}")
        return os.pread(file, os.fstat(file).st_size, 0)
    finally:
        os.close(file)


def _refuse(fault: int) -> int:
    return _REFUSE | fault
