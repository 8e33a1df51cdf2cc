"""Introspection of the program's objects by tests: Python's own results, and how they are written.

On the channel ``F [number, kind, …]`` is an object of Python's library that the judge rebuilds.
Kinds in UNNUMBERED come without the number:

    library    name                                  library_names.py
    slot       name                                  ``object.NAME``
    proxy      dictionary                            a read-only view of a dictionary
    property   fget, fset, fdel, doc                 static, class  function
    code       {name: value}                         plain attributes of a code object
    signature  returns, (name, kind, default, annotation) …
    field      {name: value}                         of a dataclass
    alias, union  origin, arguments …                ``list[int]``, ``int | None``
"""

import collections.abc
import dataclasses
import inspect
import types
import typing
from collections.abc import Callable
from typing import Any

from ..border.library_names import NOT_BY_NAME, is_dotted_name, library_name

#: Kinds that are the same in both processes, or that Python makes at each access.
UNNUMBERED = frozenset({"library", "slot", "proxy", "signature", "code"})

Encode = Callable[[Any], Any]

_CLASS_DICT = type.__dict__["__dict__"]
_CLASS_MRO = type.__dict__["__mro__"]

#: Read from a class directly, even if a metaclass overrides them.
_OF_CLASSES = {
    name: type.__dict__[name]
    for name in ("__dict__", "__mro__", "__bases__", "__base__", "__flags__")
}

CODE_ATTRIBUTES = (
    "co_name co_qualname co_argcount co_posonlyargcount co_kwonlyargcount co_nlocals co_varnames "
    "co_names co_freevars co_cellvars co_flags co_firstlineno co_filename co_stacksize co_code "
    "co_consts"
).split()
FIELD_ATTRIBUTES = "default default_factory init repr hash compare metadata kw_only".split()


def special_attribute(value: Any, name: str) -> Any:
    """A special attribute, as Python stores it. Raises AttributeError."""
    if isinstance(value, type):
        own = _OF_CLASSES.get(name)
        return getattr(value, name) if own is None else own.__get__(value, type(value))
    if isinstance(value, types.ModuleType):
        return _of_module(value, name)
    return dict(_dict_of(value)) if name == "__dict__" else getattr(value, name)


def _of_module(value: types.ModuleType, name: str) -> Any:
    """Does not call a ``__getattr__`` of the program, which would learn which names hidden tests
    read."""
    names = _dict_of(value)
    if name == "__annotations__":
        return value.__annotations__
    if name == "__dict__":
        return {each: names[each] for each in names if each not in _OF_IMPORTS}
    if name not in names:
        raise AttributeError(name)
    return names[name]


#: What the import system adds to a module. The judge's module has its own.
_OF_IMPORTS = frozenset(
    {"__builtins__", "__spec__", "__loader__", "__cached__", "__file__", "__package__"}
)


def _dict_of(value: Any) -> Any:
    """The object's ``__dict__``, even if a property has that name."""
    kind = type(value)
    for each in _CLASS_MRO.__get__(kind, type(kind)):
        own = _CLASS_DICT.__get__(each, type(each)).get("__dict__")
        if isinstance(own, (types.GetSetDescriptorType, types.MemberDescriptorType)):
            return own.__get__(value, kind)
    raise AttributeError("__dict__")


def written_library_object(value: Any, encode: Encode) -> list[Any] | None:
    """None for a value that is not such an object."""
    name = library_name(value)
    if name is not None:
        return ["F", "library", name]
    write = _WRITERS.get(type(value))
    return None if write is None else write(value, encode)


def _property(value: property, encode: Encode) -> list[Any]:
    parts = (value.fget, value.fset, value.fdel, value.__doc__)
    return ["F", "property", *map(encode, parts)]


def _proxy(value: Any, encode: Encode) -> list[Any]:
    names = {name: each for name, each in value.items() if name not in _GETTERS}
    return ["F", "proxy", encode(names)]


_GETTERS = ("__dict__", "__weakref__")


def _slot(value: Any, _encode: Encode) -> list[Any] | None:
    known = value.__objclass__ is object and value.__name__ not in NOT_BY_NAME
    return ["F", "slot", value.__name__] if known else None


def _new(value: Any, _encode: Encode) -> list[Any] | None:
    return ["F", "slot", "__new__"] if value is object.__new__ else None


def _code(value: types.CodeType, encode: Encode) -> list[Any]:
    content = {name: getattr(value, name) for name in CODE_ATTRIBUTES if hasattr(value, name)}
    return ["F", "code", encode(content)]


def _signature(value: inspect.Signature, encode: Encode) -> list[Any]:
    parameters = [
        (each.name, int(each.kind), each.default, each.annotation)
        for each in value.parameters.values()
    ]
    return ["F", "signature", encode(value.return_annotation), *map(encode, parameters)]


def _field(value: dataclasses.Field[Any], encode: Encode) -> list[Any]:
    kind: Any = getattr(value, "_field_type", None)
    content = {name: getattr(value, name) for name in FIELD_ATTRIBUTES}
    content |= {"metadata": dict(value.metadata), "name": value.name, "type": value.type}
    return ["F", "field", encode(content), getattr(kind, "name", None)]


def _alias(value: Any, encode: Encode) -> list[Any] | None:
    """``list[int]`` and similar; None if its parts are not of the library."""
    kind, origin = "alias", typing.get_origin(value)
    named: Any = getattr(typing, str(getattr(value, "_name", None)), None)
    if type(value) is types.UnionType:
        kind, origin = "union", typing.Union
    elif origin is not typing.Union and named is not None and typing.get_origin(named) is origin:
        origin = named
    if library_name(origin) is None and not isinstance(origin, type):
        return None
    texts = [each.__forward_arg__ for each in value.__args__ if type(each) is typing.ForwardRef]
    if not all(map(is_dotted_name, texts)):
        return None
    return ["F", kind, encode(origin), *(encode(_argument(each)) for each in value.__args__)]


def _argument(value: Any) -> Any:
    """An annotation that is a string is sent as that string, without evaluating it."""
    return value.__forward_arg__ if isinstance(value, typing.ForwardRef) else value


_ALIASES: tuple[Any, ...] = (
    list[int],
    int | None,
    collections.abc.Callable[[int], int],
    typing.List[int],  # noqa: UP006
    typing.Callable[[int], int],
    typing.Optional[int],  # noqa: UP045
    typing.Literal[1],
)

_WRITERS: dict[type, Callable[[Any, Encode], list[Any] | None]] = {
    property: _property,
    staticmethod: lambda value, encode: ["F", "static", encode(value.__func__)],
    classmethod: lambda value, encode: ["F", "class", encode(value.__func__)],
    types.MappingProxyType: _proxy,
    types.WrapperDescriptorType: _slot,
    types.MethodDescriptorType: _slot,
    types.BuiltinFunctionType: _new,
    types.CodeType: _code,
    inspect.Signature: _signature,
    dataclasses.Field: _field,
    **{type(each): _alias for each in _ALIASES},
}
