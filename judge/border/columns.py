"""Columns of pandas: a numpy array, or the parts of an extension array.

The parts are a tuple that starts with a name:

    category (codes, categories, ordered)     zone (time zone, times in UTC)
    period (frequency, ordinals)              interval (left, right, closed)
    masked (class, values, mask)              string (dtype, storage, texts)
"""

import re
import sys
from collections.abc import Callable
from typing import Any

from .plain import CannotCross

FREQUENCY = re.compile(r"[A-Za-z0-9-]{1,30}")
TIME_ZONE = re.compile(r"(?!dateutil)[A-Za-z0-9_+:-]+(/[A-Za-z0-9_+-]+){0,3}")


def write_column(value: Any) -> Any:
    """Writes a series, an index or an extension array. Raises CannotCross."""
    pandas: Any = sys.modules["pandas"]
    numpy: Any = sys.modules["numpy"]
    dtype = value.dtype
    if isinstance(dtype, numpy.dtype):
        return value.to_numpy()
    array = getattr(value, "array", value)
    if isinstance(dtype, pandas.CategoricalDtype):
        return ("category", numpy.array(array.codes), dtype.categories, bool(dtype.ordered))
    if isinstance(dtype, pandas.DatetimeTZDtype):
        plain = pandas.DatetimeIndex(array).tz_convert("UTC").tz_localize(None)
        return ("zone", checked(TIME_ZONE, str(dtype.tz)), plain.to_numpy())
    if isinstance(dtype, pandas.PeriodDtype):
        ordinals = numpy.array(array.astype("int64"))
        return ("period", checked(FREQUENCY, pandas.PeriodIndex(array).freqstr), ordinals)
    if isinstance(dtype, pandas.IntervalDtype):
        return ("interval", array.left, array.right, array.closed)
    if isinstance(dtype, pandas.StringDtype):
        texts = array.to_numpy(dtype=object, na_value=None)
        return ("string", str(dtype), dtype.storage, texts)
    if type(array).__name__ in _MASKED and hasattr(dtype, "numpy_dtype"):
        values = array.to_numpy(dtype=dtype.numpy_dtype, na_value=dtype.numpy_dtype.type(0))
        return ("masked", type(array).__name__, values, numpy.array(array.isna()))
    raise CannotCross(f"has a column of the type {dtype}, which cannot be passed on")


_MASKED = frozenset({"IntegerArray", "FloatingArray", "BooleanArray"})


def read_column(content: Any) -> Any:
    """Raises what numpy and pandas raise for invalid content."""
    if type(content) is tuple:
        return _READERS[content[0]](sys.modules["pandas"], *content[1:])
    return _flat(content)


def _read_zone(pandas: Any, zone: Any, times: Any) -> Any:
    made = pandas.DatetimeIndex(_flat(times)).tz_localize("UTC")
    return made.tz_convert(checked(TIME_ZONE, zone)).array


def _read_category(pandas: Any, codes: Any, categories: Any, ordered: Any) -> Any:
    return pandas.Categorical.from_codes(_flat(codes), categories, ordered=ordered is True)


def _read_string(pandas: Any, dtype: Any, storage: Any, texts: Any) -> Any:
    if storage not in ("python", "pyarrow"):
        raise ValueError
    kind = "str" if dtype == "str" else pandas.StringDtype(storage)
    return pandas.array(_flat(texts), dtype=kind)


def _read_masked(pandas: Any, name: Any, values: Any, mask: Any) -> Any:
    if name not in _MASKED:
        raise ValueError
    return getattr(pandas.arrays, name)(_flat(values).copy(), _flat(mask).copy())


_READERS: dict[Any, Callable[..., Any]] = {
    "category": _read_category,
    "zone": _read_zone,
    "period": lambda pandas, frequency, ordinals: pandas.arrays.PeriodArray(
        _flat(ordinals).copy(), dtype=pandas.PeriodDtype(checked(FREQUENCY, frequency))
    ),
    "interval": lambda pandas, left, right, closed: pandas.arrays.IntervalArray.from_arrays(
        left, right, closed=closed
    ),
    "string": _read_string,
    "masked": _read_masked,
}


def checked(pattern: re.Pattern[str], value: Any) -> str:
    if type(value) is not str or not pattern.fullmatch(value):
        raise CannotCross("has a time zone or a frequency with an unusual name")
    return value


def _flat(value: Any) -> Any:
    if type(value) is not sys.modules["numpy"].ndarray or value.ndim != 1:
        raise TypeError
    return value
