"""What scripts have used so far: their parent (script_processes.py) writes it for the supervisor.

The kernel adds it to the parent's own usage only after a script has ended and was waited for. The
supervisor needs it earlier: when the first hidden case starts, and for a script that is killed.
Scripts do not have this file.
"""

import os
import resource
import struct

_USED = struct.Struct("=dQ")


class ScriptUsage:
    """``fd`` is a file in memory: the parent writes it, the supervisor reads and closes it."""

    def __init__(self) -> None:
        self.fd = os.memfd_create("usage", os.MFD_CLOEXEC)

    def write(self, running_seconds: float = 0.0) -> None:
        """In the parent: adds the CPU seconds of the running script to what ended ones have
        used."""
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu_seconds = used.ru_utime + used.ru_stime + running_seconds
        os.pwrite(self.fd, _USED.pack(cpu_seconds, used.ru_maxrss * 1024), 0)

    def so_far(self) -> tuple[float, int]:
        """In the supervisor: CPU seconds of all scripts, peak memory of the largest."""
        written = os.pread(self.fd, _USED.size, 0)
        if len(written) < _USED.size:
            return 0.0, 0
        cpu_seconds, peak_bytes = _USED.unpack(written)
        return cpu_seconds, peak_bytes

    def close(self) -> None:
        os.close(self.fd)
