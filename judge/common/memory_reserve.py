"""Memory reserved while a program runs, and released when the program has used up the rest."""

import mmap


class MemoryReserve:
    """Counts towards the memory limit. None of its pages is ever touched, so it costs no time."""

    def __init__(self, size_bytes: int) -> None:
        """Raises OSError if there is too little memory."""
        self._size_bytes = size_bytes
        self._reserve = self._mapped()

    def release(self) -> None:
        self._reserve.close()

    def refill(self) -> None:
        """Does nothing if the program uses the memory now."""
        if self._reserve.closed:
            try:
                self._reserve = self._mapped()
            except (OSError, MemoryError):
                return

    def _mapped(self) -> mmap.mmap:
        return mmap.mmap(-1, self._size_bytes, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
