"""Classes of Python's library that a student's class extends, such as Enum or ABC.

Their code must not run on proxies, so a mirror does not extend them. ``isinstance`` and
``issubclass`` nevertheless return that it does.
"""

import enum
from abc import ABCMeta
from typing import Any

from ..border.plain import VALUE_TYPES


def plain_bases(library: list[Any], usable: list[Any]) -> list[Any]:
    """The plain types that library bases extend: int, for IntEnum."""
    plain = [
        next((each for each in VALUE_TYPES if issubclass(base, each)), None)
        for base in library
        if isinstance(base, type)
    ]
    return [each for each in dict.fromkeys(plain) if each is not None and each not in usable]


def is_abstract(meta: Any, bases: list[Any]) -> bool:
    """Whether a mirror's class must be a subclass of ABCMeta."""
    if isinstance(meta, type) and _is_subclass(ABCMeta, meta):
        return True
    return any(issubclass(type(base), ABCMeta) for base in bases)


def register_library_bases(mirror: Any, library: list[Any]) -> None:
    """Must be called before the mirror is used."""
    if library:
        _library_bases_of[mirror] = library
    for base in library:
        if issubclass(type(base), ABCMeta):
            base.register(mirror)
        elif issubclass(type(base), enum.EnumMeta):
            _extend_enum_checks()


#: What mirrors would extend, by mirror.
_library_bases_of: dict[Any, list[Any]] = {}


def _extend_enum_checks() -> None:
    kind: Any = enum.EnumMeta
    if "__subclasscheck__" not in vars(kind):
        kind.__subclasscheck__ = _is_subclass
        kind.__instancecheck__ = lambda cls, value: _is_subclass(cls, type(value))


def _is_subclass(cls: Any, kind: Any) -> bool:
    if type.__subclasscheck__(cls, kind):
        return True
    return any(
        type.__subclasscheck__(cls, base)
        for each in (type.__getattribute__(kind, "__mro__") if isinstance(kind, type) else ())
        for base in _library_bases_of.get(each, ())
    )
