"""A sentence for an assertion that did not hold: what came instead, and where to look.

Works on representations and on the student's text alone. Never runs anything of the program,
never raises but MemoryError, and is bounded in time and length.
"""

import ast
import re
from collections.abc import Callable

from ..report.text import clip
from .attributes import attributes_of
from .decimal_comma import decimal_comma_in
from .differences import certain_difference, likely_difference, not_a_value
from .results import called_name, why_none
from .source import Function, StudentSource, own_nodes, read_source
from .suspects import slip, suspect

_LONG = 400
_SENTENCE_MAX = 1_500


def explain_comparison(
    call: str | None, expected: str, actual: str, source: str, *, called: str | None = None
) -> str:
    """``double(2)`` should be 4, but is 5. Look at line 2, where ``double`` returns.

    ``expected`` and ``actual`` are representations, ``call`` is the tested expression, ``source``
    the student's file. ``called`` is what the test has called before, where the value is not its
    result but what was printed, say.
    """
    subject = f"`{call}`" if call else f"After `{called}`, the value" if called else "The value"
    if len(expected) + len(actual) > _LONG:
        plain = f"{subject} is not what was expected."
    elif expected != actual:
        plain = f"{subject} should be {expected}, but is {actual}."
    else:
        plain = f"{subject} looks like what is expected ({expected}), but is not equal to it."
    return _with_hint(plain, lambda text: _hint(call or called, expected, actual, text), source)


def explain_other(sentence: str, call: str | None, actual: str, source: str) -> str:
    """For an assertion that compares otherwise than by equality; ``sentence`` is unittest's."""
    subject = f"`{call}`: " if call else ""
    return _with_hint(
        f"{subject}{sentence.rstrip('.')}.", lambda text: _hint(call, None, actual, text), source
    )


def explain_not_raised(call: str | None, wanted: str, source: str) -> str:
    """For an exception that the tests expect and that does not come."""
    subject = (
        f"`{call}` should raise {wanted}, but does not"
        if call
        else (f"{wanted} should have been raised here, but was not")
    )

    def where(text: StudentSource) -> str | None:
        function = called_function(call, text)
        step = f"Write `raise {wanted.partition(' ')[0]}(…)` there for this case."
        return (
            function and f"Look at `{function.name}`, which begins in line {function.line}. {step}"
        )

    return _with_hint(f"{subject}.", where, source)


def explain_none_result(call: str | None, source: str) -> str | None:
    """For a test that could not go on with what the call gave, because it was None."""

    def reason(text: StudentSource) -> str | None:
        function = called_function(call, text)
        why = function and why_none(function, text)
        return why and function and f"`{function.name}(…)` gives None back. {why}"

    return _with_hint("", reason, source) or None


def _with_hint(sentence: str, find: Callable[[StudentSource], str | None], source: str) -> str:
    try:
        hint = find(read_source(source))
    except MemoryError:
        raise
    except BaseException:
        hint = None
    return clip(f"{sentence} {hint}".strip() if hint else sentence, _SENTENCE_MAX)


def _hint(call: str | None, expected: str | None, actual: str, source: StudentSource) -> str | None:
    function = called_function(call, source)
    why = _why(function, expected, actual, source)
    if why and re.search(r"\bline \d", why, re.IGNORECASE):
        return why
    place = _place(function) if function else _place_of_value(call, source)
    return " ".join(each for each in (why, place) if each) or None


def called_function(call: str | None, source: StudentSource) -> Function | None:
    """The student's function that gave the value of an expression of the tests."""
    if not call:
        return None
    for node in ast.walk(_expression(call)):
        name = (
            node.attr
            if isinstance(node, ast.Attribute)
            else node.id
            if isinstance(node, ast.Name)
            else None
        )
        if name in source.functions:
            return source.functions[name][0]
    return None


def _place_of_value(call: str | None, source: StudentSource) -> str | None:
    """Where an attribute or variable of the program's gets its value, or a class begins."""
    for node in ast.walk(_expression(call or "")):
        name = node.attr if isinstance(node, ast.Attribute) else None
        for kind in source.classes.values():
            line = attributes_of(kind).get(name) if name else None
            if line:
                return f"Look where `{name}` gets its value, first in line {line}."
        name = name or (node.id if isinstance(node, ast.Name) else None)
        if name in source.classes:
            line = source.classes[name].lineno
            return f"Look at the class `{name}`, which begins in line {line}."
        for each in source.bindings:
            if each.name == name and each.function is None:
                return f"Look at line {each.line}, where `{name}` gets its value."
    return None


def _counts(function: Function) -> bool:
    return any(
        isinstance(node, ast.While) or (isinstance(node, ast.Call) and called_name(node) == "range")
        for node in own_nodes(function.node)
    )


def _expression(text: str) -> ast.AST:
    try:
        return ast.parse(text, mode="eval")
    except (SyntaxError, ValueError, RecursionError, OverflowError):
        return ast.Module([], [])


def _place(function: Function) -> str:
    returns = [each for each in ast.walk(function.node) if isinstance(each, ast.Return)]
    if len(returns) == 1:
        return f"Look at line {returns[0].lineno}, where `{function.name}` returns."
    return f"Look at `{function.name}`, which begins in line {function.line}."


def _why(
    function: Function | None,
    expected: str | None,
    actual: str,
    source: StudentSource,
) -> str | None:
    if actual == "None" and expected != "None" and function is not None:
        return why_none(function, source)
    comma = (
        decimal_comma_in(function.node, source)
        if function and actual.startswith("(") and not (expected or "(").startswith("(")
        else None
    )
    return (
        comma
        or not_a_value(expected, actual)
        or (function and slip(function, source))
        or certain_difference(expected, actual)
        or (function and suspect(function, source))
        or likely_difference(expected, actual, counts=function is not None and _counts(function))
    )
