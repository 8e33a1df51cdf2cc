"""What the student's process answers when tests inspect its objects (student/introspection.py).

Objects of Python's library are rebuilt here from their parts. None of them is evaluated, imported
or called. What should be a name, a dictionary or a sequence of classes must be one.
"""

import dataclasses
import functools
import inspect
import operator
import types
import typing
from collections.abc import Callable
from typing import Any

from ..border.channel import Garbled
from ..border.library_names import LIBRARY_VALUES, NOT_BY_NAME, is_dotted_name, library_name


class RemoteCode:
    """Plain attributes of a function's code, which can be read but not run."""

    __slots__ = ("__dict__",)
    __class__ = property(lambda _self: types.CodeType)  # type: ignore[assignment]

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(
            f"a test can read plain attributes of the code of a student's function, but not"
            f" `{name}`: the code itself is in the student's process"
        )

    def __eq__(self, other: object) -> bool:
        return type(other) is RemoteCode and vars(self) == vars(other)

    def __hash__(self) -> int:
        return hash((vars(self).get("co_name"), vars(self).get("co_code")))


class Names(dict[str, Any]):
    """A copy of an object's ``__dict__``. Refuses changes, which would not change the object."""

    def __init__(self, content: dict[str, Any], refused: Callable[[], BaseException]) -> None:
        dict.__init__(self, content)
        self.refused = refused

    def __reduce_ex__(self, _protocol: Any) -> Any:
        return dict, (dict(self),)


def _refuse(self: Names, *_args: Any, **_keywords: Any) -> Any:
    raise self.refused()


for _name in "__setitem__ __delitem__ __ior__ update clear pop popitem setdefault".split():
    setattr(Names, _name, _refuse)

_TEXT_OR_NONE = (str, types.NoneType)
_DICT_OR_NONE = (dict, types.NoneType)

_FORMS: dict[str, tuple[type, ...]] = {
    "__dict__": (dict, types.MappingProxyType),
    "__annotations__": _DICT_OR_NONE,
    "__mro__": (tuple,),
    "__bases__": (tuple,),
    "__flags__": (int,),
    "__abstractmethods__": (frozenset, set),
    "__doc__": _TEXT_OR_NONE,
    "__module__": _TEXT_OR_NONE,
    "__name__": (str,),
    "__qualname__": (str,),
    "__defaults__": (tuple, types.NoneType),
    "__kwdefaults__": _DICT_OR_NONE,
    "__code__": (RemoteCode,),
    "__members__": (types.MappingProxyType, dict),
    "__dataclass_fields__": (dict,),
    "_fields": (tuple,),
    "_field_defaults": (dict,),
    "inspect.signature": (inspect.Signature,),
    "inspect.get_annotations": (dict,),
    "inspect.getdoc": _TEXT_OR_NONE,
    "typing.get_type_hints": (dict,),
    "isinstance": (bool,),
    "issubclass": (bool,),
    "pickle.dumps": (bytes,),
    "doctest.testmod": (tuple,),
    "doctest.run_docstring_examples": (types.NoneType,),
    "dir": (list,),
}


def has_form(name: str, value: Any) -> bool:
    """Whether the value has the type that Python itself returns there."""
    forms = _FORMS.get(name)
    if forms is None:
        return True
    if type(value) not in forms:
        return False
    if name in ("__mro__", "__bases__"):
        return all(isinstance(each, type) for each in value)
    if name == "dir":
        return all(type(each) is str for each in value)
    return name != "__dict__" or all(type(each) is str for each in value)


def rebuilt_library_object(kind: Any, parts: list[Any]) -> Any:
    """Raises Garbled, or one of the decoder's _MALFORMED_ERRORS, for invalid parts."""
    make = _MAKERS.get(kind) if type(kind) is str else None
    if make is None:
        raise Garbled("a library object of an unknown kind")
    return make(*parts)


