"""Carries out the judge's requests, by the names that serve.py lists."""

import builtins
import sys
from collections.abc import Callable
from functools import partial
from importlib import import_module
from types import FunctionType, ModuleType, NoneType
from typing import Any

from ..border.operators import ALL
from ..border.plain_value import plain_base
from ..cases.script_apart import RunApart, run_script_apart
from ..cases.script_run import run_script
from ..cases.written_files import read_written, remove_written
from ..common.job import Job, lay_out
from ..common.program import ProgramFile
from ..program.execution import (
    allowing_input,
    compile_program,
    errors_as_verdict,
    import_file,
    run_as_script,
    run_in,
)
from ..program.student_files import DoesNotLoad
from .coroutines import Coroutines
from .exported_containers import ExportedContainers
from .introspection import special_attribute
from .library_functions import call_library_function
from .process_settings import ProcessSettings
from .replaced_attributes import ReplacedAttributes
from .warnings_and_logs import WarningsAndLogs

# Types of values that are sent of names such as ``__name__`` and ``__version__``.
_SENT_OF_SPECIAL = (str, int, float, list, tuple, NoneType)


class Operations:
    """``call_judge`` makes a callback, which is possible only while ``may_call_judge``."""

    def __init__(
        self,
        job: Job,
        folder: str,
        containers: ExportedContainers,
        call_judge: Callable[..., Any],
        may_call_judge: Callable[[], bool],
        run_apart: RunApart | None,
    ) -> None:
        self._job = job
        self._program = job.program
        self._folder = folder
        self._run_apart = run_apart
        self._originals = {name: vars(builtins)[name] for name in ("print", "open")}
        #: The names in the file that was last loaded.
        self._names: dict[str, Any] = {}
        replaced = ReplacedAttributes()
        self._operations: dict[str, Callable[..., Any]] = {
            **_OF_NO_STATE,
            "load": self._load,
            "import": self._import,
            "compile": self._compile,
            "place": self._place,
            "modules": self._modules,
            "run_script": self._run_script,
            "remove_written": partial(remove_written, folder),
            "written": partial(read_written, folder),
            "get": containers.get,
            "delete": replaced.delete,
            "keep": replaced.keep,
            "run": Coroutines().run,
            "reload": self._reload,
            "script": self._script,
            "evaluate": self._evaluate,
            "patch": self._patch,
            "follow": ProcessSettings().follow,
            "listen": WarningsAndLogs(call_judge, may_call_judge).listen,
        }

    def run(self, name: str, parts: tuple[Any, ...]) -> Any:
        """Raises what the operation raises."""
        return self._operations[name](*parts)

    def _load(self, name: str, file_name: str) -> Any:
        """As _import, or ``(verdict, message)``."""
        try:
            with errors_as_verdict(self._program):
                compile_program(self._program)
                return self._loaded(name, file_name)
        except DoesNotLoad as fault:
            return (fault.verdict, str(fault))

    def _import(self, name: str, file_name: str) -> Any:
        """``(module, {name: function, class or module; else None})``."""
        with allowing_input():
            return self._loaded(name, file_name)

    def _loaded(self, name: str, file_name: str) -> tuple[ModuleType, dict[str, Any]]:
        file = self._file(file_name)
        known = sys.modules.get(name) if self._program.has_several else None
        # Another file of the program has imported it.
        if isinstance(known, ModuleType) and name == file.module_name:
            module = known
        else:
            module = import_file(file, self._folder, name)
        self._names = vars(module)
        return _content(module)

    def _file(self, name: str) -> ProgramFile:
        return self._program.file(name) or self._program.main

    def _place(self, modules: dict[str, ModuleType | None]) -> None:
        for name, module in modules.items():
            if module is None:
                sys.modules.pop(name, None)
            else:
                sys.modules[name] = module

    def _modules(self, known: list[str]) -> dict[str, tuple[ModuleType, dict[str, Any]]]:
        """The program's modules, without those whose names are known."""
        names = [each.module_name for each in self._program.files]
        found = {name: sys.modules.get(name) for name in names if name not in known}
        return {
            name: _content(module)
            for name, module in found.items()
            if isinstance(module, ModuleType)
        }

    def _compile(self) -> Any:
        try:
            compile_program(self._program)
        except DoesNotLoad as fault:
            return (fault.verdict, str(fault))
        return None

    def _run_script(self, stdin: str, writes: list[str]) -> dict[str, Any]:
        job = self._job
        if self._run_apart is None:
            return run_script(job.program, stdin, writes=writes)
        result = run_script_apart(self._run_apart, job.program, stdin, writes)
        lay_out(job, self._folder)
        return result

    def _reload(self, module: ModuleType, file_name: str) -> None:
        with allowing_input():
            run_in(module.__dict__, self._file(file_name))

    def _script(
        self, file_name: str, init_globals: dict[str, Any] | None, run_name: str, path: str
    ) -> dict[str, Any]:
        names = run_as_script(self._file(file_name), init_globals, run_name, path)
        return {
            name: value
            for name, value in names.items()
            if not name.startswith("__") or type(value) in _SENT_OF_SPECIAL
        }

    def _evaluate(self, text: str, values: dict[str, Any], modules: dict[str, str]) -> Any:
        imported = {name: import_module(module) for name, module in modules.items()}
        return eval(text, {**self._all_names(), **imported, **values})

    def _all_names(self) -> dict[str, Any]:
        """Those of the first file win."""
        if not self._program.has_several:
            return self._names
        modules = [sys.modules.get(each.module_name) for each in self._program.files[::-1]]
        names: dict[str, Any] = {}
        for each in modules:
            names |= vars(each) if isinstance(each, ModuleType) else {}
        return names

    def _patch(self, name: str, value: Any) -> None:
        setattr(builtins, name, self._originals[name] if value is None else value)


def _content(module: ModuleType) -> tuple[ModuleType, dict[str, Any]]:
    """The module, and its names: functions, classes and modules, None for other values."""
    sent_types = (FunctionType, type, ModuleType)
    names: dict[str, Any] = vars(module)
    return (
        module,
        {
            name: value if isinstance(value, sent_types) else None
            for name, value in names.items()
            if type(name) is str and not name.startswith("__")
        },
    )


def _call(called: Any, args: tuple[Any, ...], keywords: dict[str, Any] | None = None) -> Any:
    return called(*args) if keywords is None else called(*args, **keywords)


def _defined(module: ModuleType) -> list[str]:
    return [name for name in vars(module) if type(name) is str]


def _operate(name: str, target: Any, args: tuple[Any, ...]) -> Any:
    return ALL[name](target, *args)


def _method(name: str, target: Any, args: tuple[Any, ...]) -> Any:
    """Same as _operate(), but can return NotImplemented; the judge then does what Python does."""
    return getattr(type(target), name)(target, *args)


_OF_NO_STATE: dict[str, Callable[..., Any]] = {
    "set": setattr,
    "names": dir,
    "defined": _defined,
    "call": _call,
    "operate": _operate,
    "method": _method,
    "base": plain_base,
    "fact": special_attribute,
    "library": call_library_function,
}
