"""The student's files in the tests' process: importing one loads it in the student's process."""

import importlib.util
import sys
from collections.abc import Collection
from types import ModuleType
from typing import Any

from ..common.job import Job
from ..common.program import ProgramFile
from ..common.text import MAX_MESSAGE, clip
from ..program.student_files import DoesNotLoad, StudentFiles
from .conversation import Conversation
from .proxy_base import link_of
from .standard_proxies import RemoteModule
from .student_module import StudentModule, is_connected

_LOAD_VERDICTS = ("syntax-error", "runtime-error", "memory-limit")

# Names that unittest would use as the tests' own if ``import *`` imported them.
_NEVER_BY_STAR = frozenset({"load_tests", "setUpModule", "tearDownModule"})


class RemoteStudentFiles(StudentFiles):
    """Loads the files in the student's process. None of them ever runs here.

    The files of a program of several import each other there. Both processes have the same ones in
    ``sys.modules``: what the program has imported appears here, and what tests take out of it is
    also taken out there.
    """

    def __init__(self, job: Job, folder: str, session: Conversation) -> None:
        self._session = session
        self._star_hides = set(_NEVER_BY_STAR)
        #: What the other process has in ``sys.modules``, as far as this one knows.
        self._placed: dict[str, ModuleType | None] = {}
        main = job.program.main
        module = StudentModule(main.module_name, f"{folder}/{main.name}", self._star_hides)
        super().__init__(job, folder, module)

    def new_module(self, file: ProgramFile, name: str) -> StudentModule:
        prefix = "" if file is self.program.main else f"{file.module_name}."
        return StudentModule(name, self.path_of(file), self._star_hides, prefix)

    def hide_from_star(self, names: Collection[str]) -> None:
        self._star_hides.update(names)

    def compile(self) -> None:
        match self._session.request("compile"):
            case None:
                return
            case failure:
                raise self._load_failure(failure)

    def load_first(self, module: ModuleType, file: ProgramFile) -> None:
        self._place_modules(module)
        match self._session.request("load", module.__name__, file.name):
            case (RemoteModule() | StudentModule() as remote, names) if _are_names(names):
                self._connect(module, remote, names)
            case failure:
                raise self._load_failure(failure)
        self._note_imported(module)

    def load(self, module: ModuleType, file: ProgramFile) -> None:
        self._place_modules(module)
        match self._session.request("import", module.__name__, file.name):
            case (RemoteModule() | StudentModule() as remote, names) if _are_names(names):
                self._connect(module, remote, names)
            case _:
                raise self._session.garbled()
        self._note_imported(module)

    def is_loaded(self, module: ModuleType) -> bool:
        return isinstance(module, StudentModule) and is_connected(module)

    def reload(self, module: ModuleType, file: ProgramFile) -> None:
        self._place_modules(None)
        self._session.request("reload", module, file.name)
        if isinstance(module, StudentModule):
            module._touchstone_know({})  # pyright: ignore[reportPrivateUsage]
        self._note_imported(None)

    def run_as_script(
        self, file: ProgramFile, init_globals: dict[str, Any] | None, run_name: str, path: str
    ) -> dict[str, Any]:
        self._place_modules(None)
        names = self._session.request("script", file.name, init_globals, run_name, path)
        if type(names) is not dict or not all(type(name) is str for name in names):
            raise self._session.garbled()
        self._note_imported(None)
        return names

    def load_by_path(self, module: ModuleType, file: ProgramFile) -> None:
        # The other process registers it, and would not run a file that it has imported already.
        self._placed[module.__name__] = module
        super().load_by_path(module, file)
        self._placed[module.__name__] = module

    def _place_modules(self, loading: ModuleType | None) -> None:
        """Lets the other process have the same modules as the tests, who may have removed or
        replaced some. ``loading`` is not there yet."""
        if not self.program.has_several:
            return
        changed: dict[str, ModuleType | None] = {}
        for each in self.program.files:
            name = each.module_name
            module = None if name == getattr(loading, "__name__", None) else sys.modules.get(name)
            # An object of the tests cannot replace a module of the program.
            is_known = module is None or self.is_loaded(module)
            if is_known and module is not self._placed.get(name):
                changed[name] = self._placed[name] = module
        if changed:
            self._session.request("place", changed)

    def _note_imported(self, loaded: ModuleType | None) -> None:
        """Provides the modules that the program has imported itself."""
        if not self.program.has_several:
            return
        names = [each.module_name for each in self.program.files]
        known = [
            name
            for name in names
            if name in sys.modules or name == getattr(loaded, "__name__", None)
        ]
        match self._session.request("modules", known):
            case dict() as found:
                for name, module in found.items():
                    self._provide(name, module)
            case _:
                raise self._session.garbled()
        for name in names:
            module = sys.modules.get(name)
            if module is None or self.is_loaded(module):
                self._placed[name] = module

    def _provide(self, name: Any, content: Any) -> None:
        file = self.program.file_of_module(name) if type(name) is str else None
        if file is None or name in sys.modules:
            raise self._session.garbled()
        match content:
            case (RemoteModule() | StudentModule() as remote, names) if _are_names(names):
                module = importlib.util.module_from_spec(self.spec_of(file))
                self._connect(module, remote, names)
                sys.modules[name] = module
                if file is self.program.main:
                    self.module = module
            case _:
                raise self._session.garbled()

    def _connect(
        self, module: ModuleType, remote: RemoteModule | StudentModule, names: dict[str, Any]
    ) -> None:
        if not isinstance(module, StudentModule):
            raise TypeError("the student's file can only be loaded as a separate module")
        if self.program.has_several:
            # One of these may be replaced as well.
            names = {
                name: None if type(value) in _MODULES else value for name, value in names.items()
            }
        module._touchstone_connect(link_of(remote), names)  # pyright: ignore[reportPrivateUsage]
        self._session.proxies.replace(remote, module)

    def _load_failure(self, failure: Any) -> BaseException:
        match failure:
            case (verdict, message) if type(message) is str and _is_load_verdict(verdict):
                return DoesNotLoad(verdict, clip(message, MAX_MESSAGE))
            case _:
                return self._session.garbled()


def _are_names(names: Any) -> bool:
    """Functions, classes and modules by name; other values are None."""
    return type(names) is dict and all(
        type(name) is str
        and (value is None or callable(value) or issubclass(type(value), _MODULES))
        for name, value in names.items()
    )


_MODULES = (RemoteModule, StudentModule)


def _is_load_verdict(verdict: Any) -> bool:
    return type(verdict) is str and verdict in _LOAD_VERDICTS
