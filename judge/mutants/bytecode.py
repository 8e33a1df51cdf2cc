"""What Python makes of a text, to tell whether two texts are the same program."""

import warnings
from types import CodeType

_UNREADABLE = (SyntaxError, ValueError, TypeError, RecursionError, OverflowError, MemoryError)

Meaning = tuple[object, ...]


def meaning_of(text: str) -> Meaning | None:
    """Bytecode, constants and names, without lines; None if Python cannot read the text."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _meaning(compile(text, "solution", "exec", dont_inherit=True))
    except _UNREADABLE:
        return None


def _meaning(code: CodeType) -> Meaning:
    return (
        code.co_code,
        code.co_exceptiontable,
        code.co_flags,
        code.co_names,
        code.co_varnames,
        code.co_freevars,
        code.co_cellvars,
        (code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount),
        tuple(_constant(each) for each in code.co_consts),
    )


def _constant(value: object) -> object:
    """1, 1.0 and True are equal, but not the same constant; nor are 0.0 and -0.0."""
    if isinstance(value, CodeType):
        return _meaning(value)
    if isinstance(value, tuple):
        return ("tuple", *(_constant(each) for each in value))
    if isinstance(value, frozenset):
        return ("set", frozenset(_constant(each) for each in value))
    return (type(value).__name__, repr(value))
