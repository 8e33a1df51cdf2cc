"""Text for a report: bounded, and made without trusting the objects it describes."""

import io
import re

from .long_numbers import repr_with_long_numbers

REPR_MAX = 2_000
MESSAGE_MAX = 4_000

_TYPE_NAME = type.__dict__["__name__"]


def clip(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def lines_of(source: str) -> list[str]:
    """As Python counts them: form feeds and other separators end no line."""
    return list(io.StringIO(source, newline=None))


def type_name(value: object) -> str:
    """Of the value's class, whatever a metaclass says of it."""
    return clip(_TYPE_NAME.__get__(type(value)), 200)


def safe_repr(value: object) -> str:
    """``repr`` of any object; one that fails or is no string is said to be so."""
    try:
        return clip(str.__str__(repr(value)), REPR_MAX)
    except MemoryError:
        raise
    except BaseException as error:
        shortened = repr_with_long_numbers(value) if isinstance(error, ValueError) else None
        if shortened is not None:
            return clip(shortened, REPR_MAX)
        return f"<{type_name(value)} object whose repr() raises {type_name(error)}>"


def safe_str(value: object) -> str:
    try:
        return clip(str.__str__(str(value)), MESSAGE_MAX)
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
