"""Warnings and log records of the student's program, for what the tests have set up.

``assertWarns``, ``catch_warnings``, ``assertLogs`` and handlers change the state of ``warnings``
and ``logging`` in the judge's process. While that state is not the usual one, the student's process
(student/reports.py) asks about each warning and each record; the tests' own filters, levels and
handlers decide here what becomes of it. At other times it costs one look before a request.
"""

import functools
import logging
import unittest
import warnings
from collections.abc import Callable
from types import NoneType
from typing import Any

from ..border.channel import Garbled
from ..observe.test_warnings import PROGRAMS_LIBRARY
from ..report.text import clip
from .remote import is_remote

_MAX_TEXT = 4_000
_MAX_EXTRAS = 100

#: Name, level (0 when the student's own counts), propagate, disabled, and what is to become of
#: records: "" nothing, "add" they are told as well, "take" they are told instead.
LoggerState = tuple[str, int, bool, bool, str]
#: Whether warnings are told, the level that logging.disable() was given, and loggers.
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
        self._manager = logging.root.manager
        self._loggers = self._manager.loggerDict
        self._logger_count = len(self._loggers)
        self._usual_loggers = _usual_loggers or set(_loggers())
        self._told: State = _NOTHING

    def is_usual(self) -> bool:
        """Whether there is surely nothing to tell: asked before each request."""
        root = self._root
        return (
            warnings.filters is self._filters
            and warnings.showwarning is self._show
            and len(self._filters) == self._filter_count
            and len(self._loggers) == self._logger_count
            and not root.handlers
            and root.level == _WARNING
            and not self._manager.disable
            and self._told is _NOTHING
        )

    def change(self) -> State | None:
        """What the student's process must learn now; None when it knows."""
        warned = (
            warnings.filters is not self._filters
            or len(self._filters) != self._filter_count
            or warnings.showwarning is not self._show
        )
        loggers = tuple(each for each in _loggers() if each not in self._usual_loggers)
        state: State = (warned, int(self._manager.disable), loggers)
        if state == self._told:
            return None
        self._told = _NOTHING if state == _NOTHING else state
        return state

    def warned(self, own_file: str, *parts: Any) -> None:
        """May raise the warning, where the tests' filters say so. Of no file but the student's own
        is a line ever shown with it."""
        if len(parts) != 3:
            raise Garbled("no warning")
        message, file, line = parts
        if not isinstance(message, Warning) or type(file) is not str or type(line) is not int:
            raise Garbled("no warning")
        file = own_file if file.rpartition("/")[2] == own_file else PROGRAMS_LIBRARY
        registry = self._registries.setdefault(file, {})
        warnings.warn_explicit(message, type(message), file, line, registry=registry)

    def logged(self, *parts: Any) -> None:
        """The name of the logger whose handlers are meant, and what the record has."""
        if len(parts) != 2:
            raise Garbled("no log record")
        place, fields = parts
        if type(place) is not str or type(fields) is not dict:
            raise Garbled("no log record")
        known = logging.root.manager.loggerDict
        logger = logging.root if place == logging.root.name else known.get(place)
        if not isinstance(logger, logging.Logger):
            raise Garbled("a logger that nobody asked about")
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
    # assertLogs puts its handler in the place of all others.
    if any(type(each).__module__ == "unittest._log" for each in logger.handlers):
        handled = "take"
    return (name, level, logger.propagate, logger.disabled, handled)


_TEXTS = ("name", "levelname", "pathname", "funcName", "threadName")
_NUMBERS = {"levelno": int, "lineno": int, "created": float}
_OWN = dict.fromkeys(vars(logging.makeLogRecord({})))


def _record(told: dict[Any, Any]) -> logging.LogRecord:
    """Believed only in its form: attributes of other names are the program's extras."""
    fields: dict[Any, Any] = _OWN | told
    if len(fields) > len(_OWN) + _MAX_EXTRAS or any(
        type(name) is not str or name.startswith("__") or hasattr(logging.LogRecord, name)
        for name in fields
    ):
        raise Garbled("no attribute of a log record")
    kinds = {**dict.fromkeys(_TEXTS, str), **_NUMBERS}
    if any(type(fields[name]) is not kind for name, kind in kinds.items()):
        raise Garbled("no log record")
    error, text = fields["exc_info"], fields["exc_text"]
    if type(fields["args"]) not in (tuple, dict) or type(text) not in (str, NoneType):
        raise Garbled("no log record")
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


#: Noted once, since looking at them takes time in each process that is forked to judge.
_usual_loggers: set[LoggerState] = set()


def note_usual_loggers() -> None:
    """When all is imported, before any test is."""
    _usual_loggers.update(_loggers())


def take_loggers_of_the_program() -> None:
    """Lets ``assertLogs`` take a logger of the student's: the one here of that name is meant."""
    for name in ("assertLogs", "assertNoLogs"):
        setattr(unittest.TestCase, name, _by_name(getattr(unittest.TestCase, name)))


def _by_name(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def asserted(self: unittest.TestCase, logger: Any = None, level: Any = None) -> Any:
        return original(self, logger.name if is_remote(logger) else logger, level)

    return asserted
