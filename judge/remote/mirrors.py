"""Mirrors of the student's classes: classes of the judge's, with the same names and bases.

``isinstance`` and ``except`` work with them. Of a class that is a subclass of a plain type, such
as ``class Celsius(float)``, the mirror is one, too, and its instances hold the plain value: the
judge compares that itself. Of mutable ones the value is fetched before it is looked at.
"""

from abc import ABCMeta
from collections.abc import Callable
from typing import Any, NoReturn

from ..border.channel import Garbled
from ..border.containers import MUTABLE_TYPES
from ..border.plain import VALUE_TYPES
from .description import Description
from .errors import loaded_class, usable_base
from .plain_mirrors import names_of_plain, parts_of, refill
from .remote import Link, Remote, attribute, link_of
from .special_methods import special_method


class RemoteType(ABCMeta):
    """The class of mirrors. Calling one makes the object in the student's process.

    Some plain types, Fraction for one, are abstract classes' heirs, so this is one of theirs.
    """

    def __new__(cls, name: str, bases: tuple[type, ...], _names: dict[str, Any]) -> NoReturn:
        session = next(link_of(each).session for each in bases if type(each) is RemoteType)
        raise session.refuse(
            f"The tests make a subclass ({name}) of the program's class {bases[0].__name__}. That "
            "needs both in one process: write `judge: shared` in assignment.yaml, or test the "
            "class itself."
        )

    def __call__(cls, *args: Any, **keywords: Any) -> Any:
        session = link_of(cls).session
        before = session.proxies.count
        made = session.request("call", cls, args, keywords)
        if issubclass(type(made), cls) and session.proxies.is_new(made, before):
            link_of(made).maker = link_of(cls)
        return made

    def __getattr__(cls, name: str) -> Any:
        return attribute(cls, name, frozenset())

    def __setattr__(cls, name: str, value: Any) -> None:
        if name.startswith(("__", "_abc_")):
            type.__setattr__(cls, name, value)
        else:
            link_of(cls).session.request("set", cls, name, value)

    def __delattr__(cls, name: str) -> None:
        link_of(cls).session.request("delete", cls, name)

    def __dir__(cls) -> list[str]:
        return link_of(cls).session.request("names", cls)

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


def make_mirror(description: Description, bases: list[Any], link: Link) -> type:
    """An exception of Python's library is itself; of all else there is a mirror."""
    usable: list[Any] = []
    for each in bases:
        base = usable_base(each)
        if _can_be_base(base) and base not in usable:
            usable.append(base)
    exceptional = any(issubclass(base, BaseException) for base in usable)
    if exceptional:
        known = loaded_class(description.module, description.qualname)
        if known is not None:
            return known
    if not any(type(base) is RemoteType for base in usable):
        usable.insert(0, Remote)
    names = _names_of_mirror(description, usable, link)
    try:
        return ABCMeta.__new__(RemoteType, description.name, tuple(usable), names)
    except TypeError:
        # An order of bases that Python can't keep here: the class stands alone.
        plain = [base for base in usable if issubclass(base, BaseException)][:1]
        try:
            return ABCMeta.__new__(RemoteType, description.name, (Remote, *plain), names)
        except (TypeError, ValueError) as error:
            raise Garbled("a class that cannot be") from error
    except ValueError as error:
        raise Garbled("a class without a name") from error


def _can_be_base(base: type) -> bool:
    return (
        type(base) is RemoteType
        or base in VALUE_TYPES
        or (issubclass(base, BaseException) and not issubclass(base, BaseExceptionGroup))
    )


def _names_of_mirror(description: Description, bases: list[Any], link: Link) -> dict[str, Any]:
    plain = next((base for base in bases if base in VALUE_TYPES), None) or next(
        (found for found in (getattr(base, "_touchstone_plain", None) for base in bases) if found),
        None,
    )
    exceptional = any(issubclass(base, BaseException) for base in bases)
    names: dict[str, Any] = {
        "__module__": description.module,
        "__qualname__": description.qualname,
        "__doc__": description.doc,
        "_touchstone_class_link": link,
        "_touchstone_methods": description.methods,
        "_touchstone_plain": plain,
    }
    if exceptional:
        names |= {
            "__eq__": object.__eq__,
            "__ne__": object.__ne__,
            "__hash__": object.__hash__,
            "__str__": _told_text,
            "__repr__": BaseException.__repr__,
        }
    if plain is not None:
        names |= names_of_plain(plain, description)
    else:
        hidden = _TOLD_OF_EXCEPTIONS if exceptional else ()
        names |= {
            name: special_method(name) for name in description.operators if name not in hidden
        }
    if "__eq__" in names and "__hash__" not in names:
        names["__hash__"] = special_method("__hash__")
    return names


_TOLD_OF_EXCEPTIONS = ("__str__", "__repr__", "__eq__", "__ne__", "__hash__")


def _told_text(self: Any) -> str:
    return vars(self)["_touchstone_text"]


_set_args: Callable[[Any, tuple[Any, ...]], None] = BaseException.__dict__["args"].__set__


def make_instance(kind: type, link: Link, base: Any, text: str | None = None) -> Any:
    """``base``: the plain value of a subclass of a plain type, or an exception's arguments."""
    plain: Any = getattr(kind, "_touchstone_plain", None)
    if issubclass(kind, BaseException):
        made: Any = kind.__new__(kind)
        _set_args(made, base if type(base) is tuple else ())
        vars(made)["_touchstone_text"] = text or ""
    elif plain is None:
        made = object.__new__(kind)
    elif plain in MUTABLE_TYPES:
        made = plain.__new__(kind)
    else:
        if type(base) is not plain:
            raise Garbled("a value of another type")
        made = plain.__new__(kind, *parts_of(base))
    vars(made)["_touchstone_link"] = link
    refill(made, base)
    return made
