"""What all proxies have in common: the link to the student's object, and attributes.

Attributes of the module are forwarded, others only if the record has them in this test (uses.py).
special_methods.py has the rules for operators. Special attributes, such as ``__dict__``, are
fetched when a test reads them (student/introspection.py); their types are checked.
"""

import types
from typing import Any

from ..border.operators import ARITHMETIC
from ..common.text import clip
from .conversation import Conversation
from .introspection_results import Names, has_form


class Link:
    """The student's object that a proxy stands for.

    ``maker`` is the class that the test called to make the object, if it did. ``astray``: the
    object came by a way by which the model solution's objects did not come. ``ways`` are those by
    which the tests have reached a class or a function (uses.py). ``listed``: the names that
    ``dir`` or ``vars`` have shown to the test.
    """

    __slots__ = ("astray", "listed", "maker", "number", "order", "session", "ways")

    def __init__(self, session: Conversation, number: int) -> None:
        self.session = session
        self.number = number
        self.maker: Link | None = None
        self.astray = False
        self.order = 0
        self.listed: set[str] = set()
        self.ways: set[str] = set()

    def is_decided_by_student(self, name: str, partner: str) -> bool:
        """Whether the record allows the student's code to decide an operator with two operands."""
        uses = self.session.uses
        if not uses.permits(f"op:{name}:{partner}"):
            return False
        if partner == "student":
            return True
        if self.astray:
            return False
        if self.maker is None:
            return name in ARITHMETIC
        return uses.permits_all_ways(f"op:{name}:{partner}:", self.maker.ways)


def link_of(proxy: Any) -> Link:
    # Not isinstance(), which would ask the proxy for the class that it stands for.
    if issubclass(type(proxy), type):
        return type.__getattribute__(proxy, "_touchstone_class_link")
    return object.__getattribute__(proxy, "_touchstone_link")


def is_remote(value: object) -> bool:
    """Whether it is a student's object whose class is not a subclass of a plain type."""
    kind = type(value)
    return issubclass(kind, Remote) and getattr(kind, "_touchstone_plain", None) is None


def is_instance(value: object) -> bool:
    """Whether it is an object of a student's class, not a function, generator or module."""
    return is_remote(value) and type(type(value)) is not type


def fetch_special(proxy: Any, name: str) -> Any:
    """A special attribute, as Python stores it there. Raises AttributeError."""
    session = link_of(proxy).session
    value = checked(session, name, session.request("fact", proxy, name))
    if name == "__dict__":
        link_of(proxy).listed.update(value)
    if type(value) is not dict or name != "__dict__":
        return value
    return Names(value, lambda: session.refuse(_CHANGES_A_COPY))


_CHANGES_A_COPY = (
    "The test changes `__dict__`, of which it has a copy. Set the attribute itself: "
    "`setattr(…)`, or `patch.object(…)` for a while."
)


def checked(session: Conversation, name: str, value: Any) -> Any:
    """The value, if it has the type that Python itself returns there."""
    if not has_form(name, value):
        raise session.refuse(f"The program's own `{name}` does not return what Python's would.")
    return value


class SpecialAttribute:
    """A special attribute that the proxy's own class has as well, so that it must be overridden."""

    def __init__(self, name: str, *, recorded: bool = True) -> None:
        self._name = name
        self._recorded = recorded

    def __get__(self, proxy: Any, kind: type) -> Any:
        if proxy is None:
            raise AttributeError(self._name)
        if self._recorded and not link_of(proxy).session.uses.permits(f"attr:{self._name}"):
            raise AttributeError(self._name)
        return fetch_special(proxy, self._name)


class Remote:
    """Base of all proxies except those of classes and of the student's module."""

    __dict__ = SpecialAttribute("__dict__")  # type: ignore[assignment]
    __annotations__ = SpecialAttribute("__annotations__")  # type: ignore[assignment]
    __init__ = SpecialAttribute("__init__")  # type: ignore[assignment]
    _touchstone_methods = frozenset[str]()

    def __getattr__(self, name: str) -> Any:
        if name == "__dict__":
            raise AttributeError(name)
        return attribute(self, name, type(self)._touchstone_methods)

    def __setattr__(self, name: str, value: Any) -> None:
        if name.startswith("__") or _is_slot(type(self), name):
            object.__setattr__(self, name, value)
        else:
            link_of(self).session.request("set", self, name, value)

    def __delattr__(self, name: str) -> None:
        link_of(self).session.request("delete", self, name)

    def __dir__(self) -> list[str]:
        return names_of(self)


def names_of(proxy: Any) -> list[str]:
    """What ``dir()`` returns there."""
    link = link_of(proxy)
    names = checked(link.session, "dir", link.session.request("names", proxy))
    if link.session.uses.permits("attr:__dir__"):
        link.listed.update(names)
    return names


_CLASS_DICT: Any = type.__dict__["__dict__"]


def _is_slot(kind: type, name: str) -> bool:
    """Whether a plain type that the mirror extends has this slot: Fraction stores its parts so."""
    return any(
        isinstance(_CLASS_DICT.__get__(each).get(name), types.MemberDescriptorType)
        for each in type.__getattribute__(kind, "__mro__")
    )


def attribute(proxy: Any, name: str, methods: frozenset[str]) -> Any:
    """Refuses attributes that the record lacks. Private ones, which Python itself looks for, are
    just missing."""
    link = link_of(proxy)
    session = link.session
    if not session.uses.permits(f"attr:{name}") and name not in link.listed:
        if name.startswith("_"):
            raise AttributeError(name)
        raise session.refuse(
            f"The test uses `.{name}` of {naming(proxy)}; {unlike_the_model_solution}"
        )
    if name in methods:
        return RemoteMethod(proxy, name)
    return checked(session, name, session.request("get", proxy, name))


unlike_the_model_solution = (
    "the model solution has a plain value there, such as a number, a text or a list."
)


def naming(proxy: Any) -> str:
    """How sentences refer to an object: "an object (Fraction2)"."""
    if isinstance(proxy, type):
        return f"the class {clip(proxy.__name__, 60)}"
    return f"an object ({clip(type(proxy).__name__, 60)})"


class RemoteMethod:
    """``object.name``, not fetched yet, so that a call of it is one request."""

    __class__ = property(lambda _self: types.MethodType)  # type: ignore[assignment]

    def __init__(self, owner: Any, name: str) -> None:
        self.owner = owner
        self.name = self.__name__ = name
        self.__module__ = type(owner).__module__

    @property
    def __self__(self) -> Any:
        return self.owner

    def __call__(self, *args: Any, **keywords: Any) -> Any:
        return link_of(self.owner).session.call(self, args, keywords)

    def __repr__(self) -> str:
        owner = self.owner if isinstance(self.owner, type) else type(self.owner)
        return f"<bound method {clip(owner.__name__, 60)}.{self.name}>"

    def __eq__(self, other: object) -> bool:
        return type(other) is RemoteMethod and other.owner is self.owner and other.name == self.name

    def __hash__(self) -> int:
        return hash((link_of(self.owner).number, self.name))

    def __getattr__(self, name: str) -> Any:
        return getattr(link_of(self.owner).session.request("get", self.owner, self.name), name)


def _doc(method: RemoteMethod) -> str | None:
    return RemoteMethod.__getattr__(method, "__doc__")


setattr(RemoteMethod, "__doc__", property(_doc))  # noqa: B010
