"""The student's file in the tests' process: importing it loads it in the student's process."""

from collections.abc import Collection
from types import ModuleType
from typing import Any

from ..common.job import Job
from ..common.text import MAX_MESSAGE, clip
from ..program.student_file import DoesNotLoad, StudentFile
from .conversation import Conversation
from .proxy_base import link_of
from .standard_proxies import RemoteModule
from .student_module import StudentModule, is_connected

_LOAD_VERDICTS = ("syntax-error", "runtime-error", "memory-limit")

# Names that unittest would use as the tests' own if ``import *`` imported them.
_NEVER_BY_STAR = frozenset({"load_tests", "setUpModule", "tearDownModule"})


class RemoteStudentFile(StudentFile):
    """Loads the file in the student's process. None of it ever runs here."""

    def __init__(self, job: Job, folder: str, session: Conversation) -> None:
        self._session = session
        self._star_hides = set(_NEVER_BY_STAR)
        file = f"{folder}/{job.file_name}"
        super().__init__(job, folder, StudentModule(job.module_name, file, self._star_hides))

    def new_module(self, name: str) -> StudentModule:
        return StudentModule(name, self.path, self._star_hides)

    def hide_from_star(self, names: Collection[str]) -> None:
        self._star_hides.update(names)

    def compile(self) -> None:
        match self._session.request("compile"):
            case None:
                return
            case failure:
                raise self._load_failure(failure)

    def load_first(self, module: ModuleType) -> None:
        match self._session.request("load", module.__name__):
            case (RemoteModule() as remote, names) if _are_names(names):
                self._connect(module, remote, names)
            case failure:
                raise self._load_failure(failure)

    def load(self, module: ModuleType) -> None:
        match self._session.request("import", module.__name__):
            case (RemoteModule() as remote, names) if _are_names(names):
                self._connect(module, remote, names)
            case _:
                raise self._session.garbled()

    def is_loaded(self, module: ModuleType) -> bool:
        return isinstance(module, StudentModule) and is_connected(module)

    def reload(self, module: ModuleType) -> None:
        self._session.request("reload", module)
        if isinstance(module, StudentModule):
            module._touchstone_know({})  # pyright: ignore[reportPrivateUsage]

    def run_as_script(
        self, init_globals: dict[str, Any] | None, run_name: str, path: str
    ) -> dict[str, Any]:
        match self._session.request("script", init_globals, run_name, path):
            case names if type(names) is dict and all(type(name) is str for name in names):
                return names
            case _:
                raise self._session.garbled()

    def _connect(self, module: ModuleType, remote: RemoteModule, names: dict[str, Any]) -> None:
        if not isinstance(module, StudentModule):
            raise TypeError("the student's file can only be loaded as a separate module")
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
        and (value is None or callable(value) or issubclass(type(value), RemoteModule))
        for name, value in names.items()
    )


def _is_load_verdict(verdict: Any) -> bool:
    return type(verdict) is str and verdict in _LOAD_VERDICTS
