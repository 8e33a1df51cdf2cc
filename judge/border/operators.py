"""The special methods by which Python's own syntax and functions reach an object.

Only these cross the border; each is carried out by Python itself in the student's process, so
that reflected operands, fall-backs and default behaviour are Python's.
"""

import copy
import math
import operator
from collections.abc import Callable
from typing import Any

#: Asked of one object: the answer says nothing that the student's code could not say anyway.
UNARY: dict[str, Callable[..., Any]] = {
    "__len__": len,
    "__iter__": iter,
    "__next__": next,
    "__bool__": bool,
    "__hash__": hash,
    "__str__": str,
    "__repr__": repr,
    "__format__": format,
    "__int__": int,
    "__float__": float,
    "__complex__": complex,
    "__bytes__": bytes,
    "__index__": operator.index,
    "__round__": round,
    "__floor__": math.floor,
    "__ceil__": math.ceil,
    "__trunc__": math.trunc,
    "__abs__": abs,
    "__neg__": operator.neg,
    "__pos__": operator.pos,
    "__invert__": operator.invert,
    "__reversed__": reversed,
    "__getitem__": operator.getitem,
    "__setitem__": operator.setitem,
    "__delitem__": operator.delitem,
    "__copy__": copy.copy,
    "__deepcopy__": copy.deepcopy,
    "__enter__": lambda value: type(value).__enter__(value),
    "__exit__": lambda value, error: type(value).__exit__(
        value, error and type(error), error, error and error.__traceback__
    ),
    "__await__": lambda value: type(value).__await__(value),
    "__aiter__": aiter,
    "__anext__": anext,
    "__aenter__": lambda value: type(value).__aenter__(value),
    "__aexit__": lambda value, error: type(value).__aexit__(
        value, error and type(error), error, error and error.__traceback__
    ),
    "__fspath__": lambda value: type(value).__fspath__(value),
}

EQUALITY: dict[str, Callable[..., Any]] = {"__eq__": operator.eq, "__ne__": operator.ne}

ORDER: dict[str, Callable[..., Any]] = {
    "__lt__": operator.lt,
    "__le__": operator.le,
    "__gt__": operator.gt,
    "__ge__": operator.ge,
}

CONTAINS: dict[str, Callable[..., Any]] = {"__contains__": operator.contains}

_ARITHMETIC: dict[str, Callable[..., Any]] = {
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "matmul": operator.matmul,
    "truediv": operator.truediv,
    "floordiv": operator.floordiv,
    "mod": operator.mod,
    "divmod": divmod,
    "pow": pow,
    "lshift": operator.lshift,
    "rshift": operator.rshift,
    "and": operator.and_,
    "xor": operator.xor,
    "or": operator.or_,
}


def _reflected(function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda value, other: function(other, value)


ARITHMETIC: dict[str, Callable[..., Any]] = {
    **{f"__{name}__": function for name, function in _ARITHMETIC.items()},
    **{f"__r{name}__": _reflected(function) for name, function in _ARITHMETIC.items()},
    **{
        f"__i{name}__": vars(operator)[f"__i{name}__"]
        for name in _ARITHMETIC
        if name not in ("divmod",)
    },
}

BINARY = {**EQUALITY, **ORDER, **CONTAINS, **ARITHMETIC}
ALL = {**UNARY, **BINARY}

#: Every object has them, its class need not say so.
UNIVERSAL = frozenset({"__eq__", "__ne__", "__hash__", "__str__", "__repr__", "__format__"})
