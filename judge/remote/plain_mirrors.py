"""Mirrors of subclasses of plain types: they are that type here, and compared as such."""

from collections import OrderedDict, deque
from collections.abc import Callable
from typing import Any, cast

from ..border.channel import Garbled
from ..border.containers import MUTABLE_TYPES
from ..border.operators import ALL, ARITHMETIC, BINARY, UNIVERSAL
from .description import Description
from .remote import Remote, RemoteMethod, link_of
from .special_methods import special_method


def names_of_plain(plain: type, description: Description) -> dict[str, Any]:
    """A subclass of a plain type is that type here: what the student's class does differently is
    asked of it only where the record has that. Mutable values live in the student's process, are
    changed there, and are fetched before they are looked at."""
    mutable = plain in MUTABLE_TYPES
    names: dict[str, Any] = {name: getattr(plain, name) for name in UNIVERSAL}
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
    # A copy that is made here would be another name for the same object there.
    names |= {name: special_method(name) for name in ("__copy__", "__deepcopy__")}
    return names


_MUTATORS = frozenset(
    (
        "append extend insert remove pop clear sort reverse update setdefault popitem add discard "
        "difference_update intersection_update symmetric_difference_update appendleft extendleft "
        "popleft rotate subtract move_to_end __setitem__ __delitem__"
    ).split()
) | {name for name in ARITHMETIC if name.startswith("__i")}

_KEPT = frozenset({"__hash__"})


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
            asked = link.asks_student(name, "student" if other else "plain")
            asked = asked and (other or link.maker is not None)
        else:
            use = f"op:{name}:own" if name.startswith("__") else f"attr:{name}"
            asked = link.session.uses.permits(use)
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


def parts_of(base: Any) -> tuple[Any, ...]:
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
