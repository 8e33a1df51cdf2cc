"""Classes and constants of Python's library that cross by name.

Tests compare with them (``issubclass(Colour, enum.Enum)``), and annotations use them. Only the name
is sent; nothing is imported for it.
"""

import abc
import collections.abc
import dataclasses
import enum
import functools
import inspect
import numbers
import types
import typing
from typing import Any

_CLASSES: tuple[tuple[Any, str], ...] = (
    (abc, "ABC ABCMeta"),
    (dataclasses, "Field InitVar FrozenInstanceError"),
    (enum, "Enum IntEnum StrEnum Flag IntFlag EnumMeta auto"),
    (functools, "partial cached_property"),
    (inspect, "_empty Parameter Signature"),
    (numbers, "Number Complex Real Rational Integral"),
    (
        types,
        "FunctionType MethodType BuiltinFunctionType GeneratorType CoroutineType ModuleType "
        "MappingProxyType NoneType EllipsisType NotImplementedType CodeType TracebackType "
        "SimpleNamespace GenericAlias UnionType",
    ),
    (collections.abc, " ".join(collections.abc.__all__)),
)

_TYPING = (
    "Any Union Optional Literal ClassVar Final Annotated Callable List Dict Set FrozenSet Tuple "
    "Type "
    "Iterable Iterator Generator Sequence MutableSequence Mapping MutableMapping Collection "
    "Container Hashable Sized Awaitable Coroutine AsyncIterator AsyncIterable Deque DefaultDict "
    "OrderedDict Counter Generic Protocol NamedTuple TypedDict Text NoReturn Never Self "
    "SupportsInt SupportsFloat SupportsIndex SupportsAbs SupportsRound LiteralString Concatenate "
    "TypeGuard Required NotRequired Reversible AbstractSet KeysView ValuesView ItemsView IO TextIO "
    "BinaryIO Pattern Match"
)

LIBRARY_VALUES: dict[str, Any] = {
    f"{module.__name__}.{name}": vars(module)[name]
    for module, names in _CLASSES
    for name in names.split()
    if name in vars(module)
}
LIBRARY_VALUES.update(
    (f"typing.{name}", getattr(typing, name)) for name in _TYPING.split() if hasattr(typing, name)
)
LIBRARY_VALUES["typing.ProtocolMeta"] = type(typing.Protocol)
LIBRARY_VALUES["typing.TypedDictMeta"] = type(typing.TypedDict("_Any", {}))
LIBRARY_VALUES["dataclasses.MISSING"] = dataclasses.MISSING
LIBRARY_VALUES["dataclasses.KW_ONLY"] = dataclasses.KW_ONLY

#: Methods of ``object`` that do not cross by name: they would act on a proxy, not on the object.
NOT_BY_NAME = frozenset({"__setattr__", "__delattr__", "__getattribute__"})

_NAMES = {id(value): name for name, value in reversed(LIBRARY_VALUES.items())}


def library_name(value: Any) -> str | None:
    """The name of such a value, None for others. Runs no code of the value."""
    name = _NAMES.get(id(value))
    return name if name is not None and LIBRARY_VALUES[name] is value else None


_MAX_NAME = 400


def is_dotted_name(text: str) -> bool:
    return len(text) <= _MAX_NAME and all(part.isidentifier() for part in text.split("."))
