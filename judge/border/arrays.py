"""numpy arrays and scalars as plain parts."""

import re
import sys
from typing import Any

from .containers import imported

# Booleans, numbers, dates, bytes and text. Arrays of objects and of records are handled separately.
_KINDS = "biufcmMSU"
_DTYPE = re.compile(rf"[<>|=][{_KINDS}]\d{{1,7}}(\[\w{{1,8}}\])?")


def write_array(value: Any) -> tuple[Any, ...] | None:
    """dtype, shape (None for a scalar) and bytes; None for a value that is neither.

    An array of objects has its values in place of bytes; an array of records has the names and
    dtypes of its fields as dtype; a masked array, or a matrix, has the arrays that it consists of.
    """
    numpy: Any = sys.modules["numpy"]
    if type(value) is numpy.ndarray:
        if value.dtype.kind == "O":
            return ("O", value.shape, value.ravel().tolist())
        if value.dtype.kind in _KINDS:
            return (value.dtype.str, value.shape, value.tobytes())
        if value.dtype.kind == "V" and value.dtype.names:
            return _write_records(value)
    elif type(value) is numpy.ma.MaskedArray:
        return ("masked", numpy.array(value.data), numpy.array(numpy.ma.getmaskarray(value)))
    elif type(value) is numpy.matrix:
        return ("matrix", numpy.array(value), None)
    elif isinstance(value, numpy.generic) and type(value).__module__ == "numpy":
        dtype: Any = value.dtype
        if dtype.kind in _KINDS:
            return (dtype.str, None, value.tobytes())
    return None


def read_array(dtype_text: Any, shape: Any, content: Any) -> Any:
    """Raises ValueError, TypeError or KeyError for invalid parts, or if numpy is not installed."""
    numpy = imported("numpy")
    if dtype_text == "O":
        made = numpy.empty(len(content), dtype=object)
        for index, value in enumerate(content):
            made[index] = value
        return made.reshape(shape)
    if dtype_text == "masked":
        return numpy.ma.array(_array(shape), mask=_array(content))
    if dtype_text == "matrix":
        return _array(shape).view(numpy.matrix)
    if type(content) is not bytes:
        raise ValueError("not an array of plain values")
    if type(dtype_text) is tuple:
        dtype = [(_text(name), _plain_dtype(field)) for name, field in dtype_text]
    else:
        dtype = _plain_dtype(dtype_text)
    array = numpy.frombuffer(content, dtype=numpy.dtype(dtype))
    return array[0] if shape is None else array.reshape(shape).copy()


def _write_records(value: Any) -> tuple[Any, ...] | None:
    numpy: Any = sys.modules["numpy"]
    fields = tuple((name, value.dtype[name].str) for name in value.dtype.names)
    packed = numpy.dtype(list(fields))
    if any(value.dtype[name].kind not in _KINDS for name in value.dtype.names):
        return None
    return (fields, value.shape, value.astype(packed).tobytes())


def _plain_dtype(text: Any) -> str:
    if not _DTYPE.fullmatch(_text(text)):
        raise ValueError("not a dtype of plain values")
    return text


def _text(value: Any) -> str:
    if type(value) is not str:
        raise TypeError
    return value


def _array(value: Any) -> Any:
    if type(value) is not sys.modules["numpy"].ndarray:
        raise TypeError
    return value
