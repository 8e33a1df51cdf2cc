"""Which plain values there are on the channel, how deep and how many in one message."""

import builtins
import datetime
import math
import operator
from collections import Counter, OrderedDict, defaultdict, deque
from decimal import Decimal
from fractions import Fraction
from pathlib import Path, PosixPath, PurePath, PurePosixPath, PureWindowsPath
from typing import Any

DEPTH_MAX = 500
#: Python's recursion limit, beyond the present one, that values of that depth need.
RECURSION = 5 * DEPTH_MAX
NODES_MAX = 4_000_000

#: Types that cross by their name, whichever way.
NAMED_TYPES: dict[str, type] = {
    **{name: value for name, value in vars(builtins).items() if isinstance(value, type)},
    **{
        kind.__name__: kind
        for kind in (
            Counter,
            OrderedDict,
            defaultdict,
            deque,
            datetime.date,
            datetime.datetime,
            datetime.time,
            datetime.timedelta,
            datetime.timezone,
            Decimal,
            Fraction,
            Path,
            PosixPath,
            PurePath,
            PurePosixPath,
            PureWindowsPath,
        )
    },
}

_HARMLESS_BUILTINS = (
    "abs all any ascii bin callable chr divmod format hash hex isinstance issubclass iter len max "
    "min next oct ord pow print repr round sorted sum"
).split()

#: Functions that cross by their name. None of them reaches files, names or code.
NAMED_FUNCTIONS: dict[str, Any] = {
    **{f"builtins.{name}": vars(builtins)[name] for name in _HARMLESS_BUILTINS},
    **{
        f"{module.__name__}.{name}": value
        for module in (operator, math)
        for name, value in vars(module).items()
        if not name.startswith("_") and callable(value) and not isinstance(value, type)
    },
}

#: Subclasses of these bring along their value as a plain one; the first that fits.
VALUE_TYPES = tuple(
    NAMED_TYPES[name]
    for name in (
        "int float complex str bytes tuple frozenset OrderedDict Counter defaultdict deque list "
        "dict set bytearray Decimal Fraction datetime date time timedelta"
    ).split()
)


class CannotCross(Exception):
    """A value that is too large or too deep, in a sentence's end: "is nested too deeply"."""
