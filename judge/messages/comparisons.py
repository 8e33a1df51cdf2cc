"""A sentence for an assertion that did not hold: what came instead, and where to look.

Works on representations and on the student's text alone. Never runs or evaluates anything (literals
apart), never raises but MemoryError, and is bounded in time and length.
"""

import ast
import re
from collections.abc import Callable
from typing import Any

from ..text import clip
from .results import why_none
from .source import Function, StudentSource, read_source
from .suspects import suspect
from .trouble import counted, kind_in_words
from .whitespace import describe_difference

_LONG = 400
_SENTENCE_MAX = 1_500
_LITERAL_MAX = 3_000


def explain_comparison(
    call: str | None, expected: str, actual: str, source: str, *, called: str | None = None
) -> str:
    """``\`double(2)\` should be 4, but is 5. Look at line 2, where \`double\` returns.``

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
    subject = f"`{call}` should raise {wanted}, but does not" if call else (
        f"{wanted} should have been raised here, but was not"
    )

    def where(text: StudentSource) -> str | None:
        function = called_function(call, text)
        step = f"Write `raise {wanted.partition(' ')[0]}(…)` there for this case."
        return function and f"Look at `{function.name}`, which begins in line {function.line}. {step}"

    return _with_hint(f"{subject}.", where, source)


def explain_none_result(call: str | None, source: str) -> str | None:
    """For a test that could not go on with what the call gave, because it was None."""

    def reason(text: StudentSource) -> str | None:
        function = called_function(call, text)
        return function and why_none(function, text)

    found = _with_hint("", reason, source)
    return f"`{call}` gives None back. {found}" if found else None


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
    if why is None or function is None or re.search(r"\bline \d", why, re.IGNORECASE):
        return why
    return f"{why} {_place(function)}"


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
    uncalled = _not_a_value(actual)
    if uncalled:
        return uncalled
    came, wanted = _literal(actual), _literal(expected)
    if came is not ... and wanted is not ...:
        different = _different_kinds(wanted, came) or _same_kind(wanted, came)
        if different:
            return different
    suspicious = function and suspect(function, source)
    if suspicious:
        return suspicious
    if came is not ... and wanted is not ...:
        close = _close(wanted, came)
        if close:
            return close
    return _place(function) if function else None


def _not_a_value(actual: str) -> str | None:
    found = re.match(
        r"<(?:bound )?(?P<kind>function|method|built-in function|built-in method) (?P<name>[\w.]+)",
        actual,
    )
    if found:
        name = found["name"].rpartition(".")[2]
        return (
            f"That is the function `{name}` itself, not what it gives. Write `{name}()` to call it."
        )
    found = re.match(
        r"<(generator object|map object|filter object|zip object|reversed object)", actual
    )
    if found or re.match(r"<(list_|str_|)(reverse)?iterator object", actual):
        return "Its values are not computed yet. Write `list(…)` around it."
    if re.match(r"range\(.*\)$|dict_(keys|values|items)\(", actual):
        return "Write `list(…)` around it to make it a list."
    if re.match(r"<class '", actual):
        return "That is a class itself. Write `()` behind its name to make an object."
    if re.match(r"<[\w.]+ object at 0x", actual):
        return (
            "That is an object without a text of its own. Give its class `__repr__` and `__eq__`."
        )
    return None


def _literal(text: str | None) -> Any:
    """The value of a representation of plain data, the ellipsis for all else."""
    if text is None or len(text) > _LITERAL_MAX:
        return ...
    try:
        return ast.literal_eval(text)
    except (SyntaxError, ValueError, TypeError, RecursionError, OverflowError):
        return ...


def _different_kinds(wanted: Any, came: Any) -> str | None:
    one, other = type(wanted), type(came)
    if one is other or {one, other} == {int, float}:
        return None
    if other is str and one in (int, float):
        if _number(came) == wanted:
            return f"It is a text, and the number is wanted: write `{one.__name__}(…)` around it."
        return f"It is a text, and {kind_in_words(one.__name__)} is wanted."
    if one is str and other in (int, float):
        return "It is a number, and a text is wanted: write `str(…)` around it, or quotes."
    if other is str and one in (list, tuple, dict, bool, type(None)) and str(wanted) == came:
        return (
            f"It is a text that looks like {kind_in_words(one.__name__)}: "
            "return the value itself, without `str(…)` or quotes."
        )
    if one is list and other is str and wanted and all(type(each) is str for each in wanted):
        return "It is one text, and a list of texts is wanted: use `.split()` or `.append(…)`."
    if one is str and other is list:
        return "It is a list, and one text is wanted: use `''.join(…)`."
    if other is tuple and len(came) == 1 and came[0] == wanted:
        return "A comma at the end of a line makes a tuple of a value. Remove the comma."
    if {one, other} == {list, tuple} and list(wanted) == list(came):
        name = one.__name__
        return f"The values are right, but a {name} is wanted. Write `{name}(…)` around it."
    if other in (list, tuple, set) and len(came) == 1 and wanted in came:
        return "The value is right, but stands in a list of its own. Take the brackets away."
    if one is bool:
        return "True or False is wanted: return a comparison."
    return f"It is {kind_in_words(other.__name__)}, and {kind_in_words(one.__name__)} is wanted."


def _number(text: str) -> Any:
    try:
        return float(text[:50])
    except ValueError:
        return None


def _same_kind(wanted: Any, came: Any) -> str | None:
    """What is certain from the values alone."""
    if type(wanted) is str and type(came) is str:
        return _texts(wanted, came)
    if isinstance(wanted, int | float) and isinstance(came, int | float):
        if type(wanted) is bool or type(came) is bool:
            return None
        if (
            wanted != came
            and abs(wanted - came) < 0.05 * max(1, abs(wanted))
            and (type(wanted) is float or type(came) is float)
        ):
            return _nearly(wanted, came)
        if wanted == -came and wanted:
            return "Only the sign differs: change the order of the subtraction, or the sign."
    if isinstance(wanted, list) and isinstance(came, list):
        if sorted(map(repr, wanted)) == sorted(map(repr, came)):
            return "The values are right, but their order is not: should they be sorted?"
        if [str(each) for each in wanted] == [str(each) for each in came]:
            return (
                "The values look right, but are of another kind: numbers and texts are not equal. "
                "Write `int(…)` or `str(…)` around each."
            )
        texts = [
            pair
            for pair in zip(wanted, came, strict=False)
            if pair[0] != pair[1] and type(pair[0]) is type(pair[1]) is str
        ]
        if texts and len(wanted) == len(came):
            return describe_difference(*texts[0])
    return None


def _texts(wanted: str, came: str) -> str | None:
    if came == "":
        return "It is an empty text: put something into it before you return it."
    if wanted and came == wanted[::-1]:
        return "It is the wrong way round: turn it with `[::-1]`."
    if "{" in came and re.search(r"\{\w+\}", came) and not re.search(r"\{\w+\}", wanted):
        return "The curly brackets were not filled in: write an `f` before the quotes."
    difference = describe_difference(wanted, came)
    return difference if difference and not difference.startswith("They are the same") else None


def _nearly(wanted: float, came: float) -> str | None:
    if type(wanted) is int and type(came) is float and int(came) == wanted:
        return "It has a fraction too much: use `//`, `int(…)` or `round(…)`."
    for digits in range(5):
        if round(came, digits) == wanted:
            return f"It is not rounded: write `round(…, {digits})`."
        if round(wanted, digits) == came:
            return "It is rounded too much: round at the end only, or not at all."
    if abs(wanted - came) < 1e-9 * max(1.0, abs(wanted)):
        return "The last digits of a computation with fractions differ: write `round(…)`."
    return None


def _close(wanted: Any, came: Any) -> str | None:
    """What may be so."""
    if type(wanted) is str and type(came) is str:
        return describe_difference(wanted, came)
    if type(wanted) is int and type(came) is int and abs(wanted - came) == 1:
        much = "too much" if came > wanted else "too little"
        return (
            f"It is one {much}: look where a loop or `range(…)` begins and ends, at `<` and `<=`."
        )
    if isinstance(wanted, list) and isinstance(came, list):
        missing = [each for each in wanted[:200] if each not in came[:200]]
        if not came:
            return "The list is empty: does `.append(…)` ever run?"
        if missing and all(each in wanted for each in came[:200]) and len(came) < len(wanted):
            return (
                f"{clip(repr(missing[0]), 40)} is missing: look where the loop or `range(…)` begins "
                "and ends."
            )
        if len(came) != len(wanted):
            return f"It has {counted(len(came), 'item')} instead of {len(wanted)}."
    return None
