"""What a test finds wrong in an exception of the program's that it has caught."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..border.error_details import args_of
from .text import safe_str, type_name
from .trace import student_line

if TYPE_CHECKING:
    from .finding import Scene

# unittest's words when assertRaisesRegex finds another message.
_OTHER_MESSAGE = re.compile(
    r'^"(?P<wanted>.*)" does not match "(?P<came>.*?)"(?: : (?P<teacher>.+))?$', re.DOTALL
)


@dataclass(frozen=True)
class Raised:
    sentence: str
    line: int | None
    call: str | None = None
    expected: str | None = None
    actual: str | None = None
    teacher_message: str | None = None


def other_message(error: BaseException, scene: Scene) -> Raised | None:
    """For an exception of the right class whose message is not the one that a test demands."""
    found = _OTHER_MESSAGE.match(safe_str(error))
    caught = error.__context__
    if found is None or caught is None:
        return None
    call, line = scene.source.should_have_raised(error), student_line(caught, scene.file_name)
    wanted, came = repr(found["wanted"]), repr(safe_str(caught))
    subject = f"`{call}` raises {type_name(caught)}" if call else f"{type_name(caught)} is raised"
    hint = _without_message(caught, line) or (f"Look at line {line}." if line else "")
    sentence = f"{subject}, but its message should match {wanted}, and is {came}. {hint}".rstrip()
    return Raised(sentence, line, call, wanted, came, found["teacher"])


def raised_without_message(error: BaseException, scene: Scene) -> Raised | None:
    """For a test that stopped at reading the message of an exception that has none."""
    if not (isinstance(error, IndexError) and scene.source.mentions(error, ".args")):
        return None
    for caught in scene.source.exceptions_at(error):
        line = student_line(caught, scene.file_name)
        sentence = _without_message(caught, line)
        if sentence is not None:
            return Raised(sentence, line)
    return None


def where_raised(error: BaseException, scene: Scene) -> str | None:
    """For an assertion about an exception of the program's."""
    for caught in scene.source.exceptions_at(error):
        line = student_line(caught, scene.file_name)
        if line is not None:
            return _without_message(caught, line) or (
                f"Line {line} raises the {type_name(caught)}."
            )
    return None


def _without_message(caught: BaseException, line: int | None) -> str | None:
    if args_of(caught):
        return None
    name = type_name(caught)
    subject = f"Line {line} raises {name}" if line else f"{name} is raised"
    return f'{subject} without a message. Write one: `raise {name}("…")`.'
