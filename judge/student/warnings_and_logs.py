"""Sends warnings and log records of the program to the judge while its tests listen.

The judge sends what they listen to (remote/listening.py). At all other times warnings and records
stay here, and cost nothing. The program's own settings still apply: a warning that it ignores or
catches, and a record below its logger's level, is not sent.
"""

import logging
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

_ALWAYS = ("always", None, Warning, None, 0)
_SENT = (
    "name levelno levelname msg args pathname lineno funcName created threadName exc_text "
    "stack_info"
).split()
_USUAL = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class WarningsAndLogs:
    """``call_judge`` makes a callback, which is possible only while ``may_call_judge``."""

    def __init__(self, call_judge: Callable[..., Any], may_call_judge: Callable[[], bool]) -> None:
        self._call_judge = call_judge
        self._may_call_judge = may_call_judge
        self._show: Callable[..., Any] | None = None
        self._loggers: dict[str, _ObservedLogger] = {}
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
                self._loggers[name] = _ObservedLogger(name, self._handler(name))
            self._loggers[name].listen(*state)

    def _listen_to_warnings(self) -> None:
        self._show = warnings.showwarning
        warnings.showwarning = self._warned  # type: ignore[assignment]
        # Takes precedence over the program's own filters, as in the tests' process.
        warnings.simplefilter("always")

    def _leave_warnings(self) -> None:
        if warnings.showwarning == self._warned and self._show is not None:
            warnings.showwarning = self._show
        self._show = None
        if _ALWAYS in warnings.filters:
            warnings.filters.remove(_ALWAYS)  # type: ignore[attr-defined]

    def _warned(self, message: Any, _kind: Any, file: Any, line: Any, *rest: Any) -> None:
        if self._may_call_judge() and not any(rest):
            self._call_judge("warn", message, str(file), line)
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
            if self._may_call_judge():
                self._call_judge("log", name, _fields(record))

        handler = logging.Handler()
        handler.emit = emit  # type: ignore[method-assign]
        return handler


@dataclass
class _ObservedLogger:
    """A logger of the program, while the tests have changed theirs of that name."""

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
            self._restore_handlers()
        logger.removeHandler(self.handler)
        if handled:
            logger.addHandler(self.handler)

    def leave(self) -> None:
        self._logger.removeHandler(self.handler)
        self._restore_handlers()
        self._set(*self._before)

    def _set(self, level: int, propagate: bool, disabled: bool) -> None:
        self._logger.setLevel(level)
        self._logger.propagate, self._logger.disabled = propagate, disabled

    def _restore_handlers(self) -> None:
        if self._taken is not None:
            self._logger.handlers, self._taken = self._taken, None


def _fields(record: logging.LogRecord) -> dict[str, Any]:
    error = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
    if error is not None and not record.exc_text:
        record.exc_text = logging.Formatter().formatException(record.exc_info)  # type: ignore[arg-type]
    fields = vars(record)
    sent = {name: fields.get(name) for name in _SENT}
    sent |= {name: value for name, value in fields.items() if name not in _USUAL}
    return {**sent, "exc_info": error}
