"""A sentence for a failed assertion: the actual value, and where to look.

Works on representations and on the student's source alone. It never runs anything of the program,
raises only MemoryError, and is bounded in time and length. What it says of a value is true of that
value. It proposes a change only if that would produce the expected value.
"""

import ast
import re
from collections.abc import Callable
from dataclasses import dataclass

from ..common.attempt import attempted
from ..common.nodes import called_name, expression_of, of_kind, own_nodes
from ..common.program import ProgramFile
from ..common.text import clip
from .changed_arguments import changed_argument
from .definitions import function_called, replaced_definition
from .differences import (
    certain_difference,
    likely_difference,
    not_a_value,
    plain_difference,
    texts_of,
)
from .file_names import naming_file
from .fractions import lost_fraction
from .results import why_none
from .slips import slip
from .source import Function, StudentSource, lines_in_words, read_source
from .suspects import suspect
from .trouble import no_longer_callable
from .unfilled import unfilled_text

_LONG = 400
_MAX_SENTENCE = 1_500


@dataclass(frozen=True)
class Compared:
    """What a test compared, as parts of the test's source; each may be unknown.

    ``call`` is the tested expression, ``called`` the call before the comparison, ``variable`` the
    variable or attribute of the test that was compared, ``printed`` what the program has printed in
    this test. ``of_output``: the tests read the program's output.
    """

    call: str | None = None
    called: str | None = None
    variable: str | None = None
    printed: str = ""
    of_output: bool = False

    @property
    def is_unknown(self) -> bool:
        return not (self.call or self.called or self.variable)


def explain_comparison(compared: Compared, expected: str, actual: str, file: ProgramFile) -> str:
    """``double(2)`` should be 4, but is 5. Look at line 2, where ``double`` returns.

    ``expected`` and ``actual`` are representations, ``file`` is the student's.
    """
    subject = _subject(compared)
    if len(expected) + len(actual) > _LONG:
        plain = f"{subject} is not what was expected."
    elif expected == actual:
        plain = f"{subject} looks like what is expected ({expected}), but is not equal to it."
    elif compared.is_unknown:
        plain = f"The test expected {expected}, but got {actual}."
    else:
        plain = f"{subject} should be {expected}, but is {actual}."
    return with_hint(plain, lambda text: _hint(compared, expected, actual, text), file)


def _subject(compared: Compared) -> str:
    if compared.call:
        return f"`{compared.call}`"
    value = f"`{compared.variable}`" if compared.variable else "the value"
    if compared.called and compared.called != compared.variable:
        return f"After `{compared.called}`, {value}"
    return value[:1].upper() + value[1:]


def explain_other(sentence: str, compared: Compared, actual: str, file: ProgramFile) -> str:
    """For an assertion other than equality; ``sentence`` is unittest's."""
    call = compared.call or compared.called
    subject = f"`{call}`: " if call else ""
    return with_hint(
        f"{subject}{sentence.rstrip('.')}.",
        lambda text: _hint(compared, None, actual, text),
        file,
    )


def explain_wrong_kind(compared: Compared, expected: str, actual: str, file: ProgramFile) -> str:
    """For a value of the wrong class; ``expected`` is the right one in words."""
    is_call = isinstance(expression_of(compared.call or ""), ast.Call)
    plain = (
        f"`{compared.call}` should return {expected}, but it returned nothing (None)."
        if is_call and actual == "None"
        else f"{_subject(compared)} should be {expected}, but is {clip(actual, _LONG)}."
    )
    return with_hint(plain, lambda text: _hint(compared, None, actual, text), file)


def explain_none_result(call: str | None, file: ProgramFile, printed: str) -> str | None:
    """For a test that failed to use the result of the call, because that was None."""

    def reason(text: StudentSource) -> str | None:
        function = called_function(call, text)
        why = function and why_none(function, text, printed=printed)
        return why and function and f"`{function.name}(…)` returns None. {why}"

    return with_hint("", reason, file) or None


