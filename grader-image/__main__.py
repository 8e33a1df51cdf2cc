"""The sandbox's first process. Says ``ready``, takes one job from stdin, answers on stdout, ends.

Frames as in wire.py. A job is ``{kind: "grade", fileName, code, testFiles, files, preload,
limits}``, answered as supervisor.py says, or ``{kind: "probe"}``, answered by
``{kind: "probed", faults}``. A stdin that ends before a job means that none will come.
"""

import ctypes
import importlib
import os
import signal

from probes import find_faults
from supervisor import Grading
from wire import read_frame, write_frame

_PR_SET_DUMPABLE = 4


def main() -> None:
    # Not to be read, traced or stopped by the programs it watches.
    ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGPIPE):
        signal.signal(each, signal.SIG_IGN)
    # Python itself sets LC_CTYPE where no locale is set.
    os.environ.clear()
    jobs, answer = 0, os.dup(1)
    write_frame(answer, {"kind": "ready"})
    job = read_frame(jobs)
    if job is None:
        return
    if job["kind"] == "probe":
        write_frame(answer, {"kind": "probed", "faults": find_faults()})
        return
    for name in job["preload"]:
        importlib.import_module(name)
    Grading(job, answer).run()


if __name__ == "__main__":
    main()
