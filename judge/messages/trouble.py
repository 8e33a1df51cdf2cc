"""An exception, with everything that its explanation may use."""

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..common.program import ProgramFile
from .place import Place
from .source import StudentSource

_KINDS = {
    "str": "a text (str)",
    "int": "a whole number (int)",
    "float": "a number (float)",
    "bool": "True or False (bool)",
    "list": "a list",
    "tuple": "a tuple",
    "dict": "a dictionary (dict)",
    "set": "a set",
    "NoneType": "None",
    "function": "a function",
    "method": "a method",
    "builtin_function_or_method": "a function",
    "type": "a class",
    "module": "a module",
    "range": "a range",
    "generator": "a generator",
}

FUNCTION_KINDS = ("function", "method", "builtin_function_or_method", "method_descriptor")


@dataclass(frozen=True)
class Trouble:
    """``text`` is Python's message; ``place`` is None if the student's file was not running.
    ``others`` are the other files of the program."""

    error: BaseException
    text: str
    place: Place | None
    source: StudentSource
    others: Sequence[ProgramFile] = ()

    @property
    def node(self) -> ast.expr | None:
        return self.place.expression if self.place else None

    def shown(self, node: ast.expr | None, otherwise: str) -> str:
        """A part of the program between backticks, or ``otherwise`` if it can't be shown."""
        text = self.source.shown(node) if node is not None else ""
        return f"`{text}`" if text and "`" not in text else otherwise

    def value(self, node: ast.AST) -> Any:
        return self.place.value(node) if self.place else ...


def kind_in_words(type_name: str) -> str:
    return _KINDS.get(type_name, f"an object of type {type_name}")


def is_number(type_name: str) -> bool:
    return type_name in ("int", "float")


def no_longer_callable(shown: str, kind: str, line: int | None) -> str:
    """For a name of a function that has got another value, in that line if it is known."""
    since = f"Since line {line}, {shown}" if line is not None else shown
    return (
        f"{since} is {kind_in_words(kind)}, so it cannot be called as a function. "
        "Choose another name for that value."
    )


def counted(number: int, thing: str) -> str:
    words = {0: "no", 1: "one"}
    return f"{words.get(number, number)} {thing}{'' if number == 1 else 's'}"


def capital(text: str) -> str:
    return text if text.startswith("`") else text[:1].upper() + text[1:]
