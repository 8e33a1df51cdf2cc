"""Names that are misspelt, missing, out of scope, or from another language."""

import ast
import builtins
import difflib
import keyword
import re
import sys
from collections.abc import Sequence

from ..common.nodes import calls_of, is_named, of_kind
from ..common.program import ProgramFile
from .attributes import attributes_of
from .files import file_without_quotes
from .likeness import most_alike
from .look_alikes import misleading_letter
from .other_files import defined_elsewhere, own_bindings
from .source import StudentSource
from .trouble import Trouble

_BUILTINS = tuple(each for each in vars(builtins) if not each.startswith("_"))

_FOREIGN = {
    **dict.fromkeys(("null", "nil", "undefined"), "None"),
    **dict.fromkeys(("true", "TRUE"), "True"),
    **dict.fromkeys(("false", "FALSE"), "False"),
    **dict.fromkeys(("println", "printf", "echo", "console", "cout", "System"), "print(…)"),
    **dict.fromkeys(("length", "strlen"), "len(…)"),
    **dict.fromkeys(("string", "unicode"), "str"),
    "this": "self",
    "parseInt": "int(…)",
    "parseFloat": "float(…)",
    "toString": "str(…)",
    "integer": "int",
    "array": "list",
    "raw_input": "input(…)",
    "xrange": "range(…)",
}
_HOMES = {
    **dict.fromkeys(("sqrt", "pi", "floor", "ceil", "sin", "cos", "log", "factorial"), "math"),
    **dict.fromkeys(("randint", "choice", "shuffle", "randrange", "uniform"), "random"),
    **dict.fromkeys(("defaultdict", "Counter", "deque", "namedtuple"), "collections"),
    **dict.fromkeys(("reduce", "lru_cache", "partial"), "functools"),
    **dict.fromkeys(("date", "timedelta"), "datetime"),
    **dict.fromkeys(("Decimal",), "decimal"),
    **dict.fromkeys(("Fraction",), "fractions"),
    **dict.fromkeys(("mean", "median", "stdev"), "statistics"),
    **dict.fromkeys(("permutations", "combinations", "product"), "itertools"),
    **dict.fromkeys(("dataclass",), "dataclasses"),
    **dict.fromkeys(("ABC", "abstractmethod"), "abc"),
    **dict.fromkeys(("Enum",), "enum"),
    **dict.fromkeys(("List", "Dict", "Optional", "Any"), "typing"),
    **dict.fromkeys(("Path",), "pathlib"),
    **dict.fromkeys(("sleep",), "time"),
    "Math": "math",
}
_ENDINGS = ("end", "End", "END", "endif", "endfor", "endwhile", "done", "fi")
_VERY_ALIKE = 0.8
_NAME_OF = NameError.__dict__["name"]


def explain_name(trouble: Trouble) -> str | None:
    """For NameError and UnboundLocalError."""
    quoted = re.search(r"name '([^']+)'|variable '([^']+)'", trouble.text)
    name = _name_in(trouble.error) or (quoted and (quoted[1] or quoted[2]))
    if not name or not name.isidentifier():
        return None
    if "variable" in trouble.text and "associated" in trouble.text:
        return _without_value(name, trouble)
    return _of_object(name, trouble) or _undefined(name, trouble)


def _name_in(error: BaseException) -> str | None:
    value = _NAME_OF.__get__(error)
    return value if type(value) is str else None


def _without_value(name: str, trouble: Trouble) -> str:
    function = trouble.place.function if trouble.place else None
    inside = f"`{function.name}`" if function else "this function"
    if trouble.source.bindings_at_top(name):
        return (
            f"`{name}` has no value here yet. Because {inside} assigns to `{name}`, it has its own "
            f"`{name}`, separate from the one outside. Make `{name}` a parameter, or write "
            f"`global {name}` at the start of {inside}."
        )
    return (
        f"`{name}` has no value here yet, because no line that assigns to it has run. "
        f"Write `{name} = …` at the start of {inside}, before any `if` or loop."
    )


def _of_object(name: str, trouble: Trouble) -> str | None:
    """An attribute or method of the class, used without ``self.``."""
    function = trouble.place.function if trouble.place else None
    if name == "self" and function is not None:
        rest = ", ".join(["self", *function.parameters])
        return (
            f"`{function.name}` has no `self`. Write `def {function.name}({rest}):` "
            f"in line {function.line}."
        )
    if function is None or function.class_name is None:
        return None
    node = trouble.source.classes.get(function.class_name)
    if node is not None and name in attributes_of(node):
        return f"`{name}` belongs to the object. Write `self.{name}` instead of `{name}`."
    return None


