"""A stand-in for pytest if it is not installed: marks without effect, for unittest files.

A check of the course reports other uses of pytest (advice_pytest.py).
"""

import importlib.util
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any


class _Marks:
    """Both ``mark.task(taskno=1)`` and ``mark.slow`` return what they decorate."""

    def __getattr__(self, _name: str) -> Callable[..., Any]:
        return _mark


def _mark(*args: Any, **keywords: Any) -> Any:
    if len(args) == 1 and callable(args[0]) and not keywords:
        return args[0]
    return lambda decorated: decorated


def provide_pytest_marks() -> None:
    if importlib.util.find_spec("pytest") is None:
        module = ModuleType("pytest", "Marks only: tests here run with unittest.")
        vars(module)["mark"] = _Marks()
        sys.modules["pytest"] = module
