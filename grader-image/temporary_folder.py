"""/tmp: one folder for both processes of a grading, so that tests and program can share files.

The student's process makes it and lends it over the channel, before anything else is sent there
and before any student code runs. Its content belongs to the student: the judge's mount follows no
symbolic links and runs nothing. If the kernel cannot do that (open_mount), each process has its
own folder.
"""

import _socket
import os
import struct

from kernel import Step, attach_mount, mounting_tmpfs, open_mount

PATH = "/tmp"
_PATH_BYTES = PATH.encode()

#: Mounts the folder, in a process that may still mount.
MountFolder = Step

_FD = struct.Struct("i")
_ONE_FD_BYTES = _socket.CMSG_SPACE(_FD.size)

_BYTES = 16 * 1024 * 1024
_INODES = 2_048


def mounting_empty(folder: str) -> MountFolder:
    """Mounts an empty folder in memory, only for the process that calls it."""
    return mounting_tmpfs(folder, _BYTES, _INODES)


mount_own = mounting_empty(PATH)


def lend_over(channel: int) -> MountFolder:
    def mount_and_lend() -> None:
        mount_own()
        try:
            mounts = [open_mount(_PATH_BYTES)]
        except OSError:
            mounts = []
        rights = [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, _FD.pack(each)) for each in mounts]
        lender = _socket_of(channel)
        lender.sendmsg([b"\0"], rights)
        lender.detach()
        for mount in mounts:
            os.close(mount)

    return mount_and_lend


def borrow_over(channel: int) -> MountFolder:
    """Mounts an own folder if the other process is already gone, which others will notice."""

    def borrow_and_mount() -> None:
        borrower = _socket_of(channel)
        rights = borrower.recvmsg(1, _ONE_FD_BYTES)[1]
        borrower.detach()
        if not rights:
            mount_own()
            return
        (mount,) = _FD.unpack(rights[0][2])
        attach_mount(mount, _PATH_BYTES)
        os.close(mount)

    return borrow_and_mount


def _socket_of(channel: int) -> _socket.socket:
    """Not socket.socket, whose Python code takes longer than everything else here."""
    return _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM, 0, channel)
