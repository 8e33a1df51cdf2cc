"""Memory set aside while a program runs, to be given up when the program has used up the rest."""

import mmap


class MemoryReserve:
    """Counts for the limit of memory. No page of it is ever touched, so it costs no time."""

    def __init__(self, size_bytes: int) -> None:
        """Raises OSError where there is too little memory."""
        self._size_bytes = size_bytes
        self._reserve = self._mapped()

    def give_up(self) -> None:
        self._reserve.close()

    def refill(self) -> None:
        """Does nothing where the program has taken the memory meanwhile."""
        if self._reserve.closed:
            try:
                self._reserve = self._mapped()
            except (OSError, MemoryError):
                return

    def _mapped(self) -> mmap.mmap:
        return mmap.mmap(-1, self._size_bytes, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
