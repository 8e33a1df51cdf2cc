"""Warnings and log records of the program, told to the judge while its tests listen.

The judge says what they listen to (remote/listening.py); at all other times warnings and records
stay here, and cost nothing. What the program itself has set up stays in force: a warning that it
ignores or catches, and a record below its logger's level, is not told.
"""

import logging
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

_ALWAYS = ("always", None, Warning, None, 0)
_TOLD = (
    "name levelno levelname msg args pathname lineno funcName created threadName exc_text "
    "stack_info"
).split()
_USUAL = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class Reports:
    """``ask`` asks the judge, which can be done only while ``may_ask``: it is waiting then."""

    def __init__(self, ask: Callable[..., Any], may_ask: Callable[[], bool]) -> None:
        self._ask = ask
        self._may_ask = may_ask
        self._show: Callable[..., Any] | None = None
        self._loggers: dict[str, _Listened] = {}
        self._disable: int | None = None

    def listen(self, warned: bool, disable: int, loggers: tuple[Any, ...]) -> None:
        if warned != (self._show is not None):
            self._listen_to_warnings() if warned else self._leave_warnings()
        if disable or self._disable is not None:
            self._disable_logging(disable)
        wanted = {each[0] for each in loggers}
        for name in [each for each in self._loggers if each not in wanted]:
            self._loggers.pop(name).leave()
        for name, *state in loggers:
            if name not in self._loggers:
                self._loggers[name] = _Listened(name, self._handler(name))
            self._loggers[name].listen(*state)

    def _listen_to_warnings(self) -> None:
        self._show = warnings.showwarning
        warnings.showwarning = self._warned  # type: ignore[assignment]
        # In front of what the program has set for all of itself, as in the tests' own process.
        warnings.simplefilter("always")

    def _leave_warnings(self) -> None:
        if warnings.showwarning == self._warned and self._show is not None:
            warnings.showwarning = self._show
        self._show = None
        if _ALWAYS in warnings.filters:
            warnings.filters.remove(_ALWAYS)  # type: ignore[attr-defined]

    def _warned(self, message: Any, _kind: Any, file: Any, line: Any, *rest: Any) -> None:
        if self._may_ask() and not any(rest):
            self._ask("warn", message, str(file), line)
        elif self._show is not None:
            self._show(message, _kind, file, line, *rest)

    def _disable_logging(self, level: int) -> None:
        if self._disable is None:
            self._disable = logging.root.manager.disable
        logging.disable(level or self._disable)
        if not level:
            self._disable = None

    def _handler(self, name: str) -> logging.Handler:
        def emit(record: logging.LogRecord) -> None:
            if self._may_ask():
                self._ask("log", name, _fields(record))

        handler = logging.Handler()
        handler.emit = emit  # type: ignore[method-assign]
        return handler


@dataclass
class _Listened:
    """A logger of the program's as it was, and while the tests have changed theirs of that name."""

    name: str
    handler: logging.Handler

    def __post_init__(self) -> None:
        self._logger = logging.getLogger(self.name)
        self._before = self._state()
        self._taken: list[logging.Handler] | None = None

    def _state(self) -> tuple[int, bool, bool]:
        return self._logger.level, self._logger.propagate, self._logger.disabled

    def listen(self, level: int, propagate: bool, disabled: bool, handled: str) -> None:
        logger, before = self._logger, self._before
        self._set(level or before[0], propagate and before[1], disabled or before[2])
        if handled == "take" and self._taken is None:
            self._taken, logger.handlers = logger.handlers, []
        elif handled != "take":
            self._give_back()
        logger.removeHandler(self.handler)
        if handled:
            logger.addHandler(self.handler)

    def leave(self) -> None:
        self._logger.removeHandler(self.handler)
        self._give_back()
        self._set(*self._before)

    def _set(self, level: int, propagate: bool, disabled: bool) -> None:
        self._logger.setLevel(level)
        self._logger.propagate, self._logger.disabled = propagate, disabled

    def _give_back(self) -> None:
        if self._taken is not None:
            self._logger.handlers, self._taken = self._taken, None


def _fields(record: logging.LogRecord) -> dict[str, Any]:
    error = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
    if error is not None and not record.exc_text:
        record.exc_text = logging.Formatter().formatException(record.exc_info)  # type: ignore[arg-type]
    fields = vars(record)
    told = {name: fields.get(name) for name in _TOLD}
    told |= {name: value for name, value in fields.items() if name not in _USUAL}
    return {**told, "exc_info": error}
