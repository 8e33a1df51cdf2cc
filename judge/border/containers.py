"""Mutable values: detects changes, and makes one equal to another in place."""

import operator
import sys
from collections import Counter, OrderedDict, defaultdict, deque
from importlib import import_module
from typing import Any

from .channel import Garbled

MUTABLE_TYPES = (list, dict, set, bytearray, Counter, OrderedDict, defaultdict, deque)


def imported(name: str) -> Any:
    """The library that makes a value. A program may use one that its tests do not import.

    Raises ValueError if it is not installed.
    """
    try:
        return sys.modules.get(name) or import_module(name)
    except ImportError as error:
        raise ValueError(f"no {name} here") from error


def is_array(value: Any) -> bool:
    return "numpy" in sys.modules and type(value) is sys.modules["numpy"].ndarray


def is_frame(value: Any) -> bool:
    pandas: Any = sys.modules.get("pandas")
    return pandas is not None and type(value) in (pandas.DataFrame, pandas.Series)


def snapshot(container: Any) -> Any:
    """A copy with which same() can detect later changes of the container."""
    if isinstance(container, dict):
        return [part for item in dict.items(container) for part in item]
    if isinstance(container, bytearray):
        return bytes(container)
    if is_array(container) or is_frame(container):
        return container.copy()
    return list(container)


def same(before: Any, container: Any) -> bool:
    """Compares items by identity, so that none of their code runs."""
    if is_frame(container):
        labels = zip(_labels(before), _labels(container), strict=True)
        return before.equals(container) and all(one.identical(other) for one, other in labels)
    if is_array(container):
        return (
            before.dtype == container.dtype
            and before.shape == container.shape
            and before.tobytes() == container.tobytes()
        )
    after = snapshot(container)
    if isinstance(after, bytes):
        return before == after
    return len(before) == len(after) and all(map(operator.is_, before, after))


def _labels(frame: Any) -> list[Any]:
    pandas: Any = sys.modules["pandas"]
    name = [pandas.Index([frame.name])] if type(frame) is pandas.Series else []
    return [*frame.axes, *name]


def replace_content(container: Any, content: Any) -> None:
    """Makes a mutable value equal to another of its type, in place. Raises Garbled."""
    if type(container) is not type(content):
        raise Garbled("a container of another type")
    if isinstance(container, (list, bytearray)):
        container[:] = content
    elif is_array(container):
        if container.shape != content.shape or container.dtype != content.dtype:
            raise Garbled("an array of another shape")
        container[...] = content
    elif is_frame(container):
        # Initialises the frame again, with the other's content.
        initialise: Any = type(container).__init__
        initialise(container, content, copy=True)
    else:
        container.clear()
        if isinstance(container, deque):
            container.extend(content)
        elif isinstance(container, set):
            container.update(content)
        else:
            dict.update(container, content)
