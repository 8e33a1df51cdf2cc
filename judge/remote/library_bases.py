"""Classes of Python's library among the bases of a student's class, such as Enum or ABC.

Their own code must not run on proxies, so a mirror does not extend them; yet ``isinstance`` and
``issubclass`` find that it does.
"""

import enum
from abc import ABCMeta
from typing import Any

from ..border.plain import VALUE_TYPES


def plain_bases(library: list[Any], usable: list[Any]) -> list[Any]:
    """The plain types that bases of the library are subclasses of: int, for IntEnum."""
    plain = [
        next((each for each in VALUE_TYPES if issubclass(base, each)), None)
        for base in library
        if isinstance(base, type)
    ]
    return [each for each in dict.fromkeys(plain) if each is not None and each not in usable]


def is_abstract(meta: Any, bases: list[Any]) -> bool:
    """Whether a mirror's class must be a subclass of ABCMeta."""
    if isinstance(meta, type) and _is_heir(ABCMeta, meta):
        return True
    return any(issubclass(type(base), ABCMeta) for base in bases)


def become_heir(mirror: Any, library: list[Any]) -> None:
    """To be called before anything is asked of the mirror."""
    if library:
        _heirs[mirror] = library
    for base in library:
        if issubclass(type(base), ABCMeta):
            base.register(mirror)
        elif issubclass(type(base), enum.EnumMeta):
            _let_enums_know()


#: What mirrors would extend.
_heirs: dict[Any, list[Any]] = {}


def _let_enums_know() -> None:
    kind: Any = enum.EnumMeta
    if "__subclasscheck__" not in vars(kind):
        kind.__subclasscheck__ = _is_heir
        kind.__instancecheck__ = lambda cls, value: _is_heir(cls, type(value))


def _is_heir(cls: Any, kind: Any) -> bool:
    if type.__subclasscheck__(cls, kind):
        return True
    return any(
        type.__subclasscheck__(cls, base)
        for each in (type.__getattribute__(kind, "__mro__") if isinstance(kind, type) else ())
        for base in _heirs.get(each, ())
    )
