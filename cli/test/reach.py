"""What this process can get hold of, as a program that has left its sandbox could.

Reads {"pids", "files", "folders", "sockets", "ports"} as JSON; writes what of these is within reach.
With an argument it first enters a separate user namespace, like the sandbox's processes.
"""

import ctypes
import json
import os
import socket
import sys

_CLONE_NEWUSER = 0x10000000
_PTRACE_ATTACH, _PTRACE_DETACH = 16, 17
_libc = ctypes.CDLL(None, use_errno=True)


def works(attempt, *args) -> bool:
    try:
        return attempt(*args) is not False
    except OSError:
        return False


def read(path) -> None:
    with open(path, "rb", buffering=0) as file:
        file.read(1)


def read_memory(pid) -> None:
    with open(f"/proc/{pid}/maps") as maps:
        first = maps.readline()
    if first == "":
        # It has just ended.
        raise ProcessLookupError(pid)
    start = int(first.split("-")[0], 16)
    with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
        memory.seek(start)
        memory.read(1)


def trace(pid) -> bool:
    if _libc.ptrace(_PTRACE_ATTACH, pid, None, None) != 0:
        return False
    os.waitpid(pid, 0x40000000)
    _libc.ptrace(_PTRACE_DETACH, pid, None, None)
    return True


def connect(path) -> None:
    # By the folder, since a socket's path is short.
    os.chdir(os.path.dirname(path))
    try:
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(os.path.basename(path))
    finally:
        os.chdir("/")


def answer(port, question) -> str:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
        client.sendall(question.encode())
        return client.recv(200).decode("latin1")


def main() -> None:
    asked = json.load(sys.stdin)
    if len(sys.argv) > 1 and _libc.unshare(_CLONE_NEWUSER) != 0:
        sys.exit("no user namespace can be made")
    pids, files, folders = asked["pids"], asked["files"], asked["folders"]
    found = {
        "environs": [pid for pid in pids if works(read, f"/proc/{pid}/environ")],
        "memories": [pid for pid in pids if works(read_memory, pid)],
        "roots": [pid for pid in pids if works(os.listdir, f"/proc/{pid}/root/")],
        "openFiles": [pid for pid in pids if works(os.readlink, f"/proc/{pid}/fd/1")],
        "traced": [pid for pid in pids if works(trace, pid)],
        "signalled": [pid for pid in pids if works(os.kill, pid, 0)],
        "files": [path for path in files if works(read, path)],
        "written": [path for path in files + folders if os.access(path, os.W_OK)],
        "folders": [path for path in folders if works(os.listdir, path)],
        "sockets": [path for path in asked["sockets"] if works(connect, path)],
        "answers": [answer(port, question) for port, question in asked["ports"]],
    }
    print(json.dumps(found))


main()
