"""Names that are misspelt, missing, out of reach, or of another language."""

import ast
import builtins
import re
import sys
from types import ModuleType

from .likeness import most_alike
from .source import StudentSource
from .trouble import Trouble, kind_in_words
from .results import none_value

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
_FOREIGN_ATTRIBUTES = {
    "length": "`len(…)`",
    "size": "`len(…)`",
    "push": "`.append(…)`",
    "add": "`.append(…)`",
    "toUpperCase": "`.upper()`",
    "toLowerCase": "`.lower()`",
    "substring": "`text[start:end]`",
    "substr": "`text[start:end]`",
    "charAt": "`text[index]`",
    "indexOf": "`.index(…)`",
    "trim": "`.strip()`",
    "contains": "`in`",
    "includes": "`in`",
    "has_key": "`in`",
    "containsKey": "`in`",
    "forEach": "a `for` loop",
    "toString": "`str(…)`",
    "equals": "`==`",
    "iteritems": "`.items()`",
    "len": "`len(…)`",
    "sum": "`sum(…)`",
    "max": "`max(…)`",
    "min": "`min(…)`",
    "print": "`print(…)`",
    "sorted": "`sorted(…)`",
}
_NAME_OF = {kind: kind.__dict__["name"] for kind in (NameError, AttributeError, ImportError)}


def explain_name(trouble: Trouble) -> str | None:
    """For NameError and UnboundLocalError."""
    quoted = re.search(r"name '([^']+)'|variable '([^']+)'", trouble.text)
    name = _slot(NameError, trouble.error) or (quoted and (quoted[1] or quoted[2]))
    if not name or not name.isidentifier():
        return None
    if "variable" in trouble.text and "associated" in trouble.text:
        return _without_value(name, trouble)
    return _of_object(name, trouble) or _undefined(name, trouble)


def _slot(kind: type[BaseException], error: BaseException) -> str | None:
    value = _NAME_OF[kind].__get__(error)
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
    if node is not None and name in _attributes_of(node):
        return f"`{name}` belongs to the object. Write `self.{name}` instead of `{name}`."
    return None


