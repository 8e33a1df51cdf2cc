"""The student's objects as the judge knows them: by number, each with its class.

On the channel (border/__init__.py has the tags of plain values):

    h [number, class, base]  an object; base is its value as a plain one for subclasses of such
                             types, else null
    H [number, kind, name, doc, module]  a function, generator, module …, that needs no class
    K [number], or at its first mention K [number, description]  a class
    x [exception]            an exception that is a value (error_writer.py)
    j [number]               an object of the judge, on its way back
    L [content, numbers]     a container in an attribute, with numbers of it and of those within it
    F [number, kind, …]      a library object that the judge rebuilds (introspection.py)

and from the judge, with numbers that it got before: h [number], M [number, name] for a method that
was not fetched yet; x and j with their content; y [number, how] for a copy (judge_proxies.py);
P [kind, functions …] for a property, a static or a class method; A [number] for a coroutine of the
tests.

A description is an object: name, qualname, module, doc, bases, methods, operators; meta, the
class's own class unless that is ``type``, and library, its name in library_names.py, else null.
"""

import re
import types
from collections.abc import Callable
from typing import Any

from ..border.channel import Garbled
from ..border.decoder import Decoder
from ..border.library_names import library_name
from ..border.operators import ALL, UNIVERSAL
from ..border.plain import NAMED_TYPES, VALUE_TYPES, CannotCross
from ..border.plain_value import plain_base
from ..common.program import Program
from .error_writer import ErrorWriter, made_error
from .introspection import UNNUMBERED, special_attribute, written_library_object
from .judge_proxies import (
    JudgeObject,
    awaited_by_judge,
    copy_of,
    judge_object,
    number_of_copy,
)

_MAX_HANDLES = 200_000

# Attributes that the program may set on objects: ``self.name = …``, ``self.a, self.b = …``.
_ASSIGNED = re.compile(r"\.\s*(\w+)\s*(?:,|=[^=]|:\s*\w)")
_MAX_TEXT = 2_000
_MAX_DOC = 50_000

_KINDS: tuple[tuple[str, type | tuple[type, ...]], ...] = (
    ("generator", types.GeneratorType),
    ("coroutine", types.CoroutineType),
    ("async_generator", types.AsyncGeneratorType),
    ("function", types.FunctionType),
    ("method", types.MethodType),
    (
        "builtin",
        (
            types.BuiltinFunctionType,
            types.MethodWrapperType,
            types.WrapperDescriptorType,
            types.MethodDescriptorType,
            types.ClassMethodDescriptorType,
        ),
    ),
    ("module", types.ModuleType),
)


_DESCRIPTORS: dict[str, Callable[..., Any]] = {
    "property": property,
    "staticmethod": staticmethod,
    "classmethod": classmethod,
}


class StudentObjects:
    """Numbers objects and classes, for the lifetime of the process."""

    def __init__(self, call_judge: Callable[..., Any], program: Program) -> None:
        self._call_judge = call_judge
        self.errors = ErrorWriter(program, self.number)
        self._objects: list[Any] = []
        self._numbers: dict[int, int] = {}
        self._described: set[int] = set()
        self._assigned = {name for each in program.files for name in _ASSIGNED.findall(each.code)}

    def object(self, number: Any) -> Any:
        if type(number) is not int or not 0 <= number < len(self._objects):
            raise Garbled("an unknown object")
        return self._objects[number]

    def write(self, value: Any, encode: Callable[[Any, int], Any], depth: int) -> Any:
        if isinstance(value, JudgeObject):
            return ["j", value.touchstone_number]
        copied = number_of_copy(value)
        if copied is not None:
            return ["j", copied]
        written = written_library_object(value, lambda each: encode(each, depth + 1))
        if written is not None:
            return written if written[1] in UNNUMBERED else ["F", self.number(value), *written[1:]]
        if isinstance(value, type):
            return self._write_class(value, encode, depth)
        kind = type(value)
        for name, python_types in _KINDS:
            if issubclass(kind, python_types):
                return ["H", self.number(value), name, *_names_and_doc(value)]
        if isinstance(value, BaseException):
            return ["x", self.errors.write(value, lambda each: encode(each, depth + 1))]
        base = plain_base(value)
        return [
            "h",
            self.number(value),
            self._write_class(kind, encode, depth),
            None if base is None else encode(base, depth + 1),
        ]

    def read(self, decoder: Decoder, node: list[Any], _depth: int) -> Any:
        tag = node[0]
        if tag == "h":
            return self.object(node[1])
        if tag == "x":
            return made_error(node[1], decoder.decode)
        if tag == "M":
            return getattr(self.object(node[1]), node[2])
        if tag == "j":
            return judge_object(self._call_judge, *node[1:])
        if tag == "y":
            return copy_of(node[1], decoder.decode(node[2]))
        if tag == "A":
            return awaited_by_judge(self._call_judge, node[1])
        if tag == "P":
            return _DESCRIPTORS[node[1]](*(decoder.decode(each) for each in node[2:]))
        raise Garbled(f"an unknown tag {tag}")

    def number(self, value: Any) -> int:
        number = self._numbers.get(id(value))
        if number is None:
            if len(self._objects) >= _MAX_HANDLES:
                raise CannotCross("is one object too many")
            number = self._numbers[id(value)] = len(self._objects)
            self._objects.append(value)
        return number

    def _write_class(self, kind: type, encode: Callable[[Any, int], Any], depth: int) -> Any:
        number = self.number(kind)
        if number in self._described:
            return ["K", number]
        self._described.add(number)
        return ["K", number, self._describe(kind, encode, depth + 1)]

    def _describe(
        self, kind: type, encode: Callable[[Any, int], Any], depth: int
    ) -> dict[str, Any]:
        if depth > 60:
            raise CannotCross("has too many levels of base classes")
        own = [each for each in type.mro(kind) if each is not object and each not in VALUE_TYPES]
        return {
            "name": _clip(kind.__name__),
            "qualname": _clip(kind.__qualname__),
            "module": _text(getattr(kind, "__module__", None)),
            "doc": _doc(vars(kind).get("__doc__")),
            "meta": None if type(kind) is type else encode(type(kind), depth),
            "library": library_name(kind),
            "bases": [
                ["T", base.__name__]
                if NAMED_TYPES.get(base.__name__) is base
                else self.write(base, encode, depth)
                for base in special_attribute(kind, "__bases__")
                if base is not object
            ],
            "methods": sorted(
                {
                    name
                    for each in own
                    for name, value in list(vars(each).items())
                    if isinstance(value, (types.FunctionType, types.MethodDescriptorType))
                    and not name.startswith("__")
                }
                - self._assigned
            ),
            "operators": ["__getitem__"] * any("__missing__" in vars(each) for each in own)
            + sorted(
                name
                for name in (*ALL, "__call__")
                if name not in UNIVERSAL
                and any(name in vars(each) and vars(each)[name] is not None for each in own)
            )
            + sorted(
                name
                for name in UNIVERSAL
                if any(name in vars(each) for each in own)
                and (name != "__hash__" or type.__getattribute__(kind, "__hash__") is not None)
            ),
        }


def _names_and_doc(value: Any) -> list[str | None]:
    return [
        _text(getattr(value, "__name__", None)),
        _doc(getattr(value, "__doc__", None)),
        _text(getattr(value, "__module__", None)),
    ]


def _doc(value: Any) -> str | None:
    return value[:_MAX_DOC] if type(value) is str else None


def _text(value: Any) -> str | None:
    return _clip(value) if type(value) is str else None


def _clip(text: str) -> str:
    return text[:_MAX_TEXT]
