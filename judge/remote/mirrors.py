"""Mirrors of the student's classes: classes of the judge's, with the same names and bases.

``isinstance`` and ``except`` work with them. Of a class that is a subclass of a plain type, such
as ``class Celsius(float)``, the mirror is one, too, and its instances hold the plain value: the
judge compares that itself. Of mutable ones the value is fetched before it is looked at.
"""

from abc import ABCMeta
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn, cast

from ..border.channel import Garbled
from ..border.containers import MUTABLE_TYPES
from ..border.operators import ALL, ARITHMETIC, BINARY
from ..border.values import VALUE_TYPES
from ..text import clip
from .errors import loaded_class, usable_base
from .remote import Link, Remote, RemoteMethod, attribute, link_of, special_method

_NAMES_MAX = 2_000
_TEXT_MAX = 2_000


@dataclass(frozen=True)
class Description:
    name: str
    qualname: str
    module: str
    doc: str | None
    bases: list[Any]
    methods: frozenset[str]
    operators: frozenset[str]


def described(content: Any) -> Description:
    """Raises Garbled for what describes no class."""
    try:
        fields: dict[str, Any] = content
        doc = fields["doc"]
        module = fields["module"]
        return Description(
            name=_text(fields["name"]),
            qualname=_text(fields["qualname"]),
            module="" if module is None else _text(module),
            doc=None if doc is None else _text(doc),
            bases=list(fields["bases"])[:50],
            methods=frozenset(_names(fields["methods"])),
            operators=frozenset(_names(fields["operators"])).intersection((*ALL, "__call__")),
        )
    except (TypeError, LookupError, AttributeError) as error:
        raise Garbled("no class") from error


def _text(value: Any) -> str:
    if type(value) is not str:
        raise TypeError
    return clip(value, _TEXT_MAX)


def _names(values: Any) -> list[str]:
    if type(values) is not list or len(values) > _NAMES_MAX:
        raise TypeError
    return [_text(each) for each in values]


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
            link_of(made).built = True
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
        names |= _names_of_plain(plain, description)
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


_UNIVERSAL = ("__eq__", "__ne__", "__hash__", "__str__", "__repr__", "__format__")


def _names_of_plain(plain: type, description: Description) -> dict[str, Any]:
    """A subclass of a plain type is that type here: what the student's class does differently is
    asked of it only where the record has that. Mutable values live in the student's process, are
    changed there, and are fetched before they are looked at."""
    mutable = plain in MUTABLE_TYPES
    names: dict[str, Any] = {name: getattr(plain, name) for name in _UNIVERSAL}
    for name in {*dir(plain), *description.operators}:
        own = getattr(plain, name) if any(name in vars(each) for each in plain.__mro__) else None
        different = name in description.methods or name in description.operators
        if not callable(own) and not different or not _may_be_asked(name):
            continue
        if mutable and name in _MUTATORS:
            names[name] = _changed_there(name)
        elif different:
            names[name] = _asked_if_recorded(name, own, mutable)
        elif mutable and own is not None:
            names[name] = _fetched_first(own)
    return names


_MUTATORS = frozenset(
    (
        "append extend insert remove pop clear sort reverse update setdefault popitem add discard "
        "difference_update intersection_update symmetric_difference_update appendleft extendleft "
        "popleft rotate subtract move_to_end __setitem__ __delitem__"
    ).split()
) | {name for name in ARITHMETIC if name.startswith("__i")}

_KEPT = frozenset({"__hash__", "__copy__", "__deepcopy__"})


def _may_be_asked(name: str) -> bool:
    """How an object is made, kept and copied stays the judge's own affair."""
    return not name.startswith("_") or (name in ALL and name not in _KEPT) or name == "__call__"


def _changed_there(name: str) -> Callable[..., Any]:
    def method(self: Any, *args: Any, **keywords: Any) -> Any:
        value = _ask(self, name, args, keywords)
        _fetch(self)
        return self if value is self else value

    return method


def _fetched_first(own: Callable[..., Any]) -> Callable[..., Any]:
    def method(self: Any, *args: Any, **keywords: Any) -> Any:
        _fetch(self)
        return own(self, *args, **keywords)

    return method


def _asked_if_recorded(
    name: str, own: Callable[..., Any] | None, mutable: bool
) -> Callable[..., Any]:
    """The student's method where the record has it, the plain type's where it has not."""

    def method(self: Any, *args: Any, **keywords: Any) -> Any:
        link = link_of(self)
        other = bool(args) and issubclass(type(args[0]), Remote)
        if name in BINARY:
            use = f"op:{name}:{'student' if other else 'plain'}"
        else:
            use = f"op:{name}:own" if name.startswith("__") else f"attr:{name}"
        asked = link.session.uses.permits(use) and (name not in BINARY or other or link.built)
        if asked or own is None and name not in BINARY:
            return _ask(self, name, args, keywords)
        if mutable:
            _fetch(self)
        return NotImplemented if own is None else own(self, *args, **keywords)

    return method


def _ask(proxy: Any, name: str, args: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
    if name in BINARY:
        return link_of(proxy).session.request("operate", name, proxy, args)
    if name.startswith("__"):
        return special_method(name)(proxy, *args, **keywords)
    return RemoteMethod(proxy, name)(*args, **keywords)


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
        made = plain.__new__(kind, *_parts(base))
    vars(made)["_touchstone_link"] = link
    refill(made, base)
    return made


def _parts(base: Any) -> tuple[Any, ...]:
    """What makes a value of the datetime module again; all others are made from themselves."""
    return base.__reduce__()[1] if type(base).__module__ == "datetime" else (base,)


def refill(made: Any, base: Any) -> None:
    """Brings the judge's copy of a mutable value up to date."""
    plain: Any = getattr(type(made), "_touchstone_plain", None)
    if plain not in MUTABLE_TYPES:
        return
    if not isinstance(base, plain):
        raise Garbled("a value of another type")
    if plain in (list, bytearray):
        plain.__setitem__(made, slice(None), base)
    elif plain is deque or plain is set:
        plain.clear(made)
        (deque.extend if plain is deque else set.update)(made, base)
    else:
        kind = OrderedDict if plain is OrderedDict else dict
        kind.clear(made)
        kind.update(made, cast(Any, base))


def _fetch(proxy: Any) -> None:
    refill(proxy, link_of(proxy).session.request("base", proxy))
