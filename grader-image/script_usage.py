"""What scripts that have ended used, as their parent (script_processes.py) tells the supervisor.

The kernel adds it to the parent's own only when the parent ends, and the supervisor wants to know
before that, when the first hidden case begins. No script has a file of this pipe.
"""

import os
import resource
import struct

_USED = struct.Struct("=dQ")
_READ_BYTES = 65_536


class ScriptUsage:
    """``writing`` is the parent's; the supervisor has both and closes both."""

    def __init__(self) -> None:
        self._reading, self.writing = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)

    def tell(self) -> None:
        """In the parent, when a script has ended."""
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        os.write(self.writing, _USED.pack(used.ru_utime + used.ru_stime, used.ru_maxrss * 1024))

    def so_far(self) -> tuple[float, int]:
        """In the supervisor: CPU seconds of all scripts, peak memory of the largest."""
        try:
            told = os.read(self._reading, _READ_BYTES)
        except BlockingIOError:
            return 0.0, 0
        cpu_seconds, peak_bytes = _USED.unpack(told[-_USED.size :])
        return cpu_seconds, peak_bytes

    def close(self) -> None:
        os.close(self._reading)
        os.close(self.writing)
