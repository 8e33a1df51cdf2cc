"""Text for a report: limited in length, and made without trusting the objects it describes."""

import io
import re

from .long_numbers import repr_with_long_numbers

MAX_REPR = 2_000
MAX_MESSAGE = 4_000

_TYPE_NAME = type.__dict__["__name__"]


def clip(text: str, max_length: int) -> str:
    return text if len(text) <= max_length else text[: max_length - 1] + "…"


def lines_of(source: str) -> list[str]:
    """As Python counts lines: form feeds and other separators do not end one."""
    return list(io.StringIO(source, newline=None))


def type_name(value: object) -> str:
    """The name of the value's class, even if a metaclass overrides it."""
    return clip(_TYPE_NAME.__get__(type(value)), 200)


def safe_repr(value: object) -> str:
    """``repr`` of any object, or a note that its ``repr`` fails."""
    try:
        return clip(str.__str__(repr(value)), MAX_REPR)
    except MemoryError:
        raise
    except BaseException as error:
        shortened = repr_with_long_numbers(value) if isinstance(error, ValueError) else None
        if shortened is not None:
            return clip(shortened, MAX_REPR)
        return f"<{type_name(value)} object whose repr() raises {type_name(error)}>"


def safe_str(value: object) -> str:
    try:
        return clip(str.__str__(str(value)), MAX_MESSAGE)
    except MemoryError:
        raise
    except BaseException as error:
        return f"<{type_name(value)} object whose str() raises {type_name(error)}>"


def in_words(method_name: str) -> str:
    """``test_year_divisible_by_4`` is "Year divisible by 4"; ``testEmptyList`` "Empty list"."""
    bare = re.sub(r"^test_?", "", method_name) or method_name
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", bare).replace("_", " ").strip()
    words = " ".join(
        word if word.isupper() and len(word) > 1 else word.lower() for word in spaced.split()
    )
    return clip(words[:1].upper() + words[1:], 200)
