"""/tmp: one for both processes of a grading, so that tests and program can hand each other files.

The student's process makes it and lends it over the channel, before anything else is said there
and before any code of a student runs. What lies in it is the student's: the judge's side of it
follows no symbolic link and runs nothing. Where the kernel cannot do that (open_mount), each
process has a folder of its own.
"""

import _socket
import os
import socket
import struct
from collections.abc import Callable

from kernel import attach_mount, mount_tmpfs, open_mount

PATH = "/tmp"

#: Mounts the folder, in a process that still may.
Provide = Callable[[], None]

_FD = struct.Struct("i")
_ONE_FD_BYTES = socket.CMSG_SPACE(_FD.size)

_BYTES = 16 * 1024 * 1024
_INODES = 2_048


def mount_writable(folder: str) -> None:
    """An empty folder in memory, this process's own."""
    mount_tmpfs(folder, _BYTES, _INODES)


def own() -> None:
    mount_writable(PATH)


def lent_over(channel: int) -> Provide:
    def provide() -> None:
        own()
        try:
            mounts = [open_mount(PATH)]
        except OSError:
            mounts = []
        rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, _FD.pack(each)) for each in mounts]
        lender = _socket_of(channel)
        lender.sendmsg([b"\0"], rights)
        lender.detach()
        for mount in mounts:
            os.close(mount)

    return provide


def borrowed_over(channel: int) -> Provide:
    """Makes one when the other process is gone already, which is for others to notice."""

    def provide() -> None:
        borrower = _socket_of(channel)
        rights = borrower.recvmsg(1, _ONE_FD_BYTES)[1]
        borrower.detach()
        if not rights:
            own()
            return
        (mount,) = _FD.unpack(rights[0][2])
        attach_mount(mount, PATH)
        os.close(mount)

    return provide


def _socket_of(channel: int) -> _socket.socket:
    """Not of Python's own class, whose code takes longer than all that is done with it."""
    return _socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, 0, channel)