def explain_not_callable(call: str | None, kind: str, file: ProgramFile) -> str | None:
    """For a name that the tests call although it is no longer a function then."""

    def reason(text: StudentSource) -> str | None:
        for node in of_kind(_nodes_of(call), ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else None
            lines = [each.line for each in text.bindings_at_top(name)]
            if lines:
                return no_longer_callable(f"`{name}`", kind, max(lines))
        return None

    return with_hint("", reason, file) or None


def with_hint(sentence: str, find: Callable[[StudentSource], str | None], file: ProgramFile) -> str:
    """The sentence, followed by the hint that is found in the student's file, if any."""
    hint = attempted(lambda: find(read_source(file.code)))
    if not hint:
        return clip(sentence, _MAX_SENTENCE)
    return clip(f"{sentence} {naming_file(hint, file.of)}".strip(), _MAX_SENTENCE)


def _hint(
    compared: Compared, expected: str | None, actual: str, source: StudentSource
) -> str | None:
    call = compared.call or compared.called
    function = called_function(call, source)
    if compared.call is None and compared.variable and function is not None:
        changed = changed_argument(call or "", compared.variable, function, source)
        if changed:
            return changed
    if compared.call is None and compared.of_output and actual == "''":
        nothing = _never_prints(source)
        if nothing:
            return nothing
    why = _why(compared, function, expected, actual, source)
    if why and re.search(r"\blines? \d", why, re.IGNORECASE):
        return why
    place = (
        _place_of_value(compared.variable, source)
        if compared.variable and not compared.call
        else None
    ) or (_place(function, source) if function else _place_of_value(call, source))
    return " ".join(each for each in (why, place) if each) or None


def called_function(call: str | None, source: StudentSource) -> Function | None:
    """The student's function that returned the value of an expression of the tests; None if the
    expression calls several."""
    found = [function_called(node, source) for node in _nodes_of(call)]
    functions = {id(each.node): each for each in found if each is not None}
    return next(iter(functions.values())) if len(functions) == 1 else None


def _is_own_result(call: str | None, function: Function) -> bool:
    """Whether the expression is just a call of the function, possibly rounded."""
    node = expression_of(call or "")
    if isinstance(node, ast.Call) and called_name(node) == "round" and len(node.args) == 2:
        node = node.args[0]
    return called_name(node) == function.name


def _never_prints(source: StudentSource) -> str | None:
    """For tests that read the output and found none."""
    names = {called_name(each) for each in ast.walk(source.tree)}
    if "write" in names or any("print" in each for each in names):
        return None
    returns = [each for each in of_kind(ast.walk(source.tree), ast.Return) if each.value]
    if len(returns) == 1:
        return (
            f"Your program prints nothing: line {returns[0].lineno} returns the value. "
            "Write `print(…)` there instead of `return`."
        )
    return "Your program prints nothing: it has no `print`. Write one."


def _place_of_value(call: str | None, source: StudentSource) -> str | None:
    """Where an attribute or variable of the program gets its value, or a class begins."""
    for node in _nodes_of(call):
        name = node.attr if isinstance(node, ast.Attribute) else None
        places = _places_of_attribute(name, source) if name else []
        if places:
            return f"Look at {lines_in_words(places)}, where `{name}` gets its value."
        name = name or (node.id if isinstance(node, ast.Name) else None)
        if name in source.classes:
            line = source.classes[name].lineno
            return f"Look at the class `{name}`, which begins in line {line}."
        for each in source.bindings_at_top(name):
            if name not in source.functions:
                return f"Look at line {each.line}, where `{name}` gets its value."
    return None


def _places_of_attribute(name: str, source: StudentSource) -> list[ast.AST]:
    in_classes = {id(each) for kind in source.classes.values() for each in own_nodes(kind)}
    return [
        node
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Attribute | ast.Name)
        and isinstance(node.ctx, ast.Store)
        and (
            node.attr == name
            if isinstance(node, ast.Attribute)
            else node.id == name and id(node) in in_classes
        )
    ]


def _nodes_of(call: str | None) -> list[ast.AST]:
    """All parts of an expression of the tests."""
    node = expression_of(call or "")
    return [] if node is None else [*ast.walk(node)]


def _method_as_attribute(call: str | None, source: StudentSource) -> str | None:
    """For an expression of the tests that reads a method as if it were an attribute."""
    nodes = _nodes_of(call)
    called = [node.func for node in of_kind(nodes, ast.Call)]
    for node in of_kind(nodes, ast.Attribute):
        methods = [each for each in source.functions.get(node.attr, []) if each.is_method]
        if len(methods) != 1 or any(node is each for each in called):
            continue
        step = "" if methods[0].given_parameters else " Write `@property` in the line above."
        return (
            f"The tests use `{node.attr}` without brackets, but line {methods[0].line} makes it a "
            f"method.{step}"
        )
    return None


def _place(function: Function, source: StudentSource) -> str:
    replaced = replaced_definition(function, source)
    if replaced is not None:
        return (
            f"`{function.name}` is defined in line {replaced.line} and again in line "
            f"{function.line}: only the last one counts. Remove one of them."
        )
    returns = [*of_kind(own_nodes(function.node), ast.Return)]
    if len(returns) == 1:
        return f"Look at line {returns[0].lineno}, where `{function.name}` returns."
    return f"Look at `{function.name}`, which begins in line {function.line}."


def _why(
    compared: Compared,
    function: Function | None,
    expected: str | None,
    actual: str,
    source: StudentSource,
) -> str | None:
    if "<bound method" in actual:
        uncalled = _method_as_attribute(compared.call, source)
        if uncalled is not None:
            return uncalled
    texts = texts_of(expected, actual)
    unfilled = unfilled_text(*texts, source) if texts else None
    if function is None or not _is_own_result(compared.call, function):
        return (
            (function and slip(function, source))
            or unfilled
            or (function and suspect(function, source))
            or plain_difference(expected, actual)
        )
    if actual == "None" and expected != "None":
        return why_none(function, source, printed=compared.printed, expected=expected)
    return (
        not_a_value(expected, actual, function)
        or slip(function, source)
        or unfilled
        or lost_fraction(function, expected, actual, source)
        or certain_difference(expected, actual, function)
        or suspect(function, source)
        or likely_difference(expected, actual, function)
    )
