"""The student's file as a module of the judge's: ``import submission`` in a test gives this."""

import builtins
import dis
import sys
from collections.abc import Collection
from contextlib import suppress
from types import FrameType, ModuleType
from typing import TYPE_CHECKING, Any

from ..job import Job
from ..program import DoesNotLoad
from ..report.text import MESSAGE_MAX, clip
from ..student_file import StudentFile
from .kinds import RemoteModule
from .mirrors import RemoteType
from .remote import Link, Remote, ask_fact, link_of, names_of

if TYPE_CHECKING:
    from .session import Session

_LOAD_VERDICTS = ("syntax-error", "runtime-error", "memory-limit")

# Names that unittest would take for the tests' own, were they to come by ``import *``.
_NEVER_BY_STAR = frozenset({"load_tests", "setUpModule", "tearDownModule"})


# Names that Python's import system looks for in modules; no program's file has use for them.
_PYTHONS_OWN = frozenset({"__path__", "__wrapped__", "__warningregistry__", "__test__"})
_IMPORTED_WITH = ("__name__", "__file__", "__spec__", "__loader__", "__package__")

own_names: Any = vars(ModuleType)["__dict__"].__get__


class StudentModule(ModuleType):
    """Attributes are asked for, and set, in the student's process."""

    def __init__(self, name: str, file: str, star_hides: set[str]) -> None:
        super().__init__(name)
        fields = own_names(self)
        fields["__file__"] = file
        fields["_touchstone_names"] = {}
        fields["_touchstone_defined"] = None
        fields["_touchstone_star_hides"] = star_hides

    def _touchstone_connect(self, link: Link, names: dict[str, Any]) -> None:
        """The student's process has loaded the file."""
        own_names(self)["_touchstone_link"] = link
        self._touchstone_know(names)

    def _touchstone_know(self, names: dict[str, Any]) -> None:
        """Functions and classes are kept; all else may have changed by the time it is read."""
        known = own_names(self)["_touchstone_names"]
        known.clear()
        known.update(names)
        own_names(self)["_touchstone_defined"] = set(names) or None

    def __getattr__(self, name: str) -> Any:
        if not is_connected(self):
            raise self._touchstone_lacks(name)
        if name.startswith("__"):
            return self._touchstone_special(name)
        uses = link_of(self).session.uses
        uses.note_for_all(f"name:{name}")
        kept = own_names(self)["_touchstone_names"].get(name)
        if kept is not None:
            if issubclass(type(kept), (Remote, RemoteType)):
                link_of(kept).ways.add(name)
            return kept
        defined = self._touchstone_defines(name)
        if not defined and not uses.recorded_for_all(f"late:{name}"):
            raise self._touchstone_lacks(name)
        try:
            value = link_of(self).session.request("get", self, name)
        except AttributeError:
            raise self._touchstone_lacks(name) from None
        if not defined:
            uses.note_for_all(f"late:{name}")
        return value

    def _touchstone_special(self, name: str) -> Any:
        if name == "__all__":
            frame = sys._getframe(2)  # pyright: ignore[reportPrivateUsage]
            if _is_imported_by_star(frame):
                return self._touchstone_star()
        if name not in _PYTHONS_OWN:
            with suppress(AttributeError):
                return ask_fact(self, name)
        raise self._touchstone_lacks(name)

    def _touchstone_defines(self, name: str) -> bool:
        """Whether the file defines the name, as far as this process knows.

        It is not asked of the program: a ``__getattr__`` of its own would learn which names the
        hidden tests read.
        """
        defined = own_names(self)["_touchstone_defined"]
        if defined is None:
            told: Any = link_of(self).session.request("defined", self)
            names = told if type(told) is list else []
            defined = {each for each in names if type(each) is str}
            own_names(self)["_touchstone_defined"] = defined
        return name in defined

    def _touchstone_lacks(self, name: str) -> AttributeError:
        message = f"module {self.__name__!r} has no attribute {name!r}"
        return AttributeError(message, name=name, obj=self)

    @property
    def __dict__(self) -> dict[str, Any]:  # type: ignore[override]
        """A copy, but for what the import system keeps in a module."""
        own = own_names(self)
        if not is_connected(self):
            return own
        names = ask_fact(self, "__dict__")
        dict.update(names, {name: own[name] for name in _IMPORTED_WITH if name in own})
        return names

    @property
    def __doc__(self) -> Any:  # type: ignore[override]
        return ask_fact(self, "__doc__") if is_connected(self) else None

    @property
    def __annotations__(self) -> Any:  # type: ignore[override]
        return ask_fact(self, "__annotations__") if is_connected(self) else {}

    def __setattr__(self, name: str, value: Any) -> None:
        if name.startswith("__"):
            own_names(self)[name] = value
            return
        own_names(self)["_touchstone_names"].pop(name, None)
        link_of(self).session.request("set", self, name, value)
        if own_names(self)["_touchstone_defined"] is not None:
            own_names(self)["_touchstone_defined"].add(name)

    def __delattr__(self, name: str) -> None:
        own_names(self)["_touchstone_names"].pop(name, None)
        link_of(self).session.request("delete", self, name)

    def __dir__(self) -> list[str]:
        return names_of(self) if is_connected(self) else []

    def _touchstone_star(self) -> list[str]:
        """What ``import *`` brings: nothing that the tests or Python go by themselves."""
        hidden = own_names(self)["_touchstone_star_hides"]
        try:
            listed: Any = link_of(self).session.request("get", self, "__all__")
        except AttributeError:
            listed = [name for name in dir(self) if not name.startswith("_")]
        return [
            name
            for name in listed
            if isinstance(name, str) and name not in hidden and name not in vars(builtins)
        ]


