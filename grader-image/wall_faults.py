"""How a process of a grading reports that its walls could not be put up, which is our own fault.

Student code can exit with any status, and write to any file that its process has open. So the
report comes through a pipe that each process closes as soon as its walls are up, before it reads
anything that is not ours. The pipe is made once, and read only if a grading has ended early.
"""

import os

_MAX_BYTES = 1_024


class WallFaults:
    def __init__(self) -> None:
        self._reading, self.fd = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)

    def report(self, error: Exception) -> None:
        """Called in a process whose walls are not up."""
        os.write(self.fd, str(error).encode()[:_MAX_BYTES])

    def close(self) -> None:
        """Called in a process whose walls are up."""
        os.close(self.fd)

    def raise_if_reported(self) -> None:
        """Called in the supervisor. Raises RuntimeError."""
        try:
            reason = os.read(self._reading, _MAX_BYTES).decode("utf-8", "replace")
        except BlockingIOError:
            return
        raise RuntimeError(f"the walls of a grading cannot be put up: {reason}")
