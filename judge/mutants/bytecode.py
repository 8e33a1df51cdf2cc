"""What Python makes of a text, to tell whether two texts are the same program."""

import hashlib
import warnings
from types import CodeType

_UNREADABLE = (SyntaxError, ValueError, TypeError, RecursionError, OverflowError, MemoryError)


def meaning_of(text: str) -> bytes | None:
    """A hash of bytecode, constants and names, without lines; None if Python cannot read it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            code = compile(text, "solution", "exec", dont_inherit=True)
    except _UNREADABLE:
        return None
    return hashlib.sha256(_described(code).encode(errors="surrogatepass")).digest()


def _described(value: object) -> str:
    """1, 1.0 and True are equal, but not described equally; nor are 0.0 and -0.0."""
    if isinstance(value, CodeType):
        parts = (
            value.co_code,
            value.co_exceptiontable,
            value.co_flags,
            value.co_names,
            value.co_varnames,
            value.co_freevars,
            value.co_cellvars,
            (value.co_argcount, value.co_posonlyargcount, value.co_kwonlyargcount),
        )
        return f"code({parts!r}, {_described(value.co_consts)})"
    if isinstance(value, tuple):
        return f"({', '.join(_described(each) for each in value)})"
    if isinstance(value, frozenset):
        return f"set({', '.join(sorted(_described(each) for each in value))})"
    return f"{type(value).__name__} {value!r}"
