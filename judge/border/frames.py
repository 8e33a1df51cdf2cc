"""Frames, series and indexes of pandas as plain parts, for assignments that preload it.

Only what is made of arrays of numpy crosses (arrays.py); an extension type, such as a category,
or an index of several levels does not.
"""

import sys
from typing import Any


def write_frame(value: Any) -> tuple[Any, ...] | None:
    """A name and parts that are plain or arrays; None for what is none of these."""
    pandas: Any = sys.modules["pandas"]
    kind = type(value)
    if kind is pandas.DataFrame:
        columns = [value.iloc[:, place] for place in range(value.shape[1])]
        if not all(_is_array(each) for each in columns):
            return None
        return ("DataFrame", value.columns, value.index, *(each.to_numpy() for each in columns))
    if kind is pandas.Series and _is_array(value):
        return ("Series", value.name, value.index, value.to_numpy())
    if kind is pandas.RangeIndex:
        return ("RangeIndex", value.name, value.start, value.stop, value.step)
    if kind is pandas.Index and _is_array(value):
        return ("Index", value.name, value.to_numpy())
    if kind is pandas.DatetimeIndex and value.tz is None:
        return ("DatetimeIndex", value.name, value.to_numpy())
    if kind is pandas.Timestamp and value.tz is None:
        return ("Timestamp", value.isoformat())
    if kind is pandas.Timedelta:
        return ("Timedelta", value.isoformat())
    if value is pandas.NaT or value is pandas.NA:
        return ("NaT",) if value is pandas.NaT else ("NA",)
    return None


def _is_array(value: Any) -> bool:
    numpy: Any = sys.modules["numpy"]
    return type(value.to_numpy()) is numpy.ndarray and isinstance(value.dtype, numpy.dtype)


def read_frame(name: Any, *parts: Any) -> Any:
    """Raises ValueError, TypeError or LookupError for what makes none, or where pandas is not."""
    pandas: Any = sys.modules["pandas"]
    if name in ("NaT", "NA"):
        return getattr(pandas, name)
    if name in ("Timestamp", "Timedelta"):
        return getattr(pandas, name)(_text(parts[0]))
    if name == "RangeIndex":
        return pandas.RangeIndex(*(int(each) for each in parts[1:4]), name=parts[0])
    if name in ("Index", "DatetimeIndex"):
        return getattr(pandas, name)(_array(parts[1]), name=parts[0])
    if name == "Series":
        return pandas.Series(_array(parts[2]), index=_index(parts[1]), name=parts[0], copy=True)
    if name == "DataFrame":
        columns, index = _index(parts[0]), _index(parts[1])
        made = pandas.DataFrame(dict(enumerate(map(_array, parts[2:]))), index=index, copy=True)
        made.columns = columns
        return made
    raise ValueError("nothing of pandas")


def _text(value: Any) -> str:
    if type(value) is not str or len(value) > 100:
        raise TypeError
    return value


def _array(value: Any) -> Any:
    if type(value) is not sys.modules["numpy"].ndarray or value.ndim != 1:
        raise TypeError
    return value


def _index(value: Any) -> Any:
    if not isinstance(value, sys.modules["pandas"].Index):
        raise TypeError
    return value
