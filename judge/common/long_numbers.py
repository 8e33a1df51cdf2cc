"""Representations of integers that are too long for Python's ``repr``, also in containers."""

import math
import sys
from collections.abc import Iterable
from typing import Any, cast

_SHOWN_DIGITS = 10
# Computing the first digits of a longer number would take too long.
_MAX_EXACT_BITS = 400_000
_MAX_ITEMS = 50
_MAX_DEPTH = 8

_BRACKETS = {list: "[]", tuple: "()", set: "{}", frozenset: ("frozenset({", "})")}


def repr_with_long_numbers(value: Any) -> str | None:
    """``[1, 1000000000…0000000001 (5001 digits)]``; None if the value is not a built-in one that
    contains such a number."""
    return _shown(value, 0) if _has_long(value, 0) else None


def _has_long(value: Any, depth: int) -> bool:
    kind = type(value)
    if kind is int:
        return _is_long(value)
    if depth > _MAX_DEPTH:
        return False
    if kind is dict:
        pairs = cast(dict[Any, Any], value).items()
        return any(_has_long(each, depth + 1) for pair in pairs for each in pair)
    return kind in _BRACKETS and any(_has_long(each, depth + 1) for each in value)


def _is_long(value: int) -> bool:
    max_digits = sys.get_int_max_str_digits()
    return bool(max_digits) and value.bit_length() > max_digits * math.log2(10) - 4


def _shown(value: Any, depth: int) -> str:
    kind = type(value)
    if kind is int:
        return _number(value) if _is_long(value) else repr(value)
    if depth > _MAX_DEPTH:
        return "…"
    if kind is dict:
        pairs = cast(dict[Any, Any], value).items()
        return "{" + _joined(f"{_shown(k, depth)}: {_shown(v, depth + 1)}" for k, v in pairs) + "}"
    if kind in _BRACKETS and value:
        opening, closing = _BRACKETS[kind]
        comma = "," if kind is tuple and len(value) == 1 else ""
        return f"{opening}{_joined(_shown(each, depth + 1) for each in value)}{comma}{closing}"
    try:
        return str.__str__(repr(value))
    except MemoryError:
        raise
    except BaseException:
        return "…"


def _joined(parts: Iterable[str]) -> str:
    shown: list[str] = []
    for part in parts:
        if len(shown) == _MAX_ITEMS:
            return ", ".join([*shown, "…"])
        shown.append(part)
    return ", ".join(shown)


def _number(value: int) -> str:
    sign, value = ("-", -value) if value < 0 else ("", value)
    last = value % 10**_SHOWN_DIGITS
    digits = int(value.bit_length() * math.log10(2))
    if value.bit_length() > _MAX_EXACT_BITS:
        return f"{sign}…{last:0{_SHOWN_DIGITS}} (about {digits} digits)"
    # The estimate can be off by one.
    first = value // 10 ** (digits - _SHOWN_DIGITS)
    more = len(str(first)) - _SHOWN_DIGITS
    first //= 10**more
    return f"{sign}{first}…{last:0{_SHOWN_DIGITS}} ({digits + more} digits)"
