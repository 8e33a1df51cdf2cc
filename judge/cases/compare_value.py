"""Whether a value of the student's program equals the plain value that a case expects.

None of the student's code takes part: a value of a subclass is converted to Python's exact built-in
type by that type's own methods; any other object equals nothing.
"""

import sys
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any, cast

_MAX_DEPTH = 200
_MAX_NODES = 1_000_000


class NotPlain(Exception):
    """The value is not plain data."""


def equals(value: object, expected: object) -> bool:
    """``expected`` is plain: numbers, text, bytes, booleans, None, and containers of them."""
    try:
        return bool(_Plain().of(value, 0) == expected)
    except (NotPlain, RecursionError, TypeError):
        # TypeError: the converted value can't be a member of a set.
        return False


class _Plain:
    """A copy in exact built-in types, bounded in depth and size."""

    def __init__(self) -> None:
        self._nodes = 0

    def of(self, value: Any, depth: int) -> Any:
        self._nodes += 1
        if depth > _MAX_DEPTH or self._nodes > _MAX_NODES:
            raise NotPlain
        if value is None:
            return None
        kind = type(value)
        for base, copy in _LEAVES:
            if issubclass(kind, base):
                return value if kind is base else copy(value)
        for base in _CONTAINERS:
            if issubclass(kind, base):
                return base(self.of(each, depth + 1) for each in base.__iter__(value))
        if issubclass(kind, dict):
            pairs = _DICT.items(value)
            return {self.of(key, depth + 1): self.of(each, depth + 1) for key, each in pairs}
        if kind in _SET_VIEWS:
            return {self.of(each, depth + 1) for each in value}
        return self._of_numpy(value)

    def _of_numpy(self, value: object) -> Any:
        """A number of numpy. Its arrays do not equal lists, as in Python."""
        generic: Any = getattr(sys.modules.get("numpy"), "generic", None)
        if generic is None or not isinstance(value, generic):
            raise NotPlain
        return generic.item(value)


def _of_fraction(value: Any) -> Fraction:
    parts = value._numerator, value._denominator
    if any(type(part) is not int for part in parts):
        raise NotPlain
    return Fraction(*parts)


# bool before int, whose subclass it is.
_LEAVES: tuple[tuple[type, Callable[[Any], Any]], ...] = (
    (bool, bool),
    (int, int.__int__),
    (float, float.__float__),
    (complex, lambda value: complex(complex.__pos__(value))),
    (str, str.__str__),
    (bytes, lambda value: bytes(bytes.__iter__(value))),
    (Decimal, lambda value: Decimal(cast(Any, Decimal.as_tuple(value)))),
    (Fraction, _of_fraction),
)
_EMPTY: dict[Any, Any] = {}
# Unlike keys and items, the values() of a dictionary equal nothing.
_SET_VIEWS = (type(_EMPTY.keys()), type(_EMPTY.items()))
_CONTAINERS: tuple[Any, ...] = (list, tuple, set, frozenset, bytearray)
_DICT: Any = dict
