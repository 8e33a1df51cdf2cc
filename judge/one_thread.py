"""asyncio and threads in a Python that has one thread and no system below it: WebAssembly."""

import _thread
import asyncio
import signal
import threading
import time
import warnings
from collections.abc import Callable
from types import FrameType
from typing import Any, NoReturn

# How long a loop sleeps that has nothing to wait for: only an interrupt ends it.
_REST_SECONDS = 1.0


class _Waiting:
    """Replaces the system's selector of other loops. There are no files to wait for."""

    def __init__(self) -> None:
        self.sleep: Callable[[float], None] = time.sleep

    def select(self, timeout: float | None) -> list[Any]:
        if timeout is None:
            self.sleep(_REST_SECONDS)
        elif timeout > 0:
            self.sleep(timeout)
        return []


_waiting = _Waiting()


class OneThreadLoop(asyncio.BaseEventLoop):
    """An event loop that finishes in the call that started it."""

    def __init__(self) -> None:
        super().__init__()
        self._selector = _waiting

    def _process_events(self, event_list: list[Any]) -> None:
        """Does nothing: there are no events."""

    def _write_to_self(self) -> None:
        """Does nothing: there is no other thread to wake up."""

    async def shutdown_default_executor(self, timeout: float | None = None) -> None:
        """Does nothing: there are no threads to wait for, and the original would start one."""


def run_loops_here() -> None:
    """Makes asyncio.run() and similar functions run loops, which Pyodide leaves to the browser."""
    with warnings.catch_warnings():
        # Python 3.14 warns about policies, but a Runner uses nothing else.
        warnings.simplefilter("ignore", DeprecationWarning)

        class OneThreadPolicy(asyncio.DefaultEventLoopPolicy):
            _loop_factory = OneThreadLoop
            _loop: asyncio.AbstractEventLoop | None = None

            def get_event_loop(self) -> asyncio.AbstractEventLoop:
                """Makes a loop if there is none, as the graders' Python does."""
                if self._loop is None:
                    self._loop = self.new_event_loop()
                return self._loop

            def set_event_loop(self, loop: asyncio.AbstractEventLoop | None) -> None:
                self._loop = loop

        asyncio.set_event_loop_policy(OneThreadPolicy())  # pyright: ignore[reportDeprecated]
    asyncio._set_running_loop(None)
    asyncio.run = asyncio.runners.run
    # asyncio replaces Python's own handler by one that a busy coroutine does not notice.
    signal.signal(signal.SIGINT, _interrupt)


def _interrupt(number: int, frame: FrameType | None) -> None:
    signal.default_int_handler(number, frame)


def wait_with(sleep: Callable[[float], None]) -> None:
    """Makes loops wait with this function instead of the library's sleep."""
    _waiting.sleep = sleep


def refuse_threads(sentence: str) -> None:
    """Makes functions that start a thread raise a RuntimeError with this sentence."""

    def refuse(*_arguments: object, **_keywords: object) -> NoReturn:
        raise RuntimeError(sentence)

    for module in (_thread, threading):
        for name in ("start_new_thread", "start_joinable_thread"):
            for known in (name, f"_{name}"):
                if hasattr(module, known):
                    setattr(module, known, refuse)
