"""Undoes what a script changed in Python itself, for the next script in the same process."""

import gc
import sys
from collections.abc import Generator
from contextlib import contextmanager, suppress
from typing import Any

_WARNING = 30


@contextmanager
def settings_restored() -> Generator[None]:
    limit = sys.getrecursionlimit()
    logging = _logging_settings()
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)
        # A script may have replaced anything that is used here.
        with suppress(Exception):
            _set_logging(*logging)
        gc.collect()


def _logging_settings() -> tuple[list[Any], int, int, dict[str, Any]]:
    """The root logger's handlers (which hold the streams of the script that made them) and level,
    the disabled level, and all loggers."""
    logging: Any = sys.modules.get("logging")
    if logging is None:
        return [], _WARNING, 0, {}
    root = logging.root
    return root.handlers[:], root.level, root.manager.disable, dict(root.manager.loggerDict)


def _set_logging(handlers: list[Any], level: int, disabled: int, loggers: dict[str, Any]) -> None:
    logging: Any = sys.modules.get("logging")
    if logging is None:
        return
    root = logging.root
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.disable(disabled)
    root.manager.loggerDict.clear()
    root.manager.loggerDict.update(loggers)
