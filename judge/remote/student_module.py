"""The student's file as a module of the judge's: ``import submission`` in a test gives this."""

import builtins
import os
import runpy
import sys
from collections.abc import Collection, Sequence
from importlib.abc import InspectLoader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import TYPE_CHECKING, Any

from .remote import Link, Remote, link_of

if TYPE_CHECKING:
    from .session import Session

# Names that unittest would take for the tests' own, were they to come by ``import *``.
_NEVER_BY_STAR = frozenset({"load_tests", "setUpModule", "tearDownModule"})


class StudentModule(ModuleType):
    """Attributes are asked for, and set, in the student's process."""

    def __init__(self, name: str, file: str, link: Link, names: dict[str, Any]) -> None:
        super().__init__(name)
        fields = vars(self)
        fields["__file__"] = file
        fields["_touchstone_link"] = link
        fields["_touchstone_names"] = {}
        fields["_touchstone_defined"] = None
        fields["_touchstone_star_hides"] = set[str](_NEVER_BY_STAR)
        self._touchstone_know(names)

    def _touchstone_know(self, names: dict[str, Any]) -> None:
        """Functions and classes are kept; all else may have changed by the time it is read."""
        known = vars(self)["_touchstone_names"]
        known.clear()
        known.update(names)
        vars(self)["_touchstone_defined"] = set(names) or None

    def __getattr__(self, name: str) -> Any:
        if name == "__all__":
            return self._touchstone_star()
        if name.startswith("__"):
            raise AttributeError(name, name=name, obj=self)
        uses = link_of(self).session.uses
        uses.note_for_all(f"name:{name}")
        kept = vars(self)["_touchstone_names"].get(name)
        if kept is not None:
            # A class of Python's library, which has come by its name, leads nowhere.
            if isinstance(kept, Remote) or hasattr(kept, "_touchstone_class_link"):
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

    def _touchstone_defines(self, name: str) -> bool:
        """Whether the file defines the name, as far as this process knows.

        It is not asked of the program: a ``__getattr__`` of its own would learn which names the
        hidden tests read.
        """
        defined = vars(self)["_touchstone_defined"]
        if defined is None:
            told: Any = link_of(self).session.request("defined", self)
            names = told if type(told) is list else []
            defined = {each for each in names if type(each) is str}
            vars(self)["_touchstone_defined"] = defined
        return name in defined

    def _touchstone_lacks(self, name: str) -> AttributeError:
        message = f"module {self.__name__!r} has no attribute {name!r}"
        return AttributeError(message, name=name, obj=self)

    def __setattr__(self, name: str, value: Any) -> None:
        if name.startswith("__"):
            vars(self)[name] = value
            return
        vars(self)["_touchstone_names"].pop(name, None)
        link_of(self).session.request("set", self, name, value)
        if vars(self)["_touchstone_defined"] is not None:
            vars(self)["_touchstone_defined"].add(name)

    def __delattr__(self, name: str) -> None:
        vars(self)["_touchstone_names"].pop(name, None)
        link_of(self).session.request("delete", self, name)

    def __dir__(self) -> list[str]:
        return link_of(self).session.request("names", self)

    def _touchstone_star(self) -> list[str]:
        """What ``import *`` brings: nothing that the tests or Python go by themselves."""
        hidden = vars(self)["_touchstone_star_hides"]
        try:
            listed: Any = link_of(self).session.request("get", self, "__all__")
        except AttributeError:
            listed = [name for name in dir(self) if not name.startswith("_")]
        return [
            name
            for name in listed
            if isinstance(name, str) and name not in hidden and name not in vars(builtins)
        ]


def hide_from_star(module: ModuleType, names: Collection[str]) -> None:
    """Names that a test file binds itself: ``import *`` must not replace them."""
    if isinstance(module, StudentModule):
        vars(module)["_touchstone_star_hides"].update(names)


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
