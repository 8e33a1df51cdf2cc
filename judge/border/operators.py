"""The special methods that Python's syntax and built-in functions call on an object.

Only these cross the border. Python itself calls each of them in the student's process, so that
reflected operands, fallbacks and defaults work as usual.
"""

import builtins
import copy
import math
import operator
from collections.abc import Callable
from types import ModuleType
from typing import Any


def _of(owner: ModuleType, names: str) -> dict[str, Callable[..., Any]]:
    """Functions of a module that are named like the special methods that they call."""
    return {f"__{name}__": vars(owner)[name] for name in names.split()}


#: With one operand: always allowed, since the result is the student's own code's in any case.
UNARY: dict[str, Callable[..., Any]] = {
    **_of(builtins, "len iter next bool hash str repr format int float complex bytes round abs"),
    **_of(builtins, "reversed aiter anext"),
    **_of(math, "floor ceil trunc"),
    **_of(operator, "index neg pos invert getitem setitem delitem"),
    **_of(copy, "copy deepcopy"),
    "__enter__": lambda value: type(value).__enter__(value),
    "__exit__": lambda value, error: type(value).__exit__(
        value, error and type(error), error, error and error.__traceback__
    ),
    "__await__": lambda value: type(value).__await__(value),
    "__aenter__": lambda value: type(value).__aenter__(value),
    "__aexit__": lambda value, error: type(value).__aexit__(
        value, error and type(error), error, error and error.__traceback__
    ),
    "__fspath__": lambda value: type(value).__fspath__(value),
}

EQUALITY = _of(operator, "eq ne")
ORDER = _of(operator, "lt le gt ge")
CONTAINS: dict[str, Callable[..., Any]] = {"__contains__": operator.contains}

_IN_PLACE = "add sub mul matmul truediv floordiv mod pow lshift rshift and xor or".split()
_ARITHMETIC: dict[str, Callable[..., Any]] = {
    **{name: vars(operator)[f"__{name}__"] for name in _IN_PLACE},
    "divmod": divmod,
    # Unlike the operator's, it has a third argument.
    "pow": pow,
}


def _reflected(function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda value, other: function(other, value)


ARITHMETIC: dict[str, Callable[..., Any]] = {
    **{f"__{name}__": function for name, function in _ARITHMETIC.items()},
    **{f"__r{name}__": _reflected(function) for name, function in _ARITHMETIC.items()},
    **{f"__i{name}__": vars(operator)[f"__i{name}__"] for name in _IN_PLACE},
}

BINARY = {**EQUALITY, **ORDER, **CONTAINS, **ARITHMETIC}
ALL = {**UNARY, **BINARY}

#: Every object has these, even if its class does not define them.
UNIVERSAL = frozenset({"__eq__", "__ne__", "__hash__", "__str__", "__repr__", "__format__"})
