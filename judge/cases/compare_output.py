"""Whether a script printed what it should, and the one sentence that says where it did not.

``exact``     to the letter, prompts included, as it comes out of a pipe
``lines``     line by line; white space at the end of lines and blank lines at the end don't count
``numbers``   the numbers in it, in order, whatever stands between them
``contains``  each expected line that is not blank is found, in order, whatever stands around it

In all but ``exact`` prompts are forgiven: any reading of terminal.READINGS will do that fits all
cases of a program.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from ..messages import look_alike_difference, look_alike_part
from ..report.text import clip
from .printed_numbers import numbers_in, same_number
from .terminal import READINGS, Entry, output_read, piped_output, without_questions

_QUOTED_MAX = 160


@dataclass(frozen=True)
class Difference:
    """What is wrong in one sentence, and both sides whole for being looked at side by side."""

    sentence: str
    expected: str
    actual: str


Differ = Callable[[str, str], Difference | None]


class Readings:
    """Those of terminal.READINGS that have fitted all cases so far.

    A case that fits none of them changes nothing. So what is said of a case depends on those alone
    that ran before it, and hidden ones run last.
    """

    def __init__(self) -> None:
        self._open: Sequence[str] = READINGS

    def compare(
        self, differ: Differ, expected: str, transcript: Sequence[Entry]
    ) -> Difference | None:
        """None when one of them fits this case, too."""
        found = {each: differ(expected, output_read(transcript, each)) for each in READINGS}
        fitting = [each for each in self._open if found[each] is None]
        self._open = fitting or self._open
        difference = found[self._open[0]]
        if difference is not None and None in found.values():
            difference = replace(difference, sentence=f"{difference.sentence}\n{_ONE_READING}")
        return difference


_ONE_READING = (
    "What counts as a prompt is decided once for all examples: read so that this one is right, an "
    "earlier one is wrong."
)


def compare_output(
    compare: str, expected: str, transcript: Sequence[Entry], readings: Readings
) -> Difference | None:
    """None when it is as it should be."""
    if compare == "exact":
        return _exact(expected, piped_output(transcript))
    differ = _DIFFER[compare]
    difference = readings.compare(differ, expected, transcript)
    if difference is None:
        return None
    answers, question = without_questions(transcript)
    if question is None or differ(expected, answers) is not None:
        return difference
    sentence = (
        f"All is right but the question {_quoted(question)}, which print() makes part of the "
        "output: put it into the parentheses of input() instead."
    )
    return replace(difference, sentence=sentence)


def _exact(expected: str, output: str) -> Difference | None:
    if output == expected:
        return None
    if output.rstrip("\n") == expected.rstrip("\n"):
        sentence = (
            f"Only the end is wrong: it should be {_line_ends(expected)}, "
            f"but is {_line_ends(output)}."
        )
    else:
        sentence = _differing_line(expected.split("\n"), output.split("\n"))
    return Difference(sentence, expected, output)


def _line_ends(text: str) -> str:
    count = len(text) - len(text.rstrip("\n"))
    return {0: "no line end", 1: "one line end"}.get(count, f"{count} line ends")


def _lines(expected: str, output: str) -> Difference | None:
    wanted, came = _tidy(expected), _tidy(output)
    if wanted == came:
        return None
    return Difference(_differing_line(wanted, came), "\n".join(wanted), "\n".join(came))


def _tidy(text: str) -> list[str]:
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").split("\n")]
    while lines and not lines[-1]:
        lines.pop()
    return lines


def _differing_line(wanted: Sequence[str], came: Sequence[str]) -> str:
    """The lines are not the same."""
    if not any(came):
        return f"Your program prints nothing; it should print {_quoted(_first_full(wanted))}."
    if not any(wanted):
        return f"Your program should print nothing, but prints {_quoted(_first_full(came))}."
    for number, (want, have) in enumerate(zip_longest(wanted, came), 1):
        if have is None:
            return (
                f"Your program prints too little: line {number}, "
                f"{_quoted(_first_full(wanted[number - 1 :]))}, is missing."
            )
        if want is None:
            return (
                f"Your program prints too much: after line {number - 1} nothing should follow, "
                f"but {_quoted(_first_full(came[number - 1 :]))} does."
            )
        if want != have:
            return _in_line(number, want, have)
    raise AssertionError("the same lines")


def _first_full(lines: Sequence[str]) -> str:
    return next((line for line in lines if line), "")


def _in_line(number: int, want: str, have: str) -> str:
    alike = look_alike_difference(want, have)
    if alike is not None:
        return (
            f"Line {number} that is printed should be {_quoted(want)}, but is {_quoted(have)}. "
            f"{alike}"
        )
    if "".join(want.split()) == "".join(have.split()):
        return (
            f"Only the white space in line {number} is wrong: it should be {_visible(want)}, "
            f"but is {_visible(have)}. (A · is a space, a → a tab.)"
        )
    if want.casefold() == have.casefold():
        return (
            f"Only capital and small letters in line {number} are wrong: it should be "
            f"{_quoted(want)}, but is {_quoted(have)}."
        )
    return f"Line {number} that is printed should be {_quoted(want)}, but is {_quoted(have)}."


def _quoted(line: str) -> str:
    return repr(clip(line, _QUOTED_MAX))


def _visible(line: str) -> str:
    shown = line.replace(" ", "·").replace("\t", "→").replace("\r", "␍").replace("\xa0", "⍽")
    return clip(shown, _QUOTED_MAX)


def _numbers(expected: str, output: str) -> Difference | None:
    wanted, came = numbers_in(expected), numbers_in(output)
    sides = " ".join(wanted), " ".join(came)
    for place, (want, have) in enumerate(zip_longest(wanted, came), 1):
        if want is None or have is None or not same_number(want, have):
            return Difference(_differing_number(place, want, have, len(wanted)), *sides)
    return None


def _differing_number(place: int, want: str | None, have: str | None, count: int) -> str:
    which = "The number" if count == 1 else f"Number {place}"
    if want is None:
        return f"Your program prints too many numbers: {have} is one more than expected."
    if have is None and place == 1:
        return f"Your program prints no number; it should print {want}."
    if have is None:
        return f"Your program prints too few numbers: number {place}, {want}, is missing."
    return f"{which} that is printed should be {want}, but is {have}."


def _contains(expected: str, output: str) -> Difference | None:
    place = 0
    for line in filter(None, (line.strip() for line in expected.split("\n"))):
        found = output.find(line, place)
        if found < 0:
            return Difference(_not_contained(line, output, place), expected, output)
        place = found + len(line)
    return None


def _not_contained(line: str, output: str, place: int) -> str:
    if not output.strip():
        return f"Your program prints nothing; {_quoted(line)} should be in it."
    if line in output[:place] or output.find(line) >= 0:
        return f"{_quoted(line)} is printed too early: something else should come before it."
    for printed in output.split("\n"):
        alike = look_alike_part(line, printed)
        if alike is not None:
            return f"{_quoted(line)} should be in what your program prints, but is not. {alike}"
    if line.casefold() in output.casefold():
        return f"{_quoted(line)} should be printed with just these capital and small letters."
    return f"{_quoted(line)} should be in what your program prints, but is not."


_DIFFER: dict[str, Differ] = {
    "lines": _lines,
    "numbers": _numbers,
    "contains": _contains,
}
