"""Names that are misspelt, missing, out of reach, or of another language."""

import ast
import builtins
import difflib
import keyword
import re
import sys

from .attributes import attributes_of
from .likeness import most_alike
from .look_alikes import misleading_letter
from .source import StudentSource
from .trouble import Trouble

_BUILTINS = tuple(each for each in vars(builtins) if not each.startswith("_"))

_FOREIGN = {
    "null": "None",
    "nil": "None",
    "undefined": "None",
    "true": "True",
    "false": "False",
    "TRUE": "True",
    "FALSE": "False",
    "this": "self",
    "println": "print(…)",
    "printf": "print(…)",
    "echo": "print(…)",
    "console": "print(…)",
    "cout": "print(…)",
    "System": "print(…)",
    "length": "len(…)",
    "strlen": "len(…)",
    "parseInt": "int(…)",
    "parseFloat": "float(…)",
    "toString": "str(…)",
    "string": "str",
    "integer": "int",
    "array": "list",
    "raw_input": "input(…)",
    "xrange": "range(…)",
    "unicode": "str",
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
    name = _told_name(trouble.error) or (quoted and (quoted[1] or quoted[2]))
    if not name or not name.isidentifier():
        return None
    if "variable" in trouble.text and "associated" in trouble.text:
        return _without_value(name, trouble)
    return _of_object(name, trouble) or _undefined(name, trouble)


def _told_name(error: BaseException) -> str | None:
    value = _NAME_OF.__get__(error)
    return value if type(value) is str else None


def _without_value(name: str, trouble: Trouble) -> str:
    function = trouble.place.function if trouble.place else None
    inside = f"`{function.name}`" if function else "this function"
    if any(each.name == name and each.function is None for each in trouble.source.bindings):
        return (
            f"`{name}` has no value yet here: {inside} gives `{name}` a value of its own, so it "
            f"does not see the one outside. Make `{name}` a parameter, or write `global {name}` "
            f"at the beginning of {inside}."
        )
    return (
        f"`{name}` has no value yet here, because no line that gives it one has run. "
        f"Write `{name} = …` at the beginning of {inside}, before any `if` or loop."
    )


def _of_object(name: str, trouble: Trouble) -> str | None:
    """An attribute or method of the class, used without ``self.`` in front."""
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
        return (
            f"Python has no `{name}`: a block ends where lines are no longer moved in. "
            "Remove the line."
        )
    other = _of_other_letters(name, source)
    if other:
        return other
    if name in _FOREIGN:
        return f"`{name}` means nothing in Python. Write `{_FOREIGN[name]}` instead."
    at_top = [each for each in bindings if each.name == name and each.function is None]
    if at_top:
        return (
            f"`{name}` gets its value in line {at_top[0].line} only, which has not run yet. "
            f"Move line {at_top[0].line} "
            f"{f'above line {line}' if inside is None else f'above the first call of `{inside}`'}."
        )
    elsewhere = [each for each in bindings if each.name == name and each.function != inside]
    if elsewhere:
        owner = elsewhere[0].function or ""
        return (
            f"`{name}` is known only inside of `{owner}` (line {elsewhere[0].line}). "
            f"Let `{owner}` return it, or pass it on as a parameter."
        )
    if name in _HOMES:
        home = _HOMES[name]
        what = f"import {home}" if name == "Math" else f"from {home} import {name}"
        return f"`{name}` must be imported first. Write `{what}` at the top of the file."
    if name in sys.stdlib_module_names:
        return f"`{name}` must be imported first. Write `import {name}` at the top of the file."
    seen = [each.name for each in bindings if each.function in (None, inside)]
    # A short name is like many of Python's: its first letter must be right too.
    known_to_python = [
        each
        for each in _BUILTINS
        if each[0].lower() == name[0].lower()
        or (len(name) > 3 and difflib.SequenceMatcher(None, name, each).ratio() >= _VERY_ALIKE)
    ]
    meant = most_alike(name, [*seen, *known_to_python])
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
    """A name that only looks like a known one, or is a sign of mathematics."""
    known = {each.name: each.line for each in source.bindings if each.name != name}
    for meant in (*known, *_BUILTINS, *keyword.kwlist, *_HOMES, *sys.stdlib_module_names):
        letter = misleading_letter(name, meant)
        if letter:
            where = f" of line {known[meant]}" if meant in known else ""
            return f"`{name}` is not `{meant}`{where}: it has {letter}. Type `{meant}` anew."
        letter = misleading_letter(meant, name)
        if letter:
            where = f" of line {known[meant]}" if meant in known else ""
            return f"`{name}` is not `{meant}`{where}, which has {letter}. Type both anew."
    return _foreign_sign_in(name)


def _foreign_sign_in(name: str) -> str | None:
    if "·" in name:
        parts = " * ".join(name.split("·"))
        return f"`·` is no sign of a product in Python. Write `{parts}`."
    if name == "π":
        return "`π` is not known to Python. Write `math.pi`, and `import math` at the top."
    return None


def missing_name(name: str, own_names: list[str], code: str) -> str:
    """A name that the tests use and the file lacks; what it has instead, if any looks like it."""
    sentence = f"The tests use `{name}`; your file does not define it."
    source = StudentSource(code)
    lines = {each.name: each.line for each in source.bindings[::-1] if each.function is None}
    inner = [each for each in source.bindings if each.name == name and each.function]
    guard = _main_guard_around(name, source)
    if guard:
        return (
            f'{sentence} It stands inside `if __name__ == "__main__":` (line {guard}), where only '
            "what starts the program belongs. Move it to the left edge, above that line."
        )
    for own in own_names:
        letter = misleading_letter(own, name)
        if letter:
            where = f" in line {lines[own]}" if own in lines else ""
            return f"{sentence} `{own}`{where} has {letter}. Type `{name}` anew."
    meant = most_alike(name, own_names)
    if meant:
        where = f" in line {lines[meant]}" if meant in lines else ""
        return f"{sentence} It has `{meant}`{where}: did you mean that? Rename it to `{name}`."
    if inner:
        return (
            f"{sentence} It has one inside of `{inner[0].function}` in line {inner[0].line}. "
            "Move that to the left, out of it."
        )
    return f"{sentence} Write `def {name}` or `{name} = …` there, at the left edge."


def _main_guard_around(name: str, source: StudentSource) -> int | None:
    """The line of ``if __name__ == "__main__":``, where that is what gives the name its value."""
    for node in source.tree.body:
        if isinstance(node, ast.If) and _asks_for_main(node.test):
            end = max((each.end_lineno or each.lineno for each in node.body), default=node.lineno)
            inside = [
                each
                for each in source.bindings
                if each.name == name and each.function is None and node.lineno < each.line <= end
            ]
            if inside:
                return node.lineno
    return None


def _asks_for_main(test: ast.expr) -> bool:
    if not isinstance(test, ast.Compare):
        return False
    sides = [test.left, *test.comparators]
    return any(isinstance(each, ast.Name) and each.id == "__name__" for each in sides)
