"""The student's file as a module of the judge's: ``import submission`` in a test gives this."""

import builtins
import dis
import os
import runpy
import sys
from collections.abc import Collection, Sequence
from contextlib import suppress
from importlib.abc import InspectLoader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import FrameType, ModuleType
from typing import TYPE_CHECKING, Any

from .mirrors import RemoteType
from .remote import Link, Remote, ask_fact, link_of, names_of

if TYPE_CHECKING:
    from .session import Session

# Names that unittest would take for the tests' own, were they to come by ``import *``.
_NEVER_BY_STAR = frozenset({"load_tests", "setUpModule", "tearDownModule"})


# Names that Python's import system looks for in modules; no program's file has use for them.
_PYTHONS_OWN = frozenset({"__path__", "__wrapped__", "__warningregistry__", "__test__"})
_IMPORTED_WITH = ("__name__", "__file__", "__spec__", "__loader__", "__package__")

own_names: Any = vars(ModuleType)["__dict__"].__get__


class StudentModule(ModuleType):
    """Attributes are asked for, and set, in the student's process."""

    def __init__(self, name: str, file: str, link: Link, names: dict[str, Any]) -> None:
        super().__init__(name)
        fields = own_names(self)
        fields["__file__"] = file
        fields["_touchstone_link"] = link
        fields["_touchstone_names"] = {}
        fields["_touchstone_defined"] = None
        fields["_touchstone_star_hides"] = set[str](_NEVER_BY_STAR)
        self._touchstone_know(names)

    def _touchstone_know(self, names: dict[str, Any]) -> None:
        """Functions and classes are kept; all else may have changed by the time it is read."""
        known = own_names(self)["_touchstone_names"]
        known.clear()
        known.update(names)
        own_names(self)["_touchstone_defined"] = set(names) or None

    def __getattr__(self, name: str) -> Any:
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
        names = ask_fact(self, "__dict__")
        dict.update(names, {name: own[name] for name in _IMPORTED_WITH if name in own})
        return names

    @property
    def __doc__(self) -> Any:  # type: ignore[override]
        return ask_fact(self, "__doc__")

    @property
    def __annotations__(self) -> Any:  # type: ignore[override]
        return ask_fact(self, "__annotations__")

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
        return names_of(self)

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


def hide_from_star(module: ModuleType, names: Collection[str]) -> None:
    """Names that a test file binds itself: ``import *`` must not replace them."""
    if isinstance(module, StudentModule):
        own_names(module)["_touchstone_star_hides"].update(names)


def run_scripts_there(module: StudentModule, file_name: str) -> None:
    """From now on ``runpy.run_path`` of the student's file runs it in the student's process."""
    original = runpy.run_path

    def run_path(
        path_name: Any, init_globals: dict[str, Any] | None = None, run_name: str | None = None
    ) -> Any:
        if os.path.basename(os.fspath(path_name)) != file_name:
            return original(path_name, init_globals, run_name)
        session = link_of(module).session
        return session.request("script", init_globals, run_name)

    runpy.run_path = run_path


class StudentModuleFinder(MetaPathFinder, InspectLoader):
    """Lets ``import``, ``importlib.reload`` and a fresh import find the student's module.

    ``inspect.getsource`` gets its source, too; nothing of it is ever run here.
    """

    def __init__(self, module: StudentModule, source: str) -> None:
        self._module = module
        self._source = source
        spec = ModuleSpec(module.__name__, self, origin=module.__file__)
        module.__spec__ = spec
        module.__loader__ = self
        sys.modules[module.__name__] = module
        sys.meta_path.insert(0, self)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        return self._module.__spec__ if fullname == self._module.__name__ else None

    def get_source(self, fullname: str) -> str:
        return self._source

    def get_code(self, fullname: str) -> None:
        return None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return self._module

    def exec_module(self, module: ModuleType) -> None:
        """Runs the student's file again: Python asks for this on a reload only."""
        session: Session = link_of(module).session
        session.request("reload")
        self._module._touchstone_know({})  # pyright: ignore[reportPrivateUsage]
