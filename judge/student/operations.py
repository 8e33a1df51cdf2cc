"""What the judge asks of the student's process, by the names that serve.py lists."""

import builtins
from collections.abc import Callable
from functools import cached_property
from importlib import import_module
from types import FunctionType, ModuleType, NoneType
from typing import Any, ClassVar

from ..border.operators import ALL
from ..border.plain_value import plain_base
from ..cases.script_apart import RunApart, run_script_apart
from ..cases.script_run import run_script
from ..job import Job, lay_out
from ..program import (
    DoesNotLoad,
    allowed_to_ask,
    compile_program,
    import_program,
    run_as_script,
    run_in,
    told_as_verdict,
)
from .coroutines import Coroutines
from .facts import fact
from .held import Held
from .kept import Kept
from .library import library
from .process_state import ProcessState
from .reports import Reports

# What is told of names such as ``__name__`` and ``__version__``, by the type of their values.
_TOLD_OF_PYTHON = (str, int, float, list, tuple, NoneType)


class Operations:
    """``ask`` asks the judge, which can be done only while ``may_ask``."""

    def __init__(
        self,
        job: Job,
        folder: str,
        held: Held,
        ask: Callable[..., Any],
        may_ask: Callable[[], bool],
        run_apart: RunApart | None,
    ) -> None:
        self._job = job
        self._folder = folder
        self._held = held
        self._ask = ask
        self._may_ask = may_ask
        self._run_apart = run_apart
        self._originals = {name: vars(builtins)[name] for name in ("print", "open")}
        #: Of the file as it was loaded last.
        self._names: dict[str, Any] = {}

    def run(self, name: str, parts: tuple[Any, ...]) -> Any:
        """Raises what the operation ends with."""
        operation = _OF_NO_STATE.get(name)
        return operation(*parts) if operation else self._OF_STATE[name](self, *parts)

    def _load(self, name: str) -> Any:
        """As _import, or ``(verdict, message)``."""
        try:
            with told_as_verdict(self._job):
                return self._told(import_program(self._job, self._folder, name))
        except DoesNotLoad as fault:
            return (fault.verdict, str(fault))

    def _import(self, name: str) -> Any:
        """``(module, {name: function, class or module; else None})``."""
        with allowed_to_ask():
            return self._told(import_program(self._job, self._folder, name))

    def _told(self, module: ModuleType) -> tuple[ModuleType, dict[str, Any]]:
        self._names = vars(module)
        steady = (FunctionType, type, ModuleType)
        return (
            module,
            {
                name: value if isinstance(value, steady) else None
                for name, value in self._names.items()
                if type(name) is str and not name.startswith("__")
            },
        )

    def _compile(self) -> Any:
        try:
            compile_program(self._job)
        except DoesNotLoad as fault:
            return (fault.verdict, str(fault))
        return None

    def _run_script(self, stdin: str) -> dict[str, Any]:
        job = self._job
        if self._run_apart is None:
            return run_script(job.code, job.file_name, stdin)
        told = run_script_apart(self._run_apart, job.code, job.file_name, stdin)
        lay_out(job, self._folder)
        return told

    def _reload(self, module: ModuleType) -> None:
        with allowed_to_ask():
            run_in(module.__dict__, self._job)

    def _script(
        self, init_globals: dict[str, Any] | None, run_name: str, path: str
    ) -> dict[str, Any]:
        names = run_as_script(self._job, init_globals, run_name, path)
        return {
            name: value
            for name, value in names.items()
            if not name.startswith("__") or type(value) in _TOLD_OF_PYTHON
        }

    def _evaluate(self, text: str, values: dict[str, Any], modules: dict[str, str]) -> Any:
        imported = {name: import_module(module) for name, module in modules.items()}
        return eval(text, {**self._names, **imported, **values})

    def _patch(self, name: str, value: Any) -> None:
        setattr(builtins, name, self._originals[name] if value is None else value)

    def _get(self, owner: Any, name: str) -> Any:
        return self._held.get(owner, name)

    # Few programs need these, so they are made when one does.

    @cached_property
    def _kept(self) -> Kept:
        return Kept()

    @cached_property
    def _coroutines(self) -> Coroutines:
        return Coroutines()

    @cached_property
    def _process(self) -> ProcessState:
        return ProcessState()

    @cached_property
    def _reports(self) -> Reports:
        return Reports(self._ask, self._may_ask)

    def _keep(self, owner: Any, name: str) -> None:
        self._kept.keep(owner, name)

    def _delete(self, owner: Any, name: str) -> None:
        self._kept.delete(owner, name)

    def _run(self, awaitable: Any) -> Any:
        return self._coroutines.run(awaitable)

    def _follow(self, *changes: Any) -> None:
        self._process.follow(*changes)

    def _listen(self, *wanted: Any) -> None:
        self._reports.listen(*wanted)

    _OF_STATE: ClassVar[dict[str, Callable[..., Any]]] = {
        "load": _load,
        "import": _import,
        "compile": _compile,
        "run_script": _run_script,
        "get": _get,
        "delete": _delete,
        "keep": _keep,
        "run": _run,
        "reload": _reload,
        "script": _script,
        "evaluate": _evaluate,
        "patch": _patch,
        "follow": _follow,
        "listen": _listen,
    }


def _call(called: Any, args: tuple[Any, ...], keywords: dict[str, Any] | None = None) -> Any:
    return called(*args) if keywords is None else called(*args, **keywords)


def _defined(module: ModuleType) -> list[str]:
    return [name for name in vars(module) if type(name) is str]


def _operate(name: str, target: Any, args: tuple[Any, ...]) -> Any:
    return ALL[name](target, *args)


def _method(name: str, target: Any, args: tuple[Any, ...]) -> Any:
    """As _operate(), but that NotImplemented is an answer: the judge goes on as Python would."""
    return getattr(type(target), name)(target, *args)


_OF_NO_STATE: dict[str, Callable[..., Any]] = {
    "set": setattr,
    "names": dir,
    "defined": _defined,
    "call": _call,
    "operate": _operate,
    "method": _method,
    "base": plain_base,
    "fact": fact,
    "library": library,
}
