"""Functions of Python's library that the judge calls here, on the program's objects.

They evaluate annotations, import modules or run docstrings: that runs the program's code, which
must happen in this process.
"""

import inspect
import sys
import typing
from abc import ABCMeta
from collections.abc import Callable
from typing import Any

_PROTOCOL_META: type = type(typing.Protocol)


def call_library_function(name: str, args: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
    return _FUNCTIONS[name](*args, **keywords)


def _signature(function: Any, **options: Any) -> Any:
    read: Any = vars(inspect)["_signature_from_callable"]
    return read(function, sigcls=inspect.Signature, **options)


def _annotations(value: Any, **options: Any) -> Any:
    return inspect.get_annotations(value, **options)


def _pickled(value: Any, protocol: int | None) -> bytes:
    import pickle

    return pickle.dumps(value, protocol)


def _unpickled(content: bytes) -> Any:
    import pickle

    return pickle.loads(content)


def _examples(module: Any, options: dict[str, Any]) -> tuple[int, int]:
    import doctest

    results = doctest.testmod(module, **options)
    return results.failed, results.attempted


def _examples_of(value: Any, names: dict[str, Any], options: dict[str, Any]) -> None:
    import doctest

    own: Any = sys.modules.get(str(getattr(value, "__module__", None)))
    doctest.run_docstring_examples(value, {**vars(own or typing), **names}, **options)


def _is(method: str) -> Callable[[Any, Any], Any]:
    """``isinstance`` or ``issubclass`` for a class of Python's abc module, even if a metaclass of
    the program overrides it."""

    def check(value: Any, kind: type) -> Any:
        pythons_own = [each for each in type.mro(type(kind)) if each in (_PROTOCOL_META, ABCMeta)]
        return next(vars(each)[method] for each in pythons_own if method in vars(each))(kind, value)

    return check


_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "inspect.signature": _signature,
    "inspect.get_annotations": _annotations,
    "inspect.getdoc": inspect.getdoc,
    "inspect.getattr_static": inspect.getattr_static,
    "inspect.unwrap": inspect.unwrap,
    "typing.get_type_hints": typing.get_type_hints,
    "isinstance": _is("__instancecheck__"),
    "issubclass": _is("__subclasscheck__"),
    "pickle.dumps": _pickled,
    "pickle.loads": _unpickled,
    "doctest.testmod": _examples,
    "doctest.run_docstring_examples": _examples_of,
}
