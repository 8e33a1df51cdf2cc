"""A student's file as a module in the judge's process: what ``import submission`` returns."""

import builtins
import dis
import sys
from contextlib import suppress
from types import FrameType, ModuleType
from typing import Any

from ..program.student_files import own_names
from .mirrors import RemoteType
from .proxy_base import Link, Remote, fetch_special, link_of, names_of

# Names that Python's import system looks for in modules, and that no program's file needs.
_PYTHONS_OWN = frozenset({"__path__", "__wrapped__", "__warningregistry__", "__test__"})
_IMPORTED_WITH = ("__name__", "__file__", "__spec__", "__loader__", "__package__")


class StudentModule(ModuleType):
    """Attributes are read and set in the student's process. ``prefix`` stands before the names of
    its attributes in the record: empty for the program's first file, else ``shapes.``."""

    def __init__(self, name: str, file: str, star_hides: set[str], prefix: str = "") -> None:
        super().__init__(name)
        fields = own_names(self)
        fields["__file__"] = file
        fields["_touchstone_names"] = {}
        fields["_touchstone_defined"] = None
        fields["_touchstone_star_hides"] = star_hides
        fields["_touchstone_prefix"] = prefix

    def _touchstone_connect(self, link: Link, names: dict[str, Any]) -> None:
        """The student's process has loaded the file."""
        own_names(self)["_touchstone_link"] = link
        self._touchstone_know(names)

    def _touchstone_know(self, names: dict[str, Any]) -> None:
        """Stores functions and classes. Other values may change before they are read."""
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
        way = way_of_name(self, name)
        uses.note_for_all(f"name:{way}")
        known = own_names(self)["_touchstone_names"].get(name)
        if known is not None:
            if issubclass(type(known), (Remote, RemoteType)):
                link_of(known).ways.add(way)
            return known
        defined = self._touchstone_defines(name)
        if not defined and not uses.recorded_for_all(f"late:{way}"):
            raise self._touchstone_lacks(name)
        try:
            value = link_of(self).session.request("get", self, name)
        except AttributeError:
            raise self._touchstone_lacks(name) from None
        if not defined:
            uses.note_for_all(f"late:{way}")
        return value

    def _touchstone_special(self, name: str) -> Any:
        if name == "__all__":
            frame = sys._getframe(2)  # pyright: ignore[reportPrivateUsage]
            if _is_imported_by_star(frame):
                return self._touchstone_star()
        if name not in _PYTHONS_OWN:
            with suppress(AttributeError):
                return fetch_special(self, name)
        raise self._touchstone_lacks(name)

    def _touchstone_defines(self, name: str) -> bool:
        """Whether the file defines the name, as far as this process knows.

        Does not look the name up in the program, whose ``__getattr__`` would learn which names the
        hidden tests read.
        """
        defined = own_names(self)["_touchstone_defined"]
        if defined is None:
            names: Any = link_of(self).session.request("defined", self)
            names = names if type(names) is list else []
            defined = {each for each in names if type(each) is str}
            own_names(self)["_touchstone_defined"] = defined
        return name in defined

    def _touchstone_lacks(self, name: str) -> AttributeError:
        message = f"module {self.__name__!r} has no attribute {name!r}"
        return AttributeError(message, name=name, obj=self)

    @property
    def __dict__(self) -> dict[str, Any]:  # type: ignore[override]
        """A copy, except for what the import system stores in a module."""
        own = own_names(self)
        if not is_connected(self):
            return own
        names = fetch_special(self, "__dict__")
        dict.update(names, {name: own[name] for name in _IMPORTED_WITH if name in own})
        return names

    @property
    def __doc__(self) -> Any:  # type: ignore[override]
        return fetch_special(self, "__doc__") if is_connected(self) else None

    @property
    def __annotations__(self) -> Any:  # type: ignore[override]
        return fetch_special(self, "__annotations__") if is_connected(self) else {}

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
        """What ``import *`` imports: no names that the tests bind, and none of Python's own."""
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
    """Whether the frame is at an ``import *``. Tests can also read ``__all__`` directly."""
    code, place = frame.f_code.co_code, frame.f_lasti
    return bytes(code[place : place + 2]) in _BY_STAR


_BY_STAR = (
    {bytes([dis.opmap["IMPORT_STAR"], 0])}
    if "IMPORT_STAR" in dis.opmap
    else {bytes([dis.opmap["CALL_INTRINSIC_1"], 2])}
)


def way_of_name(module: StudentModule, name: str) -> str:
    """How the record refers to a name of the module (uses.py)."""
    return own_names(module)["_touchstone_prefix"] + name


def is_connected(module: StudentModule) -> bool:
    """Whether the student's process has loaded the module."""
    return "_touchstone_link" in own_names(module)