def _undefined(name: str, trouble: Trouble) -> str:
    source, place = trouble.source, trouble.place
    line = place.line if place else 0
    inside = place.function.name if place and place.function else None
    bindings = source.bindings
    if name in _ENDINGS and place and _is_alone(place.statement):
        return f"Python has no `{name}`: a block ends where its indentation ends. Remove the line."
    file = file_without_quotes(name, source)
    if file:
        return file
    other = _of_other_letters(name, source)
    if other:
        return other
    in_other_file = None if source.bindings_at_top(name) else defined_elsewhere(name, trouble)
    if in_other_file:
        return in_other_file
    if name in _FOREIGN:
        return f"In Python, write `{_FOREIGN[name]}` instead of `{name}`."
    at_top = source.bindings_at_top(name)
    if at_top:
        return (
            f"`{name}` only gets its value in line {at_top[0].line}, which has not run yet. "
            f"Move line {at_top[0].line} "
            f"{f'above line {line}' if inside is None else f'above the first call of `{inside}`'}."
        )
    elsewhere = [each for each in bindings if each.name == name and each.function != inside]
    if elsewhere:
        owner = elsewhere[0].function or ""
        return (
            f"`{name}` exists only inside `{owner}` (line {elsewhere[0].line}). "
            f"Let `{owner}` return it, or pass it as a parameter."
        )
    if name in _HOMES:
        home = _HOMES[name]
        what = f"import {home}" if name == "Math" else f"from {home} import {name}"
        return f"`{name}` must be imported first. Write `{what}` at the top of the file."
    if name in sys.stdlib_module_names:
        return f"`{name}` must be imported first. Write `import {name}` at the top of the file."
    seen = [each.name for each in bindings if each.function in (None, inside)]
    # A short name is like many built-in ones: its first letter must be right too.
    builtin_names = [
        each
        for each in _BUILTINS
        if each[0].lower() == name[0].lower()
        or (len(name) > 3 and difflib.SequenceMatcher(None, name, each).ratio() >= _VERY_ALIKE)
    ]
    meant = most_alike(name, [*seen, *builtin_names])
    if meant:
        known = next((each for each in bindings if each.name == meant), None)
        where = f" (line {known.line})" if known else ""
        return f"`{name}` is not defined. Did you mean `{meant}`{where}? Write `{meant}`."
    return (
        f"`{name}` is not defined. Give it a value above this line with `{name} = …`, "
        "or put quotes around it if it is a text."
    )


def _is_alone(statement: ast.stmt | None) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Name)


def _of_other_letters(name: str, source: StudentSource) -> str | None:
    """A name that only looks like a known one, or is a mathematical symbol."""
    known = {each.name: each.line for each in source.bindings if each.name != name}
    for meant in (*known, *_BUILTINS, *keyword.kwlist, *_HOMES, *sys.stdlib_module_names):
        where = f" in line {known[meant]}" if meant in known else ""
        letter = misleading_letter(name, meant)
        if letter:
            return f"`{name}` is not `{meant}`{where}: it contains {letter}. Type `{meant}` again."
        letter = misleading_letter(meant, name)
        if letter:
            return f"`{name}` is not `{meant}`{where}, which contains {letter}. Type both again."
    return _foreign_sign_in(name)


def _foreign_sign_in(name: str) -> str | None:
    if "·" in name:
        parts = " * ".join(name.split("·"))
        return f"`·` does not multiply in Python. Write `{parts}`."
    if name == "π":
        return "Python does not know `π`. Write `math.pi`, and `import math` at the top."
    return None


def missing_name(
    name: str,
    own_names: list[str],
    file: ProgramFile,
    uses: ast.AST | None = None,
    others: Sequence[ProgramFile] = (),
) -> str:
    """For a name that the tests use and the file lacks, with a similar one that it has, if any.

    ``uses`` is the part of the tests that uses the name, where it is known; ``others`` are the
    other files of the program.
    """
    own_file = file.name if file.of else "your file"
    # The first call of the name, also as an attribute of the student's module.
    call = next(iter(calls_of(ast.walk(uses or ast.Pass()), name)), None)
    is_function = call is not None and not name[:1].isupper()
    sentence = (
        f"The tests call the function `{name}`, but {own_file} does not define it."
        if is_function
        else f"The tests use `{name}`, but {own_file} does not define it."
    )
    source = StudentSource(file.code)
    lines = {each.name: each.line for each in source.bindings[::-1] if each.function is None}
    inner = [each for each in source.bindings if each.name == name and each.function]
    guard = _main_guard_around(name, source)
    if guard:
        return (
            f'{sentence} It is inside `if __name__ == "__main__":` (line {guard}), which does not '
            f"run when the tests load {own_file}. Move it to the left edge, above that line."
        )
    for each in others:
        bindings = own_bindings(name, each)
        if bindings:
            return (
                f"{sentence} {each.name} does, in line {bindings[0].line}. Move it to {file.name}, "
                "or import it there."
            )
    for own in own_names:
        letter = misleading_letter(own, name)
        if letter:
            where = f" in line {lines[own]}" if own in lines else ""
            return f"{sentence} `{own}`{where} contains {letter}. Type `{name}` again."
    meant = most_alike(name, own_names)
    if meant:
        where = f" in line {lines[meant]}" if meant in lines else ""
        return f"{sentence} It has `{meant}`{where}. Did you mean that? Rename it to `{name}`."
    if inner:
        return (
            f"{sentence} There is one inside `{inner[0].function}` in line {inner[0].line}. "
            f"Move it to the left, out of `{inner[0].function}`."
        )
    if call is not None and is_function:
        brackets = "(…)" if call.args or call.keywords else "()"
        return f"{sentence} Start it with `def {name}{brackets}:` at the left edge."
    if name.isupper():
        return f"{sentence} Write `{name} = …` at the left edge."
    if name[:1].isupper():
        return f"{sentence} Start it with `class {name}:` at the left edge."
    return f"{sentence} Write `def {name}(…):` or `{name} = …` at the left edge."


def _main_guard_around(name: str, source: StudentSource) -> int | None:
    """The line of ``if __name__ == "__main__":``, if the name gets its value inside of that."""
    for node in of_kind(source.tree.body, ast.If):
        if _tests_for_main(node.test):
            end = max((each.end_lineno or each.lineno for each in node.body), default=node.lineno)
            if any(node.lineno < each.line <= end for each in source.bindings_at_top(name)):
                return node.lineno
    return None


def _tests_for_main(test: ast.expr) -> bool:
    if not isinstance(test, ast.Compare):
        return False
    sides = [test.left, *test.comparators]
    return any(is_named(each, "__name__") for each in sides)
