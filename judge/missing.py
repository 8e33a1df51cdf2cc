"""Names that the tests use and the student's file lacks.

A missing name is stood in for while a test module loads, so that ``from submission import a, b``
fails only the tests that use the one that is missing.
"""

import ast
import difflib
import re
from types import ModuleType
from typing import Any, NoReturn


class MissingName(BaseException):
    """Raised wherever a stand-in is used. No test can expect it, so none passes by it."""


class StandIn:
    """In place of a name that the student's file lacks; whoever uses it learns that."""

    def __init__(self, sentence: str) -> None:
        self._sentence = sentence

    def _refuse(self, *_args: Any, **_keywords: Any) -> NoReturn:
        raise MissingName(self._sentence)

    __call__ = __getattr__ = __getitem__ = __iter__ = __len__ = __contains__ = _refuse
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __bool__ = _refuse
    __hash__ = __add__ = __radd__ = __sub__ = __mul__ = __str__ = __repr__ = _refuse
    __enter__ = __exit__ = __instancecheck__ = __mro_entries__ = _refuse


def missing_sentence(name: str, program: ModuleType) -> str:
    """Says that the file lacks a name, and which one of its own is meant, if any looks like it."""
    sentence = f"The tests use `{name}`; your file does not define it."
    own = [each for each in dir(program) if not each.startswith("__")]
    alike = difflib.get_close_matches(name, own, n=1, cutoff=0.6) or [
        each for each in own if each.lower() == name.lower()
    ]
    return f"{sentence} It has `{alike[0]}`: did you mean that?" if alike else sentence


def imported_names(tree: ast.Module, module_name: str) -> set[str]:
    """Names that a test module imports from the student's."""
    return {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module == module_name
        for alias in node.names
        if alias.name != "*"
    }


def missing_names(tree: ast.Module, program: ModuleType) -> dict[str, str]:
    """What a test module imports and the program lacks, each with its sentence."""
    return {
        name: missing_sentence(name, program)
        for name in sorted(imported_names(tree, program.__name__))
        if not hasattr(program, name)
    }


def missing_attribute(error: BaseException, program: ModuleType) -> str | None:
    """The sentence for ``submission.helo``, however it was asked for, if that went wrong."""
    if isinstance(error, AttributeError) and error.obj is program and error.name:
        return missing_sentence(error.name, program)
    if isinstance(error, ImportError) and error.name == program.__name__:
        wanted = re.match(r"cannot import name '(\w+)'", str(error))
        return missing_sentence(wanted.group(1), program) if wanted else None
    return None
