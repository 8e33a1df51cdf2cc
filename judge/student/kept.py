"""What a patch of the tests' replaces: kept here, and put back when the patch ends."""

from typing import Any

_ABSENT = object()


class Kept:
    def __init__(self) -> None:
        self._kept: dict[tuple[int, str], list[Any]] = {}

    def keep(self, owner: Any, name: str) -> None:
        """What the object itself has stored under that name, or that it has none."""
        self._kept.setdefault((id(owner), name), []).append(_stored(owner, name))

    def delete(self, owner: Any, name: str) -> None:
        """delattr, or the return of what was kept last."""
        kept = self._kept.get((id(owner), name))
        before = kept.pop() if kept else _ABSENT
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
