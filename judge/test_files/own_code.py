"""Which code the teacher wrote: test files, and the modules that lie beside the student's file."""

import sys
from importlib.abc import Loader
from typing import Any


class OwnCode(Loader):
    """Base of the loaders of such code."""


def is_own_namespace(names: dict[str, Any]) -> bool:
    """Whether these are the names of a module that such a loader has loaded."""
    return isinstance(getattr(names.get("__spec__"), "loader", None), OwnCode)


def is_own_class(kind: type) -> bool:
    """Whether a test file made the class, by a class statement or by a function of Python's."""
    module = sys.modules.get(kind.__module__)
    if module is None:
        return False
    if kind.__module__ == "types":
        # make_dataclass() of Python 3.11 names this module as its classes' own.
        return vars(module).get(kind.__name__) is not kind and bool(kind.__flags__ & _HEAP_TYPE)
    return is_own_namespace(vars(module))


#: Of classes that Python code made (Py_TPFLAGS_HEAPTYPE).
_HEAP_TYPE = 1 << 9
