"""How a script ends: as in a Python of its own, though it has none."""

import atexit
import os
import sys
import threading
import traceback
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from typing import Any

from ..printed import OutputLimitReached

# A script may put something else in its place.
_MODULES = sys.modules

Leave = Callable[[int], None]


class Left(BaseException):
    """The script has called os._exit() where no process of its own can end."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class AtExit:
    """Stands for atexit's functions while a script runs: others' stay registered."""

    def __init__(self) -> None:
        self._registered: list[tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]] = []

    @contextmanager
    def at_hand(self) -> Generator[None]:
        own = atexit.register, atexit.unregister
        atexit.register, atexit.unregister = self._register, self._unregister
        try:
            yield
        finally:
            atexit.register, atexit.unregister = own

    def run(self) -> None:
        """The last comes first. What one of them raises keeps none from running."""
        while self._registered:
            function, args, keywords = self._registered.pop()
            try:
                function(*args, **keywords)
            except (OutputLimitReached, MemoryError, Left):
                raise
            except BaseException:
                # Where the script has put anything in the place of stderr, nobody is told.
                with suppress(Exception):
                    traceback.print_exc()

    def _register(self, function: Callable[..., Any], /, *args: Any, **keywords: Any) -> Any:
        self._registered.append((function, args, keywords))
        return function

    def _unregister(self, function: Callable[..., Any], /) -> None:
        self._registered = [each for each in self._registered if each[0] != function]


@contextmanager
def exit_noted(flush: Callable[[], None], leave: Leave | None) -> Generator[None]:
    """While it lasts os._exit() calls both first; it raises Left where ``leave`` is None."""
    own = os._exit

    def noted_exit(status: int) -> None:
        flush()
        if leave is None:
            raise Left(status)
        leave(status)
        own(status)

    os._exit = noted_exit  # type: ignore[assignment]
    try:
        yield
    finally:
        os._exit = own


def await_threads() -> None:
    """As Python does at a script's end."""
    pools: Any = _MODULES.get("concurrent.futures.thread")
    if pools is not None:
        # Else workers of a pool that nobody has shut down wait for work for ever.
        pools._shutdown = True
        for queue in list(pools._threads_queues.values()):
            queue.put(None)
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and not thread.daemon:
            thread.join()
    if pools is not None:
        pools._shutdown = False


def exit_sentence(status: int) -> str:
    """About what is not 0: an exit status, or minus the signal that ended the process."""
    if status < 0:
        return f"Python crashed (signal {-status}) before the program was at its end."
    return (
        f"The program ended with exit status {status}, before Python could end it in order; a "
        "number that is not 0 stands for a failure."
    )


def exit_error(sentence: str) -> dict[str, Any]:
    """As run_script() tells errors; no case can expect it."""
    return {"sentence": sentence, "kind": "SystemExit", "kinds": [], "text": "", "line": None}
