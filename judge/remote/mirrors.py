"""Mirrors of the student's classes: classes in the judge's process with the same names and bases.

``isinstance`` and ``except`` work with them. The mirror of a subclass of a plain type, such as
``class Celsius(float)``, is also a subclass of it, and its instances have the plain value, which
the judge compares itself. Mutable values are fetched before each use.
"""

from abc import ABCMeta
from collections.abc import Callable
from typing import Any, NoReturn

from ..border.channel import Garbled
from ..border.containers import MUTABLE_TYPES
from ..border.library_names import LIBRARY_VALUES
from ..border.plain import VALUE_TYPES
from .description import Description
from .exception_codec import loaded_class, usable_base
from .library_bases import is_abstract, plain_bases, register_library_bases
from .plain_mirrors import names_of_plain, parts_of, refill
from .proxy_base import Link, Remote, attribute, checked, fetch_special, link_of, names_of
from .special_methods import special_method


class RemoteType(type):
    """The metaclass of mirrors. Calling a mirror makes the object in the student's process."""

    def __new__(cls, name: str, bases: tuple[type, ...], _names: dict[str, Any]) -> NoReturn:
        session = next(link_of(each).session for each in bases if isinstance(each, RemoteType))
        raise session.refuse(
            f"The tests make a subclass ({name}) of the program's class {bases[0].__name__}. That "
            "requires both in one process: write `judge: shared` in assignment.yaml, or test the "
            "class itself."
        )

    __class__ = property(lambda cls: type.__getattribute__(cls, "_touchstone_meta"))  # type: ignore[assignment]

    def __getattribute__(cls, name: str) -> Any:
        if name.startswith("__") and name not in _OWN or name == "mro":
            return special_attribute(cls, name)
        return type.__getattribute__(cls, name)

    def __call__(cls, *args: Any, **keywords: Any) -> Any:
        session = link_of(cls).session
        before = session.proxies.count
        made = session.call(cls, args, keywords)
        if issubclass(type(made), cls) and session.proxies.is_new(made, before):
            link_of(made).maker = link_of(cls)
        return made

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(f"type object {cls.__name__!r} has no attribute {name!r}")
        return attribute(cls, name, frozenset())

    def __setattr__(cls, name: str, value: Any) -> None:
        if name.startswith(("__", "_abc_", "_touchstone_")):
            type.__setattr__(cls, name, value)
        else:
            link_of(cls).session.request("set", cls, name, value)

    def __delattr__(cls, name: str) -> None:
        link_of(cls).session.request("delete", cls, name)

    def __dir__(cls) -> list[str]:
        return names_of(cls)

    def __iter__(cls) -> Any:
        return link_of(cls).session.request("operate", "__iter__", cls, ())

    def __len__(cls) -> int:
        return link_of(cls).session.request("operate", "__len__", cls, ())

    def __bool__(cls) -> bool:
        return True

    def __getitem__(cls, key: Any) -> Any:
        return link_of(cls).session.request("operate", "__getitem__", cls, (key,))

    def __contains__(cls, value: Any) -> bool:
        return any(each is value or each == value for each in cls)


class RemoteAbstractType(RemoteType, ABCMeta):
    """For classes of Python's abc module, which override what counts as an instance."""

    def __instancecheck__(cls, value: Any) -> bool:
        if type.__instancecheck__(cls, value):
            return True
        return issubclass(type(value), Remote) and _call_there(cls, "isinstance", value)

    def __subclasscheck__(cls, kind: Any) -> bool:
        if type.__subclasscheck__(cls, kind):
            return True
        return isinstance(kind, RemoteType) and _call_there(cls, "issubclass", kind)


def _call_there(cls: Any, function: str, other: Any) -> bool:
    session = link_of(cls).session
    if not session.uses.permits(f"attr:{function}"):
        return False
    return checked(session, function, session.request("library", function, (other, cls), {}))


#: Special attributes that a mirror has itself. All others are fetched.
_OWN = frozenset(
    (
        "__name__ __qualname__ __module__ __class__ __copy__ __deepcopy__ __enter__ __exit__ "
        "__aenter__ __aexit__ __await__ __aiter__ __anext__"
    ).split()
)


def special_attribute(cls: Any, name: str) -> Any:
    """The student's attribute if the record has it, else the mirror's own."""
    link = type.__getattribute__(cls, "_touchstone_class_link")
    if link is None or not link.session.uses.permits(f"attr:{name}"):
        return type.__getattribute__(cls, name)
    if name == "mro":
        return lambda: list(fetch_special(cls, "__mro__"))
    return fetch_special(cls, name)


