"""What an exception has besides its class and arguments: Python's own fields, and notes.

They are read and written directly, even if the exception's class overrides their names.
"""

from collections.abc import Callable
from typing import Any

_MAX_NOTES = 100
_MAX_TEXT = 4_000

#: Without ``AttributeError.obj``: it would be an object, and only Python itself uses it.
_FIELDS: tuple[tuple[type[BaseException], tuple[str, ...]], ...] = (
    (OSError, ("errno", "strerror", "filename", "filename2")),
    (
        SyntaxError,
        ("msg", "filename", "lineno", "offset", "text", "end_lineno", "end_offset"),
    ),
    (ImportError, ("msg", "name", "path")),
    (NameError, ("name",)),
    (AttributeError, ("name",)),
    (StopIteration, ("value",)),
    (SystemExit, ("code",)),
    (UnicodeDecodeError, ("encoding", "object", "start", "end", "reason")),
    (UnicodeEncodeError, ("encoding", "object", "start", "end", "reason")),
    (UnicodeTranslateError, ("object", "start", "end", "reason")),
)
_NO_FIELDS: tuple[type[BaseException], tuple[str, ...]] = (BaseException, ())

_dict_of: Callable[[BaseException], dict[str, Any]] = BaseException.__dict__["__dict__"].__get__
args_of: Callable[[BaseException], tuple[Any, ...]] = BaseException.__dict__["args"].__get__
_set_args: Callable[[BaseException, tuple[Any, ...]], None] = BaseException.__dict__["args"].__set__


def details_of(error: BaseException) -> tuple[dict[str, Any], list[str], bool] | None:
    """Fields that are not None, notes, and whether the context is suppressed; None if the exception
    has nothing of these."""
    fields = {}
    kind, names = _fields_of(type(error))
    for name in names:
        try:
            value = vars(kind)[name].__get__(error)
        except (AttributeError, TypeError):
            continue
        if value is not None:
            fields[name] = value
    notes: Any = _dict_of(error).get("__notes__")
    texts = [each[:_MAX_TEXT] for each in notes if type(each) is str] if type(notes) is list else []
    suppressed = BaseException.__dict__["__suppress_context__"].__get__(error)
    return (fields, texts[:_MAX_NOTES], suppressed) if fields or texts or suppressed else None


def set_details(error: BaseException, details: Any) -> None:
    """Raises TypeError or ValueError for invalid details."""
    if details is None:
        return
    fields, notes, suppressed = details
    kind, names = _fields_of(type(error))
    for name, value in fields.items():
        # An exception can arrive as another one: KeyboardInterrupt as RuntimeError.
        if name in names:
            vars(kind)[name].__set__(error, value)
    if type(notes) is not list or len(notes) > _MAX_NOTES or any(type(n) is not str for n in notes):
        raise TypeError
    if notes:
        _dict_of(error)["__notes__"] = [note[:_MAX_TEXT] for note in notes]
    error.__suppress_context__ = suppressed is True


def bare_exception(kind: type[BaseException], args: tuple[Any, ...]) -> BaseException:
    """Makes an exception without running code of its class."""
    error = kind.__new__(kind)
    _set_args(error, args)
    return error


def _fields_of(kind: type) -> tuple[type[BaseException], tuple[str, ...]]:
    return next((each for each in _FIELDS if issubclass(kind, each[0])), _NO_FIELDS)
