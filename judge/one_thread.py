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

# How long a loop rests that has nothing to wait for: only an interrupt ends it.
_REST_SECONDS = 1.0


class _Waiting:
    """Stands where other loops have the system's selector. There are no files to wait for."""

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
    """Runs to the end in the call that started it."""

    def __init__(self) -> None:
        super().__init__()
        self._selector = _waiting

    def _process_events(self, event_list: list[Any]) -> None:
        """There are none."""

    def _write_to_self(self) -> None:
        """No other thread could wait for it."""

    async def shutdown_default_executor(self, timeout: float | None = None) -> None:
        """It never had a thread that would have to be waited for, and this takes one."""


def run_loops_here() -> None:
    """Has asyncio.run() and its like run loops themselves, which Pyodide leaves to the browser."""
    with warnings.catch_warnings():
        # Python 3.14 warns of policies. What makes a Runner of its own goes by nothing else.
        warnings.simplefilter("ignore", DeprecationWarning)

        class OneThreadPolicy(asyncio.DefaultEventLoopPolicy):
            _loop_factory = OneThreadLoop
            _loop: asyncio.AbstractEventLoop | None = None

            def get_event_loop(self) -> asyncio.AbstractEventLoop:
                """Makes one when there is none, as the graders' Python does."""
                if self._loop is None:
                    self._loop = self.new_event_loop()
                return self._loop

            def set_event_loop(self, loop: asyncio.AbstractEventLoop | None) -> None:
                self._loop = loop

        asyncio.set_event_loop_policy(OneThreadPolicy())  # pyright: ignore[reportDeprecated]
    asyncio._set_running_loop(None)
    asyncio.run = asyncio.runners.run
    # In the place of Python's own handler asyncio puts one that a busy coroutine does not notice.
    signal.signal(signal.SIGINT, _interrupt)


def _interrupt(number: int, frame: FrameType | None) -> None:
    signal.default_int_handler(number, frame)


def wait_by(sleep: Callable[[float], None]) -> None:
    """Has loops wait by this from now on; by the library's own sleep before."""
    _waiting.sleep = sleep


def refuse_threads(sentence: str) -> None:
    """Has whatever starts a thread raise a RuntimeError that says so."""

    def refuse(*_arguments: object, **_keywords: object) -> NoReturn:
        raise RuntimeError(sentence)

    for module in (_thread, threading):
        for name in ("start_new_thread", "start_joinable_thread"):
            for known in (name, f"_{name}"):
                if hasattr(module, known):
                    setattr(module, known, refuse)