def make_mirror(description: Description, bases: list[Any], meta: Any, link: Link) -> type:
    """A mirror of the class; an exception class of Python's library is that class itself."""
    usable: list[Any] = []
    for each in bases:
        base = usable_base(each)
        if _can_be_base(base) and base not in usable:
            usable.append(base)
    library = [base for base in bases if base not in usable and base is not object]
    usable += plain_bases(library, usable)
    exceptional = any(issubclass(base, BaseException) for base in usable)
    if exceptional:
        known = loaded_class(description.module, description.qualname)
        if known is not None:
            return known
    if not any(isinstance(base, RemoteType) for base in usable):
        usable.insert(0, Remote)
    names = _names_of_mirror(description, usable)
    names["_touchstone_meta"] = type if meta is None else meta
    own = LIBRARY_VALUES.get(description.library or "")
    if isinstance(own, type):
        names["__class__"] = property(lambda _self: own)
    made = _new_mirror(description.name, usable, names, is_abstract(meta, usable))
    register_library_bases(made, library)
    type.__setattr__(made, "_touchstone_class_link", link)
    return made


def _new_mirror(name: str, bases: list[Any], names: dict[str, Any], abstract: bool) -> type:
    kind: Any = RemoteAbstractType if abstract else RemoteType
    try:
        return type.__new__(kind, name, tuple(bases), names)
    except TypeError:
        # Python does not allow this order of bases here: the mirror has none of them.
        plain = [base for base in bases if issubclass(base, BaseException)][:1]
        try:
            return type.__new__(kind, name, (Remote, *plain), names)
        except (TypeError, ValueError) as error:
            raise Garbled("an impossible class") from error
    except ValueError as error:
        raise Garbled("a class without a name") from error


def _can_be_base(base: type) -> bool:
    return (
        isinstance(base, RemoteType)
        or base in VALUE_TYPES
        or (issubclass(base, BaseException) and not issubclass(base, BaseExceptionGroup))
    )


def _names_of_mirror(description: Description, bases: list[Any]) -> dict[str, Any]:
    plain = next((base for base in bases if base in VALUE_TYPES), None) or next(
        (found for found in (getattr(base, "_touchstone_plain", None) for base in bases) if found),
        None,
    )
    exceptional = any(issubclass(base, BaseException) for base in bases)
    names: dict[str, Any] = {
        "__module__": description.module,
        "__qualname__": description.qualname,
        "__doc__": description.doc,
        "_touchstone_class_link": None,
        "_touchstone_methods": description.methods,
        "_touchstone_plain": plain,
    }
    if exceptional:
        names |= {
            "__eq__": object.__eq__,
            "__ne__": object.__ne__,
            "__hash__": object.__hash__,
            "__str__": _sent_text,
            "__repr__": BaseException.__repr__,
        }
    if plain is not None:
        names |= names_of_plain(plain, description)
    else:
        hidden = _EXCEPTIONS_OWN if exceptional else ()
        names |= {
            name: special_method(name) for name in description.operators if name not in hidden
        }
    return names


_EXCEPTIONS_OWN = ("__str__", "__repr__", "__eq__", "__ne__", "__hash__")


def _sent_text(self: Any) -> str:
    return object.__getattribute__(self, "_touchstone_text")


_set_args: Callable[[Any, tuple[Any, ...]], None] = BaseException.__dict__["args"].__set__


def make_instance(kind: type, link: Link, base: Any, text: str | None = None) -> Any:
    """``base``: the plain value of a subclass of a plain type, or an exception's arguments."""
    plain: Any = getattr(kind, "_touchstone_plain", None)
    if issubclass(kind, BaseException):
        made: Any = type.__getattribute__(kind, "__new__")(kind)
        _set_args(made, base if type(base) is tuple else ())
        object.__setattr__(made, "_touchstone_text", text or "")
    elif plain is None:
        made = object.__new__(kind)
    elif plain in MUTABLE_TYPES:
        made = plain.__new__(kind)
    else:
        if type(base) is not plain:
            raise Garbled("a value of another type")
        made = plain.__new__(kind, *parts_of(base))
    object.__setattr__(made, "_touchstone_link", link)
    refill(made, base)
    return made
