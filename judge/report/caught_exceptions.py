"""What is wrong with an exception of the program that a test has caught."""

import re

from ..border.error_details import args_of
from ..common.program import Spot
from ..common.text import MAX_MESSAGE, clip, safe_str, type_name
from ..program.trace import student_spot
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
    call, spot = scene.source.should_have_raised(error), student_spot(caught, scene.program)
    wanted, came = repr(found["wanted"]), repr(safe_str(caught))
    subject = f"`{call}` raises {type_name(caught)}" if call else f"{type_name(caught)} is raised"
    hint = _without_message(caught, spot) or (f"Look at line {spot}." if spot else "")
    sentence = f"{subject}, but its message should match {wanted}. It is {came}. {hint}".rstrip()
    message = clip(joined(found["teacher"], sentence), MAX_MESSAGE)
    return Finding(message, call, wanted, came, spot, found["teacher"])


def raised_without_message(error: BaseException, scene: Scene) -> Finding | None:
    """For a test that failed to read the message of an exception without one."""
    if not (isinstance(error, IndexError) and scene.source.mentions(error, ".args")):
        return None
    for caught in scene.source.exceptions_at(error):
        spot = student_spot(caught, scene.program)
        sentence = _without_message(caught, spot)
        if sentence is not None:
            return Finding(sentence, spot=spot)
    return None


def where_raised(error: BaseException, scene: Scene) -> str | None:
    """For an assertion about an exception of the program."""
    for caught in scene.source.exceptions_at(error):
        spot = student_spot(caught, scene.program)
        if spot is not None:
            return _without_message(caught, spot) or (
                f"Line {spot} raises the {type_name(caught)}."
            )
    return None


def _without_message(caught: BaseException, spot: Spot | None) -> str | None:
    if args_of(caught):
        return None
    name = type_name(caught)
    subject = f"Line {spot} raises {name}" if spot else f"{name} is raised"
    return f'{subject} without a message. Write one: `raise {name}("…")`.'