def _undefined(name: str, trouble: Trouble) -> str:
    source, place = trouble.source, trouble.place
    line = place.line if place else 0
    inside = place.function.name if place and place.function else None
    bindings = source.bindings
    if name in _FOREIGN:
        return f"`{name}` means nothing in Python. Write `{_FOREIGN[name]}` instead."
    at_top = [each for each in bindings if each.name == name and each.function is None]
    if at_top:
        return (
            f"`{name}` gets its value in line {at_top[0].line} only, which has not run yet. "
            f"Move line {at_top[0].line} above line {line}."
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
    meant = most_alike(name, [*seen, *_BUILTINS])
    if meant:
        known = next((each for each in bindings if each.name == meant), None)
        where = f" (line {known.line})" if known else ""
        return f"`{name}` is not defined. Did you mean `{meant}`{where}? Write `{meant}`."
    return (
        f"`{name}` is not defined. Give it a value above this line with `{name} = …`, "
        "or put quotes around it if it is a text."
    )


_OF_OBJECT = re.compile(r"'(?P<kind>[\w.]+)' object has no attribute '(?P<name>\w+)'")
_OF_MODULE = re.compile(r"module '(?P<kind>[\w.]+)' has no attribute '(?P<name>\w+)'")
_OF_CLASS = re.compile(r"type object '(?P<kind>[\w.]+)' has no attribute '(?P<name>\w+)'")


def explain_attribute(trouble: Trouble) -> str | None:
    """For AttributeError."""
    found = _OF_MODULE.match(trouble.text)
    if found:
        if trouble.place is None:
            return None
        return _of_module(found["kind"], found["name"])
    found = _OF_OBJECT.match(trouble.text) or _OF_CLASS.match(trouble.text)
    if not found:
        return None
    kind, name = found["kind"], found["name"]
    owner = trouble.node.value if isinstance(trouble.node, ast.Attribute) else None
    shown = trouble.shown(owner, "The value")
    if kind == "NoneType":
        return explain_none(trouble, owner, f"and None has no `{name}`")
    if kind in trouble.source.classes:
        return _of_own_class(kind, name, trouble.source, by_test=trouble.place is None)
    if trouble.place is None:
        return None
    if kind in ("function", "method", "builtin_function_or_method"):
        return f"{shown} is a function that is not called. Write `()` behind it before `.{name}`."
    return f"{shown} is {kind_in_words(kind)}, which has no `{name}`. {_instead(kind, name)}"


def explain_none(trouble: Trouble, node: ast.expr | None, why_bad: str) -> str | None:
    """A value is None where another was needed; None when it is not the student's."""
    shown = trouble.shown(node, "A value")
    function = trouble.place.function if trouble.place else None
    reason = none_value(node, function, trouble.source) if node is not None else None
    if trouble.place is None:
        return None
    return (
        f"{shown} is None here, {why_bad}. "
        f"{reason or 'Find the line that gave it this value: does a function lack its `return`?'}"
    )


def _instead(kind: str, name: str) -> str:
    known = getattr(builtins, kind, None)
    names = dir(known) if isinstance(known, type) else []
    if name == "add" and kind == "dict":
        return "Write `d[key] = value` to add to it."
    if name == "append" and kind in ("str", "tuple"):
        return "Use `+` to make a longer one, or begin with a list `[]`."
    if name == "append" and kind in ("set", "dict"):
        return "Use `.add(…)` for a set, `d[key] = value` for a dictionary."
    if name == "append":
        return "Begin with an empty list `[]` to append to."
    foreign = _FOREIGN_ATTRIBUTES.get(name)
    if foreign:
        return f"Use {foreign} instead."
    meant = most_alike(name, [each for each in names if not each.startswith("_")])
    if meant:
        return f"Did you mean `{meant}`? Write `.{meant}`."
    owners = [
        each.__name__
        for each in (str, list, dict, set, int, float)
        if hasattr(each, name) and each is not known
    ]
    if owners:
        return f"Only {kind_in_words(owners[0])} has it: make it one first, or use another name."
    return "Look up which methods it has."


def _of_own_class(kind: str, name: str, source: StudentSource, *, by_test: bool) -> str:
    node = source.classes[kind]
    own = _attributes_of(node)
    meant = most_alike(name, own)
    subject = "The tests use" if by_test else "This uses"
    sentence = f"{subject} `{name}`, which the class `{kind}` in line {node.lineno} does not have."
    if meant:
        return f"{sentence} It has `{meant}` (line {own[meant]}): did you mean that? Use one name."
    return f"{sentence} Set `self.{name} = …` in its `__init__`, or write a method `{name}`."


def _attributes_of(node: ast.ClassDef) -> dict[str, int]:
    """Methods, class variables, and what is set on ``self``, with their first lines."""
    found: dict[str, int] = {}
    for each in ast.walk(node):
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef):
            found.setdefault(each.name, each.lineno)
        elif isinstance(each, ast.Attribute) and isinstance(each.ctx, ast.Store):
            if isinstance(each.value, ast.Name) and each.value.id == "self":
                found.setdefault(each.attr, each.lineno)
    return found


def _of_module(kind: str, name: str) -> str:
    module = sys.modules.get(kind)
    names = list(vars(module)) if type(module) is ModuleType else []
    if kind in names:
        return (
            f"The module `{kind}` has no `{name}`, but a `{kind}` of its own. "
            f"Write `from {kind} import {kind}` at the top of the file."
        )
    meant = most_alike(name, names)
    if meant:
        return (
            f"The module `{kind}` has no `{name}`. Did you mean `{meant}`? Write `{kind}.{meant}`."
        )
    return f"The module `{kind}` has no `{name}`. Look up the name, or write a function yourself."


def explain_import(trouble: Trouble) -> str | None:
    """For ImportError and ModuleNotFoundError."""
    found = re.match(r"cannot import name '(\w+)' from '([\w.]+)'", trouble.text)
    if found:
        return _of_module(found[2], found[1])
    found = re.match(r"No module named '([\w.]+)'", trouble.text)
    if not found or trouble.place is None:
        return None
    name = found[1].partition(".")[0]
    meant = most_alike(name, sorted(sys.stdlib_module_names))
    if meant:
        return f"There is no module `{name}`. Did you mean `{meant}`? Write `import {meant}`."
    return f"There is no module `{name}` here. Solve it without, or ask your teacher for it."


def missing_name(name: str, own_names: list[str], code: str) -> str:
    """A name that the tests use and the file lacks; what it has instead, if any looks like it."""
    sentence = f"The tests use `{name}`; your file does not define it."
    source = StudentSource(code)
    lines = {each.name: each.line for each in source.bindings[::-1] if each.function is None}
    inner = [each for each in source.bindings if each.name == name and each.function]
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
