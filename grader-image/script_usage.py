"""What scripts have used so far, as their parent (script_processes.py) tells the supervisor.

The kernel adds it to the parent's own only when a script, or the parent, has ended in order, and
the supervisor wants to know before that: when the first hidden case begins, and of a script that is
killed. No script has this file.
"""

import os
import resource
import struct

_USED = struct.Struct("=dQ")


class ScriptUsage:
    """``fd`` is a file in memory that the parent writes and the supervisor reads and closes."""

    def __init__(self) -> None:
        self.fd = os.memfd_create("usage", os.MFD_CLOEXEC)

    def tell(self, running_seconds: float = 0.0) -> None:
        """In the parent: of scripts that have ended, and CPU seconds of the one that runs."""
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu_seconds = used.ru_utime + used.ru_stime + running_seconds
        os.pwrite(self.fd, _USED.pack(cpu_seconds, used.ru_maxrss * 1024), 0)

    def so_far(self) -> tuple[float, int]:
        """In the supervisor: CPU seconds of all scripts, peak memory of the largest."""
        told = os.pread(self.fd, _USED.size, 0)
        if len(told) < _USED.size:
            return 0.0, 0
        cpu_seconds, peak_bytes = _USED.unpack(told)
        return cpu_seconds, peak_bytes

    def close(self) -> None:
        os.close(self.fd)
