"""Finds the name that was meant by a misspelt one."""

import difflib
from collections.abc import Iterable

_MAX_NAMES = 2_000
_MAX_LENGTH = 60


def most_alike(name: str, names: Iterable[str]) -> str | None:
    """The name that is most like it, never the name itself."""
    if len(name) > _MAX_LENGTH:
        return None
    known = [each for each in dict.fromkeys(names) if each != name and len(each) <= _MAX_LENGTH]
    known = known[:_MAX_NAMES]
    plain = _plain(name)
    same = [each for each in known if _plain(each) == plain]
    if same:
        return same[0]
    if len(name) < 3:
        return None
    close = difflib.get_close_matches(name, known, n=1, cutoff=0.65)
    return close[0] if close else None


def _plain(name: str) -> str:
    return name.lower().replace("_", "")
