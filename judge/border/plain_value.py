"""Converts a value of a subclass of a plain type to exactly that type."""

from typing import Any

from .containers import MUTABLE_TYPES
from .plain import VALUE_TYPES

_DATE_FIELDS = ("year", "month", "day")
_TIME_FIELDS = ("hour", "minute", "second", "microsecond", "tzinfo")


def plain_base(value: Any) -> Any:
    """The value of a subclass of a plain type, as exactly that type; None for other values."""
    for plain in VALUE_TYPES:
        if isinstance(value, plain):
            return _plain(value, plain)
    return None


def _plain(value: Any, plain: type) -> Any:
    if plain in MUTABLE_TYPES or plain in (tuple, frozenset):
        if issubclass(plain, dict):
            made = plain()
            dict.update(made, dict.items(value))
            return made
        return plain(plain.__iter__(value))  # type: ignore[attr-defined]
    if plain.__module__ == "datetime":
        return _plain_time(value, plain)
    if plain.__name__ == "Fraction":
        return plain(value.numerator, value.denominator)
    if plain.__name__ == "Decimal":
        return plain(value)
    convert = {int: int.__int__, float: float.__float__, str: str.__str__}.get(plain)
    if convert is not None:
        return convert(value)
    return plain.__add__(value, plain())  # type: ignore[attr-defined, operator]


def _plain_time(value: Any, plain: type) -> Any:
    if plain.__name__ == "timedelta":
        return plain(value.days, value.seconds, value.microseconds)
    if plain.__name__ == "date":
        return plain(*(getattr(value, name) for name in _DATE_FIELDS))
    fields = _DATE_FIELDS + _TIME_FIELDS if plain.__name__ == "datetime" else _TIME_FIELDS
    return plain(*(getattr(value, name) for name in fields), fold=value.fold)
