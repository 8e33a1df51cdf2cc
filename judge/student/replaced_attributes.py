"""Stores what a patch of the tests replaces, and restores it when the patch ends."""

from typing import Any

_ABSENT = object()


class ReplacedAttributes:
    def __init__(self) -> None:
        self._replaced: dict[tuple[int, str], list[Any]] = {}

    def keep(self, owner: Any, name: str) -> None:
        """Stores what the object itself has under that name, or that it has nothing."""
        self._replaced.setdefault((id(owner), name), []).append(_stored(owner, name))

    def delete(self, owner: Any, name: str) -> None:
        """delattr(), or restores what was stored last."""
        replaced = self._replaced.get((id(owner), name))
        before = replaced.pop() if replaced else _ABSENT
        if before is _ABSENT:
            delattr(owner, name)
        else:
            setattr(owner, name, before)


def _stored(owner: Any, name: str) -> Any:
    try:
        return vars(owner)[name]
    except KeyError:
        return _ABSENT
    except TypeError:
        return getattr(owner, name, _ABSENT)
