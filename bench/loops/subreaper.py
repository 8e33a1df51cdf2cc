"""Runs a program as the subreaper of its descendants: orphans stay below this process.

usage: subreaper.py PROGRAM ARGUMENT…; exits with the program's exit status, and forwards the
signals that request termination.
"""

import ctypes
import os
import signal
import sys

_PR_SET_CHILD_SUBREAPER = 36


def main() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    program = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda received, _frame: os.kill(program, received))
    while True:
        pid, status = os.wait()
        if pid == program:
            sys.exit(max(1, os.waitstatus_to_exitcode(status)) if status else 0)


if __name__ == "__main__":
    main()
