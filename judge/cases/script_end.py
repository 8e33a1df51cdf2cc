"""Lets a script end as in a Python of its own, although it shares this one."""

import atexit
import os
import sys
import threading
import traceback
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from typing import Any

from ..common.printed import OutputLimitReached

# A script may replace sys.modules.
_MODULES = sys.modules

Leave = Callable[[int], None]


class Left(BaseException):
    """The script called os._exit() and has no process of its own that could end."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class AtExit:
    """Replaces atexit's functions while a script runs; what was registered before stays."""

    def __init__(self) -> None:
        self._registered: list[tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]] = []

    @contextmanager
    def installed(self) -> Generator[None]:
        own = atexit.register, atexit.unregister
        atexit.register, atexit.unregister = self._register, self._unregister
        try:
            yield
        finally:
            atexit.register, atexit.unregister = own

    def run(self) -> None:
        """In reverse order. An exception in one of them does not keep the others from running."""
        while self._registered:
            function, args, keywords = self._registered.pop()
            try:
                function(*args, **keywords)
            except (OutputLimitReached, MemoryError, Left):
                raise
            except BaseException:
                # The script may have replaced stderr by anything.
                with suppress(Exception):
                    traceback.print_exc()

    def _register(self, function: Callable[..., Any], /, *args: Any, **keywords: Any) -> Any:
        self._registered.append((function, args, keywords))
        return function

    def _unregister(self, function: Callable[..., Any], /) -> None:
        self._registered = [each for each in self._registered if each[0] != function]


@contextmanager
def exit_noted(flush: Callable[[], None], leave: Leave | None) -> Generator[None]:
    """Meanwhile, os._exit() first calls both; it raises Left if ``leave`` is None."""
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
    """As Python does at the end of a script."""
    pools: Any = _MODULES.get("concurrent.futures.thread")
    if pools is not None:
        # Otherwise workers of a pool that was not shut down wait forever for work.
        pools._shutdown = True
        for queue in list(pools._threads_queues.values()):
            queue.put(None)
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and not thread.daemon:
            thread.join()
    if pools is not None:
        pools._shutdown = False


def exit_sentence(status: int) -> str:
    """For a status that is not 0: an exit status, or minus the signal that ended the process."""
    if status < 0:
        return f"Python crashed (signal {-status}) before the program had finished."
    return (
        f"The program exited with status {status} before it had finished. "
        "A status other than 0 means failure."
    )


def exit_error(sentence: str) -> dict[str, Any]:
    """An error in the form of run_script(), which no case can expect."""
    nowhere = {"line": None, "file": None}
    return {"sentence": sentence, "kind": "SystemExit", "kinds": [], "text": "", **nowhere}
