"""What is wrong with an exception of the program that a test has caught."""

import re

from ..border.error_details import args_of
from ..common.text import MAX_MESSAGE, clip, safe_str, type_name
from ..program.trace import student_line
from .planned_test import Finding, Scene, joined

# unittest's message when assertRaisesRegex finds another message than expected.
_OTHER_MESSAGE = re.compile(
    r'^"(?P<wanted>.*)" does not match "(?P<came>.*?)"(?: : (?P<teacher>.+))?$', re.DOTALL
)


def other_message(error: BaseException, scene: Scene) -> Finding | None:
    """For an exception of the right class whose message is not the one that a test requires."""
    found = _OTHER_MESSAGE.match(safe_str(error))
    caught = error.__context__
    if found is None or caught is None:
        return None
    call, line = scene.source.should_have_raised(error), student_line(caught, scene.file_name)
    wanted, came = repr(found["wanted"]), repr(safe_str(caught))
    subject = f"`{call}` raises {type_name(caught)}" if call else f"{type_name(caught)} is raised"
    hint = _without_message(caught, line) or (f"Look at line {line}." if line else "")
    sentence = f"{subject}, but its message should match {wanted}. It is {came}. {hint}".rstrip()
    message = clip(joined(found["teacher"], sentence), MAX_MESSAGE)
    return Finding(message, call, wanted, came, line)


def raised_without_message(error: BaseException, scene: Scene) -> Finding | None:
    """For a test that failed to read the message of an exception without one."""
    if not (isinstance(error, IndexError) and scene.source.mentions(error, ".args")):
        return None
    for caught in scene.source.exceptions_at(error):
        line = student_line(caught, scene.file_name)
        sentence = _without_message(caught, line)
        if sentence is not None:
            return Finding(sentence, line=line)
    return None


def where_raised(error: BaseException, scene: Scene) -> str | None:
    """For an assertion about an exception of the program."""
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
