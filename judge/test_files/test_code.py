"""Which code the teacher wrote: test files, and the modules beside the student's file."""

import sys
from importlib.abc import Loader
from typing import Any


class TestCode(Loader):
    """Base of the loaders of such code."""


def is_test_namespace(names: dict[str, Any]) -> bool:
    """Whether this is the namespace of a module that such a loader has loaded."""
    return isinstance(getattr(names.get("__spec__"), "loader", None), TestCode)


def is_test_class(kind: type) -> bool:
    """Whether a test file made the class, by a class statement or a function of the library."""
    module = sys.modules.get(kind.__module__)
    if module is None:
        return False
    if kind.__module__ == "types":
        # make_dataclass() of Python 3.11 sets this as the module of its classes.
        return vars(module).get(kind.__name__) is not kind and bool(kind.__flags__ & _HEAP_TYPE)
    return is_test_namespace(vars(module))


#: Set for classes that Python code made (Py_TPFLAGS_HEAPTYPE).
_HEAP_TYPE = 1 << 9
