"""Attributes that an object, a class or a module does not have."""

import ast
import builtins
import re
import sys
from types import ModuleType

from ..common.nodes import FunctionNode, is_named
from .likeness import most_alike
from .modules import explain_missing_module
from .other_files import half_imported
from .results import none_value
from .source import StudentSource
from .trouble import FUNCTION_KINDS, Trouble, capital, kind_in_words

_FOREIGN_ATTRIBUTES = {
    **dict.fromkeys(("length", "size"), "`len(…)`"),
    **dict.fromkeys(("push", "add"), "`.append(…)`"),
    **dict.fromkeys(("contains", "includes", "has_key", "containsKey"), "`in`"),
    **{name: f"`{name}(…)`" for name in ("len", "sum", "max", "min", "print", "sorted")},
    "toUpperCase": "`.upper()`",
    "toLowerCase": "`.lower()`",
    "substring": "`text[start:end]`",
    "substr": "`text[start:end]`",
    "charAt": "`text[index]`",
    "indexOf": "`.index(…)`",
    "trim": "`.strip()`",
    "forEach": "a `for` loop",
    "toString": "`str(…)`",
    "equals": "`==`",
    "iteritems": "`.items()`",
}

_OF_OBJECT = re.compile(r"'(?P<kind>[\w.]+)' object has no attribute '(?P<name>\w+)'")
_OF_MODULE = re.compile(r"module '(?P<kind>[\w.]+)' has no attribute '(?P<name>\w+)'")
_OF_CLASS = re.compile(r"type object '(?P<kind>[\w.]+)' has no attribute '(?P<name>\w+)'")


def explain_attribute(trouble: Trouble) -> str | None:
    """For AttributeError."""
    half = half_imported(trouble)
    if half:
        return half
    found = _OF_MODULE.match(trouble.text)
    if found:
        if trouble.place is None:
            return None
        return _of_module(found["kind"], found["name"], trouble)
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
    if kind in FUNCTION_KINDS:
        return (
            f"{shown} is a function, but it is not called. Write `()` after it, before `.{name}`."
        )
    return f"{shown} is {kind_in_words(kind)}, which has no `{name}`. {_instead(kind, name)}"


def explain_none(trouble: Trouble, node: ast.expr | None, why_bad: str) -> str | None:
    """For a None where another value is needed; returns None if it is not the student's."""
    shown = trouble.shown(node, "A value")
    function = trouble.place.function if trouble.place else None
    reason = none_value(node, function, trouble.source) if node is not None else None
    if trouble.place is None:
        return None
    return (
        f"{shown} is None here, {why_bad}. "
        f"{reason or 'Find the line that gave it this value. Is a `return` missing in a function?'}"
    )


def _instead(kind: str, name: str) -> str:
    known = getattr(builtins, kind, None)
    names = dir(known) if isinstance(known, type) else []
    if name == "add" and kind == "dict":
        return "Write `d[key] = value` to add to it."
    if name == "append" and kind in ("str", "tuple"):
        return "Use `+` to make a longer one, or start with a list `[]`."
    if name == "append" and kind in ("set", "dict"):
        return "Use `.add(…)` for a set, `d[key] = value` for a dictionary."
    if name == "append":
        return "To append, start with an empty list `[]`."
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
        return f"{capital(kind_in_words(owners[0]))} has it. Change the value first, or the name."
    return "Look up which methods it has."


def _of_own_class(kind: str, name: str, source: StudentSource, *, by_test: bool) -> str:
    node = source.classes[kind]
    own = attributes_of(node)
    meant = most_alike(name, own)
    subject = "The tests use" if by_test else "This line uses"
    sentence = f"{subject} `{name}`, which the class `{kind}` in line {node.lineno} does not have."
    if meant:
        return f"{sentence} It has `{meant}` (line {own[meant]}). Did you mean that? Use one name."
    return f"{sentence} Set `self.{name} = …` in its `__init__`, or write a method `{name}`."


def attributes_of(node: ast.ClassDef) -> dict[str, int]:
    """Methods, class variables, and what is set on ``self``, with their first lines."""
    found: dict[str, int] = {}
    for each in ast.walk(node):
        if isinstance(each, FunctionNode):
            found.setdefault(each.name, each.lineno)
        elif isinstance(each, ast.Attribute) and isinstance(each.ctx, ast.Store):
            if is_named(each.value, "self"):
                found.setdefault(each.attr, each.lineno)
    return found


def _of_module(kind: str, name: str, trouble: Trouble, *, imported: bool = False) -> str:
    module = sys.modules.get(kind)
    names = list(vars(module)) if type(module) is ModuleType else []
    if kind in names and hasattr(vars(module)[kind], name):
        return (
            f"The module `{kind}` has no `{name}`, but `{kind}.{kind}` has one. "
            f"Write `from {kind} import {kind}` at the top of the file."
        )
    meant = most_alike(name, names)
    if meant:
        new = f"from {kind} import {meant}" if imported else f"{kind}.{meant}"
        return f"The module `{kind}` has no `{name}`. Did you mean `{meant}`? Write `{new}`."
    own = next((each.name for each in trouble.others if each.module_name == kind), None)
    if own:
        return f"{own} does not define `{name}`. Define it there, or use a name that is there."
    return f"The module `{kind}` has no `{name}`. Look up the name, or write a function yourself."


def explain_import(trouble: Trouble) -> str | None:
    """For ImportError and ModuleNotFoundError."""
    found = re.match(r"cannot import name '(\w+)' from '([\w.]+)'", trouble.text)
    if found:
        return _of_module(found[2], found[1], trouble, imported=True)
    return half_imported(trouble) or explain_missing_module(trouble)