def _is_imported_by_star(frame: FrameType) -> bool:
    """Whether the frame is at an ``import *``: tests may read ``__all__`` for its own sake."""
    code, place = frame.f_code.co_code, frame.f_lasti
    return bytes(code[place : place + 2]) in _BY_STAR


_BY_STAR = (
    {bytes([dis.opmap["IMPORT_STAR"], 0])}
    if "IMPORT_STAR" in dis.opmap
    else {bytes([dis.opmap["CALL_INTRINSIC_1"], 2])}
)


def is_connected(module: StudentModule) -> bool:
    """Whether there is such a module in the student's process."""
    return "_touchstone_link" in own_names(module)


def hide_from_star(module: ModuleType, names: Collection[str]) -> None:
    """Names that a test file binds itself: ``import *`` must not replace them."""
    if isinstance(module, StudentModule):
        own_names(module)["_touchstone_star_hides"].update(names)


class RemoteStudentFile(StudentFile):
    """Its modules are those of the student's process; nothing of the file is ever run here."""

    def __init__(self, job: Job, folder: str, session: "Session") -> None:
        self._session = session
        self._star_hides = set(_NEVER_BY_STAR)
        file = f"{folder}/{job.file_name}"
        super().__init__(job, folder, StudentModule(job.module_name, file, self._star_hides))

    def new_module(self, name: str) -> StudentModule:
        return StudentModule(name, self.path, self._star_hides)

    def compile(self) -> None:
        match self._session.request("compile"):
            case None:
                return
            case told:
                raise self._no_module(told)

    def load_first(self, module: ModuleType) -> None:
        match self._session.request("load", module.__name__):
            case (RemoteModule() as remote, names) if _are_names(names):
                self._connect(module, remote, names)
            case told:
                raise self._no_module(told)

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
            raise TypeError("the student's file can be loaded as a module of its own only")
        module._touchstone_connect(link_of(remote), names)  # pyright: ignore[reportPrivateUsage]
        self._session.proxies.replace(remote, module)

    def _no_module(self, told: Any) -> BaseException:
        match told:
            case (verdict, message) if type(message) is str and _is_load_verdict(verdict):
                return DoesNotLoad(verdict, clip(message, MESSAGE_MAX))
            case _:
                return self._session.garbled()


def _are_names(names: Any) -> bool:
    """Functions, classes and modules are handed over with their names, of all else the name."""
    return type(names) is dict and all(
        type(name) is str
        and (value is None or callable(value) or issubclass(type(value), RemoteModule))
        for name, value in names.items()
    )


def _is_load_verdict(verdict: Any) -> bool:
    return type(verdict) is str and verdict in _LOAD_VERDICTS
