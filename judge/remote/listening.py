"""Passes warnings and log records of the student's program to what the tests have set up.

``assertWarns``, ``catch_warnings``, ``assertLogs`` and handlers change the state of ``warnings``
and ``logging`` in the judge's process. While that state is not the usual one, the student's process
(student/warnings_and_logs.py) sends each warning and each log record here, where the tests' own
filters, levels and handlers decide what to do with it. At other times this costs one check before a
request.
"""

import functools
import logging
import unittest
import warnings
from collections.abc import Callable, Container
from types import NoneType
from typing import Any

from ..border.channel import Garbled
from ..common.text import clip
from .proxy_base import is_remote

#: The file of a warning from the student's process that is not about the student's file.
PROGRAMS_LIBRARY = "<elsewhere>"

_MAX_TEXT = 4_000
_MAX_EXTRAS = 100

#: Name, level (0: the student's own level counts), propagate, disabled, and what to do with
#: records: "" nothing, "add" send them as well, "take" send them instead of handling them there.
LoggerState = tuple[str, int, bool, bool, str]
#: Whether to send warnings, the level that logging.disable() got, and loggers.
State = tuple[bool, int, tuple[LoggerState, ...]]


_NOTHING: State = (False, 0, ())
_WARNING = logging.WARNING


class Listening:
    def __init__(self) -> None:
        self._filters = warnings.filters
        self._filter_count = len(self._filters)
        self._show = warnings.showwarning
        self._registries: dict[str, dict[Any, Any]] = {}
        self._root = logging.root
        manager = logging.root.manager
        # Its property of that name is Python code.
        self._disabled = vars(manager)
        self._loggers = manager.loggerDict
        self._logger_count = len(self._loggers)
        self._usual_loggers = _usual_loggers or set(_loggers())
        self._sent: State = _NOTHING

    def is_usual(self) -> bool:
        """Whether there is certainly nothing to send. Called before each request."""
        root = self._root
        return (
            warnings.filters is self._filters
            and warnings.showwarning is self._show
            and len(self._filters) == self._filter_count
            and len(self._loggers) == self._logger_count
            and not root.handlers
            and root.level == _WARNING
            and not self._disabled["_disable"]
            and self._sent is _NOTHING
        )

    def change(self) -> State | None:
        """The state to send to the student's process now; None if it has it already."""
        warned = (
            warnings.filters is not self._filters
            or len(self._filters) != self._filter_count
            or warnings.showwarning is not self._show
        )
        loggers = tuple(each for each in _loggers() if each not in self._usual_loggers)
        state: State = (warned, int(self._disabled["_disable"]), loggers)
        if state == self._sent:
            return None
        self._sent = _NOTHING if state == _NOTHING else state
        return state

    def warned(self, own_files: Container[str], *parts: Any) -> None:
        """Raises the warning if the tests' filters require that. Only the student's own files are
        named, so that Python prints no line of another one."""
        if len(parts) != 3:
            raise Garbled("not a warning")
        message, file, line = parts
        if not isinstance(message, Warning) or type(file) is not str or type(line) is not int:
            raise Garbled("not a warning")
        name = file.rpartition("/")[2]
        file = name if name in own_files else PROGRAMS_LIBRARY
        registry = self._registries.setdefault(file, {})
        warnings.warn_explicit(message, type(message), file, line, registry=registry)

    def logged(self, *parts: Any) -> None:
        """Gets the name of the logger whose handlers should get the record, and its attributes."""
        if len(parts) != 2:
            raise Garbled("not a log record")
        place, fields = parts
        if type(place) is not str or type(fields) is not dict:
            raise Garbled("not a log record")
        known = logging.root.manager.loggerDict
        logger = logging.root if place == logging.root.name else known.get(place)
        if not isinstance(logger, logging.Logger):
            raise Garbled("a logger that is not listened to")
        record = _record(fields)
        source = known.get(record.name)
        if isinstance(source, logging.Logger) and not source.filter(record):
            return
        for handler in list(logger.handlers):
            if record.levelno >= handler.level:
                handler.handle(record)


def _loggers() -> list[LoggerState]:
    named = logging.root.manager.loggerDict.items()
    loggers = [(name, each) for name, each in named if isinstance(each, logging.Logger)]
    states = [_state(name, each, each.level) for name, each in loggers]
    root = logging.root
    level = 0 if root.level == logging.WARNING else root.level
    return [*states, _state(root.name, root, level)]


def _state(name: str, logger: logging.Logger, level: int) -> LoggerState:
    handled = "add" if logger.handlers else ""
    # assertLogs replaces all other handlers by its own.
    if any(type(each).__module__ == "unittest._log" for each in logger.handlers):
        handled = "take"
    return (name, level, logger.propagate, logger.disabled, handled)


_TEXTS = ("name", "levelname", "pathname", "funcName", "threadName")
_NUMBERS = {"levelno": int, "lineno": int, "created": float}
_OWN = dict.fromkeys(vars(logging.makeLogRecord({})))


def _record(content: dict[Any, Any]) -> logging.LogRecord:
    """Checks the types. Attributes with other names are the program's extras."""
    fields: dict[Any, Any] = _OWN | content
    if len(fields) > len(_OWN) + _MAX_EXTRAS or any(
        type(name) is not str or name.startswith("__") or hasattr(logging.LogRecord, name)
        for name in fields
    ):
        raise Garbled("an invalid attribute of a log record")
    kinds = {**dict.fromkeys(_TEXTS, str), **_NUMBERS}
    if any(type(fields[name]) is not kind for name, kind in kinds.items()):
        raise Garbled("not a log record")
    error, text = fields["exc_info"], fields["exc_text"]
    if type(fields["args"]) not in (tuple, dict) or type(text) not in (str, NoneType):
        raise Garbled("not a log record")
    fields["exc_info"] = None
    if isinstance(error, BaseException):
        fields["exc_info"] = (type(error), error, None)
    fields["pathname"] = clip(fields["pathname"], _MAX_TEXT)
    fields["filename"] = fields["pathname"].rpartition("/")[2]
    fields["module"] = fields["filename"].partition(".")[0]
    fields["msecs"] = fields["created"] % 1 * 1000
    fields["relativeCreated"] = 0.0
    made = logging.makeLogRecord({})
    vars(made).update(fields)
    return made


#: Collected once, since that takes time in each process that is forked to grade.
_usual_loggers: set[LoggerState] = set()


def note_usual_loggers() -> None:
    """Called when everything is imported, before any test is."""
    _usual_loggers.update(_loggers())


def accept_program_loggers() -> None:
    """Lets ``assertLogs`` accept a student's logger, which means the one here of the same name."""
    for name in ("assertLogs", "assertNoLogs"):
        setattr(unittest.TestCase, name, _by_name(getattr(unittest.TestCase, name)))


def _by_name(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def asserted(self: unittest.TestCase, logger: Any = None, level: Any = None) -> Any:
        return original(self, logger.name if is_remote(logger) else logger, level)

    return asserted
