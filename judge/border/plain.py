"""The types of plain values on the channel, and limits on depth and number in one message."""

import builtins
import datetime
import math
import operator
from collections import Counter, OrderedDict, defaultdict, deque
from decimal import Decimal
from fractions import Fraction
from pathlib import Path, PosixPath, PurePath, PurePosixPath, PureWindowsPath
from typing import Any

MAX_DEPTH = 500
#: How much values of that depth add to the recursion limit that is needed.
RECURSION = 5 * MAX_DEPTH
MAX_NODES = 4_000_000

#: Types that cross by name, in both directions.
NAMED_TYPES: dict[str, type] = {
    **{name: value for name, value in vars(builtins).items() if isinstance(value, type)},
    **{
        kind.__name__: kind
        for kind in (
            *(Counter, OrderedDict, defaultdict, deque, Decimal, Fraction),
            *(datetime.date, datetime.datetime, datetime.time, datetime.timedelta),
            *(datetime.timezone, Path, PosixPath, PurePath, PurePosixPath, PureWindowsPath),
        )
    },
}

_HARMLESS_BUILTINS = (
    "abs all any ascii bin callable chr divmod format hash hex isinstance issubclass iter len max "
    "min next oct ord pow print repr round sorted sum"
).split()

#: Functions that cross by name. None of them can access files, names or code.
NAMED_FUNCTIONS: dict[str, Any] = {
    **{f"builtins.{name}": vars(builtins)[name] for name in _HARMLESS_BUILTINS},
    **{
        f"{module.__name__}.{name}": value
        for module in (operator, math)
        for name, value in vars(module).items()
        if not name.startswith("_") and callable(value) and not isinstance(value, type)
    },
}

#: A value of a subclass of one of these crosses with its plain value: the first that matches.
VALUE_TYPES = tuple(
    NAMED_TYPES[name]
    for name in (
        "int float complex str bytes tuple frozenset OrderedDict Counter defaultdict deque list "
        "dict set bytearray Decimal Fraction datetime date time timedelta"
    ).split()
)


class CannotCross(Exception):
    """A value is too large or too deep. The message ends a sentence: "is nested too deeply"."""