def _slot(name: Any) -> Any:
    found = vars(object)[name]
    if name in NOT_BY_NAME:
        raise Garbled("a method that does not cross by name")
    return object.__new__ if name == "__new__" else found


def _proxy(content: Any) -> Any:
    if type(content) is not dict:
        raise TypeError
    return types.MappingProxyType(content)


def _property(fget: Any, fset: Any, fdel: Any, doc: Any) -> property:
    if type(doc) is not str and doc is not None:
        raise TypeError
    return property(fget, fset, fdel, doc)


def _code(content: Any) -> RemoteCode:
    if type(content) is not dict:
        raise TypeError
    if not all(
        name in _CODE_FORMS and type(content[name]) is _CODE_FORMS[name] for name in content
    ):
        raise TypeError
    made = RemoteCode()
    vars(made).update(content)
    return made


_CODE_FORMS: dict[str, type] = {
    **dict.fromkeys(("co_name", "co_qualname", "co_filename"), str),
    **dict.fromkeys(("co_varnames", "co_names", "co_freevars", "co_cellvars", "co_consts"), tuple),
    **dict.fromkeys(
        (
            "co_argcount co_posonlyargcount co_kwonlyargcount co_nlocals co_flags co_firstlineno "
            "co_stacksize"
        ).split(),
        int,
    ),
    "co_code": bytes,
}


def _signature(returns: Any, *parameters: Any) -> inspect.Signature:
    made = [
        inspect.Parameter(
            name,
            list(inspect._ParameterKind)[kind],  # pyright: ignore[reportPrivateUsage]
            default=default,
            annotation=annotation,
        )
        for name, kind, default, annotation in parameters
    ]
    return inspect.Signature(made, return_annotation=returns)


def _field(content: Any, kind: Any) -> Any:
    options = dict(content)
    name, annotation = options.pop("name"), options.pop("type")
    if type(name) is not str or type(options["metadata"]) is not dict:
        raise TypeError
    made: Any = dataclasses.field(**options)
    made.name, made.type = name, annotation
    made._field_type = _FIELD_KINDS[kind]
    return made


_FIELD_KINDS: dict[str, Any] = {
    value.name: value
    for name, value in vars(dataclasses).items()
    if name in ("_FIELD", "_FIELD_CLASSVAR", "_FIELD_INITVAR")
}


def _alias(origin: Any, *arguments: Any) -> Any:
    """Python compiles an annotation that is a string, without running it: only dotted names may."""
    name = library_name(origin) or ""
    if name.startswith("typing.") and name != "typing.Literal":
        if not all(is_dotted_name(each) for each in arguments if type(each) is str):
            raise TypeError
    try:
        if name.startswith(("typing.", "collections.abc.Callable")):
            parts = _callable_parts(origin, arguments)
            return origin[parts if len(parts) != 1 else parts[0]]
    except TypeError:
        pass
    if not isinstance(origin, type):
        raise TypeError
    return types.GenericAlias(origin, arguments)


def _callable_parts(origin: Any, arguments: tuple[Any, ...]) -> tuple[Any, ...]:
    if typing.get_origin(origin) is not LIBRARY_VALUES["collections.abc.Callable"] and (
        origin is not LIBRARY_VALUES["collections.abc.Callable"]
    ):
        return arguments
    *parameters, result = arguments
    return (... if parameters == [...] else parameters, result)


def _union(_origin: Any, *arguments: Any) -> Any:
    if not all(isinstance(each, (type, types.GenericAlias)) for each in arguments):
        raise TypeError
    return functools.reduce(operator.or_, arguments)


_MAKERS: dict[str, Callable[..., Any]] = {
    "library": lambda name: LIBRARY_VALUES[name],
    "slot": _slot,
    "proxy": _proxy,
    "property": _property,
    "static": staticmethod,
    "class": classmethod,
    "code": _code,
    "signature": _signature,
    "field": _field,
    "alias": _alias,
    "union": _union,
}
