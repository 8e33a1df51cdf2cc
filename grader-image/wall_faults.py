"""How a process of a grading says that its walls could not be put up, which is our own fault.

Student code can make any exit status, and write to any file that its process has. So the word comes
by a pipe that each process closes as soon as its walls are up, before it reads a byte that is not
ours. The pipe is made once, and read only when a grading has ended early.
"""

import os

_MAX_BYTES = 1_024


class WallFaults:
    def __init__(self) -> None:
        self._reading, self.fd = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)

    def tell(self, error: Exception) -> None:
        """In a process whose walls are not up."""
        os.write(self.fd, str(error).encode()[:_MAX_BYTES])

    def no_more(self) -> None:
        """In a process whose walls are up."""
        os.close(self.fd)

    def raise_if_told(self) -> None:
        """In the supervisor. Raises RuntimeError."""
        try:
            told = os.read(self._reading, _MAX_BYTES)
        except BlockingIOError:
            return
        reason = told.decode("utf-8", "replace")
        raise RuntimeError(f"the walls of a grading cannot be put up: {reason}")
