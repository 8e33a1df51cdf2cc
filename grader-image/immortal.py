"""Makes all objects of the warm interpreter immortal: nobody counts references to them any more.

A process of a grading gets a copy of each page that it writes to first, and most writes only count
references to objects of the warm interpreter. From version 3.12 on, Python does not count those of
an object whose count has a special value, such as that of None. So these objects are given it. None
of them is ever freed, which matters neither to the supervisor, which makes no others that stay, nor
to a process of a grading, which ends soon.

This only improves speed. It writes to Python's memory, so it is done only with versions and builds
on which it was tested, and after a trial with objects of the most frequent types.
"""

import ctypes
import gc
import platform
import sys
from collections.abc import Iterable
from types import CodeType
from typing import Any

_VERSIONS = ((3, 12), (3, 13))

# An object starts with its count, of which 32 bits tell whether it is immortal, and its type.
_HEAD_BYTES, _TYPE_OFFSET = 16, 8
_count_at = ctypes.c_uint32.from_address
_type_at = ctypes.c_void_p.from_address


def make_heap_immortal() -> bool:
    """Call it when everything that is not needed has been freed. Returns whether it was done."""
    if not _is_tested_python() or not all(map(_survives, _samples())):
        return False
    count = _immortal_count()
    reached = _all_objects()
    for address in reached:
        _count_at(address).value = count
    return True


def _is_tested_python() -> bool:
    return (
        platform.python_implementation() == "CPython"
        and sys.version_info[:2] in _VERSIONS
        and sys.byteorder == "little"
        and object.__basicsize__ == _HEAD_BYTES
        and ctypes.sizeof(ctypes.c_void_p) == _HEAD_BYTES - _TYPE_OFFSET
        # Builds for debugging, and those without a lock for the interpreter.
        and not hasattr(sys, "gettotalrefcount")
        and getattr(sys, "_is_gil_enabled", lambda: True)()
        and _count_at(id(...)).value == _immortal_count() == sys.getrefcount(None)
    )


def _immortal_count() -> int:
    return _count_at(id(None)).value


def _samples() -> list[Any]:
    """New objects."""
    kind = type("Kind", (), {"method": lambda self: self})
    text = "".join(["sam", "ple"])
    code = compile("1 + 1", text, "eval")
    numbers = [10.0**3, 10**30]
    return [kind, kind(), vars(kind)["method"], text, code, (text,), [text], {text: 1}, *numbers]


def _survives(sample: Any) -> bool:
    """Whether references to a new object are counted, and no longer are once it is immortal."""
    address = id(sample)
    if _type_at(address + _TYPE_OFFSET).value != id(type(sample)):
        return False
    before = _count_at(address).value
    holders = [sample] * 3
    counted = _count_at(address).value
    if before != counted - len(holders) or counted != sys.getrefcount(sample) - 1:
        return False
    count = _count_at(address).value = _immortal_count()
    holders.append(sample)
    added = _count_at(address).value
    holders.clear()
    return added == count == _count_at(address).value


def _all_objects() -> dict[int, Any]:
    """By address, apart from those that are made here."""
    gc.unfreeze()
    left = gc.get_objects()
    found: dict[int, Any] = {}
    while left:
        new = {id(each): each for each in left if id(each) not in found}
        found.update(new)
        left = gc.get_referents(*new.values())
        for each in new.values():
            left += _unvisited_parts(each)
    return found


def _unvisited_parts(value: Any) -> Iterable[Any]:
    """What the garbage collector does not look at, because it can't be part of a circle."""
    if type(value) is dict:
        return value
    if type(value) is CodeType:
        return (value.co_consts, value.co_names, value.co_name, value.co_qualname)
    return ()
