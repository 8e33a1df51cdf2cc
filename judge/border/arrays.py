"""Arrays and scalars of numpy as plain parts, for assignments that preload it."""

import re
import sys
from typing import Any

# Booleans, numbers, dates, bytes and text; no objects, no records.
_KINDS = "biufcmMSU"
_DTYPE = re.compile(rf"[<>|=][{_KINDS}]\d{{1,7}}(\[\w{{1,8}}\])?")


def write_array(value: Any) -> tuple[Any, ...] | None:
    """dtype, shape (None for a scalar) and bytes; None for what is neither array nor scalar.

    An array of objects gives its values in place of its bytes.
    """
    numpy: Any = sys.modules["numpy"]
    if type(value) is numpy.ndarray:
        if value.dtype.kind == "O":
            return ("O", value.shape, value.ravel().tolist())
        if value.dtype.kind in _KINDS:
            return (value.dtype.str, value.shape, value.tobytes())
    elif isinstance(value, numpy.generic) and type(value).__module__ == "numpy":
        dtype: Any = value.dtype
        if dtype.kind in _KINDS:
            return (dtype.str, None, value.tobytes())
    return None


def read_array(dtype_text: Any, shape: Any, content: Any) -> Any:
    """Raises ValueError, TypeError or KeyError for what makes no array, or where numpy is not."""
    numpy: Any = sys.modules["numpy"]
    if dtype_text == "O":
        made = numpy.empty(len(content), dtype=object)
        for index, value in enumerate(content):
            made[index] = value
        return made.reshape(shape)
    if (
        type(dtype_text) is not str
        or not _DTYPE.fullmatch(dtype_text)
        or type(content) is not bytes
    ):
        raise ValueError("no array of plain values")
    array = numpy.frombuffer(content, dtype=numpy.dtype(dtype_text))
    return array[0] if shape is None else array.reshape(shape).copy()
