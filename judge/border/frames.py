"""Frames, series, indexes and scalars of pandas as plain parts.

Uses only public functions that pandas 1.5, 2 and 3 have in common.
"""

import sys
from collections.abc import Callable
from typing import Any

from .columns import FREQUENCY, TIME_ZONE, checked, read_column, write_column
from .containers import imported


def write_frame(value: Any) -> tuple[Any, ...] | None:
    """A name and its parts: plain values, arrays, or pandas values. None for a value that pandas
    did not make. Raises CannotCross for a column of an unsupported type."""
    pandas: Any = sys.modules["pandas"]
    kind = type(value)
    if kind is pandas.DataFrame:
        columns = (value.iloc[:, place] for place in range(value.shape[1]))
        return ("DataFrame", value.columns, value.index, *map(write_column, columns))
    if kind is pandas.Series:
        return ("Series", value.name, value.index, write_column(value))
    if isinstance(value, pandas.Index):
        return _write_index(value, pandas)
    if kind is pandas.Timestamp:
        zone = None if value.tz is None else checked(TIME_ZONE, str(value.tz))
        return ("Timestamp", value.isoformat(), zone)
    if kind is pandas.Timedelta:
        return ("Timedelta", value.isoformat())
    if kind is pandas.Period:
        return ("Period", value.ordinal, value.freqstr)
    if kind is pandas.Interval:
        return ("Interval", value.left, value.right, value.closed)
    if value is pandas.NaT or value is pandas.NA:
        return ("NaT",) if value is pandas.NaT else ("NA",)
    if isinstance(value, pandas.api.extensions.ExtensionArray):
        return ("array", write_column(value))
    return None


def _write_index(value: Any, pandas: Any) -> tuple[Any, ...] | None:
    kind = type(value)
    if kind is pandas.RangeIndex:
        return ("RangeIndex", value.name, value.start, value.stop, value.step)
    if kind is pandas.MultiIndex:
        codes = [_array_of(each) for each in value.codes]
        return ("MultiIndex", list(value.names), list(value.levels), codes)
    if not kind.__module__.startswith("pandas."):
        return None
    frequency = getattr(value, "freqstr", None) if kind is not pandas.PeriodIndex else None
    return ("Index", value.name, write_column(value), frequency)


def _array_of(codes: Any) -> Any:
    return sys.modules["numpy"].array(codes)


def read_frame(name: Any, *parts: Any) -> Any:
    """Raises ValueError for invalid parts, or if pandas is not installed."""
    try:
        return _READERS[name](imported("pandas"), *parts)
    except Exception as error:
        raise ValueError("not a pandas value") from error


def _read_data_frame(pandas: Any, columns: Any, index: Any, *contents: Any) -> Any:
    data = dict(enumerate(map(read_column, contents)))
    made = pandas.DataFrame(data, index=_index(index), copy=True)
    made.columns = _index(columns)
    return made


def _read_series(pandas: Any, name: Any, index: Any, content: Any) -> Any:
    return pandas.Series(read_column(content), index=_index(index), name=name, copy=True)


def _read_range(pandas: Any, name: Any, *limits: Any) -> Any:
    return pandas.RangeIndex(*(int(each) for each in limits), name=name)


def _read_index(pandas: Any, name: Any, content: Any, frequency: Any) -> Any:
    column = read_column(content)
    plain = getattr(column.dtype, "kind", None) == "O" and not isinstance(content, tuple)
    dtype = {"dtype": object} if plain else {}
    made = pandas.Index(column, name=name, tupleize_cols=False, **dtype)
    if frequency is None:
        return made
    return type(made)(made, freq=checked(FREQUENCY, frequency), name=name)


def _read_levels(pandas: Any, names: Any, levels: Any, codes: Any) -> Any:
    return pandas.MultiIndex([_index(each) for each in levels], codes, names=names)


def _read_timestamp(pandas: Any, text: Any, zone: Any) -> Any:
    made = pandas.Timestamp(_text(text))
    return made if zone is None else made.tz_convert(checked(TIME_ZONE, zone))


_READERS: dict[str, Callable[..., Any]] = {
    "DataFrame": _read_data_frame,
    "Series": _read_series,
    "RangeIndex": _read_range,
    "MultiIndex": _read_levels,
    "Index": _read_index,
    "Timestamp": _read_timestamp,
    "Timedelta": lambda pandas, text: pandas.Timedelta(_text(text)),
    "Period": lambda pandas, ordinal, frequency: pandas.Period(
        ordinal=int(ordinal), freq=checked(FREQUENCY, frequency)
    ),
    "Interval": lambda pandas, left, right, closed: pandas.Interval(left, right, closed),
    "NaT": lambda pandas: pandas.NaT,
    "NA": lambda pandas: pandas.NA,
    "array": lambda _, content: read_column(content),
}


def _text(value: Any) -> str:
    if type(value) is not str or len(value) > 100:
        raise TypeError
    return value


def _index(value: Any) -> Any:
    if not isinstance(value, sys.modules["pandas"].Index):
        raise TypeError
    return value
