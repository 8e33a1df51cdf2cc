"""Whether a program printed what it should, and one sentence about the first difference.

``exact``     every character, prompts included, as in a pipe
``lines``     line by line; white space at the end of lines and blank lines at the end don't count
``words``     the words, that is all texts between white space, in order
``numbers``   the numbers in the output, in order, whatever is between them
``contains``  each expected line that is not blank occurs, in order, whatever is around it

Except in ``exact``, prompts may be read in any way of terminal.READINGS that fits all cases of a
program.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from ..common.text import clip
from ..messages import look_alike_difference, look_alike_part
from .printed_numbers import numbers_in, same_number
from .terminal import READINGS, Entry, output_read, piped_output, without_questions
from .told import SCRIPT, Told

_MAX_QUOTED = 160


@dataclass(frozen=True)
class Difference:
    """What is wrong, in one sentence, and both sides in full."""

    sentence: str
    expected: str
    actual: str


Differ = Callable[[str, str, Told], Difference | None]
"""Of the expected text, the actual one, and how to name them."""


class Readings:
    """Those of terminal.READINGS that fit all cases so far.

    A case that fits none of them changes nothing. So the sentence on a case depends only on earlier
    cases, and hidden ones run last.
    """

    def __init__(self) -> None:
        self._open: Sequence[str] = READINGS

    def compare(
        self, differ: Differ, expected: str, transcript: Sequence[Entry], told: Told
    ) -> Difference | None:
        """None if one of them also fits this case."""
        found = {each: differ(expected, output_read(transcript, each), told) for each in READINGS}
        fitting = [each for each in self._open if found[each] is None]
        self._open = fitting or self._open
        difference = found[self._open[0]]
        if difference is not None and None in found.values():
            difference = replace(difference, sentence=f"{difference.sentence}\n{_ONE_READING}")
        return difference


_ONE_READING = (
    "What counts as a prompt is decided once for all examples. If it were decided so that this "
    "example is right, an earlier one would be wrong."
)


def compare_output(
    compare: str,
    expected: str,
    transcript: Sequence[Entry],
    readings: Readings,
    told: Told = SCRIPT,
) -> Difference | None:
    """None if the output is as expected."""
    differ = _DIFFER[compare]
    if compare == "exact":
        return differ(expected, piped_output(transcript), told)
    difference = readings.compare(differ, expected, transcript, told)
    if difference is None:
        return None
    answers, question = without_questions(transcript)
    if question is None or differ(expected, answers, told) is not None:
        return difference
    sentence = (
        f"Everything is right except the question {_quoted(question)}, which print() makes part of "
        "the output. Write it between the brackets of input() instead."
    )
    return replace(difference, sentence=sentence)


def compare_text(compare: str, expected: str, actual: str, told: Told) -> Difference | None:
    """Like compare_output(), for a text without prompts."""
    return _DIFFER[compare](expected, actual, told)


def _exact(expected: str, output: str, told: Told) -> Difference | None:
    if output == expected:
        return None
    if output.rstrip("\n") == expected.rstrip("\n"):
        sentence = (
            f"Only the end is wrong: {told.who_within} should {told.verb} "
            f"{_line_breaks(expected)} there, but {told.verbs} {_line_breaks(output)}."
        )
    else:
        sentence = _differing_line(expected.split("\n"), output.split("\n"), told)
    return Difference(sentence, expected, output)


def _line_breaks(text: str) -> str:
    count = len(text) - len(text.rstrip("\n"))
    return {0: "no line break", 1: "one line break"}.get(count, f"{count} line breaks")


def _lines(expected: str, output: str, told: Told) -> Difference | None:
    want_lines, got_lines = _tidy(expected), _tidy(output)
    if want_lines == got_lines:
        return None
    sentence = _differing_line(want_lines, got_lines, told)
    return Difference(sentence, "\n".join(want_lines), "\n".join(got_lines))


def _tidy(text: str) -> list[str]:
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").split("\n")]
    while lines and not lines[-1]:
        lines.pop()
    return lines


def _differing_line(want_lines: Sequence[str], got_lines: Sequence[str], told: Told) -> str:
    """For lines that are not the same."""
    if not any(got_lines):
        return _nothing(told, _first_full(want_lines))
    if not any(want_lines):
        return _too_much(told, _first_full(got_lines))
    for number, (want, got) in enumerate(zip_longest(want_lines, got_lines), 1):
        if got is None:
            return (
                f"{told.whole} is too short: line {number}, "
                f"{_quoted(_first_full(want_lines[number - 1 :]))}, is missing."
            )
        if want is None:
            return (
                f"{told.whole} is too long: nothing should follow line {number - 1}, "
                f"but {_quoted(_first_full(got_lines[number - 1 :]))} does."
            )
        if want != got:
            return _in_line(number, want, got, told)
    raise AssertionError("the same lines")


def _nothing(told: Told, want: str) -> str:
    return f"{told.who} {told.verbs} nothing{told.into}, but should {told.verb} {_quoted(want)}."


def _too_much(told: Told, got: str) -> str:
    return f"{told.who} should {told.verb} nothing{told.into}, but {told.verbs} {_quoted(got)}."


def _first_full(lines: Sequence[str]) -> str:
    return next((line for line in lines if line), "")


def _in_line(number: int, want: str, got: str, told: Told) -> str:
    differs = f"{told.place('line', number)} should be {_quoted(want)}, but it is {_quoted(got)}."
    alike = look_alike_difference(want, got)
    if alike is not None:
        return f"{differs} {alike}"
    if "".join(want.split()) == "".join(got.split()):
        return (
            f"Only the white space in line {number} is wrong: it should be {_visible(want)}, "
            f"but is {_visible(got)}. (· is a space, → is a tab.)"
        )
    if want.casefold() == got.casefold():
        return (
            f"Only upper and lower case differ in line {number}: it should be "
            f"{_quoted(want)}, but is {_quoted(got)}."
        )
    return differs


def _quoted(line: str) -> str:
    return repr(clip(line, _MAX_QUOTED))


def _visible(line: str) -> str:
    shown = line.replace(" ", "·").replace("\t", "→").replace("\r", "␍").replace("\xa0", "⍽")
    return clip(shown, _MAX_QUOTED)


def _numbers(expected: str, output: str, told: Told) -> Difference | None:
    numbers, printed = numbers_in(expected), numbers_in(output)
    sides = " ".join(numbers), " ".join(printed)
    for place, (want, got) in enumerate(zip_longest(numbers, printed), 1):
        if want is None or got is None or not same_number(want, got):
            which = told.place("number", place if len(numbers) > 1 else None)
            return Difference(_differing_number(place, want, got, which, told), *sides)
    return None


def _differing_number(place: int, want: str | None, got: str | None, which: str, told: Told) -> str:
    who = f"{told.who} {told.verbs}"
    if want is None:
        return f"{who} too many numbers{told.into}: {got} should not be there."
    if got is None and place == 1:
        return f"{who} no number{told.into}, but should {told.verb} {want}."
    if got is None:
        return f"{who} too few numbers{told.into}: number {place}, {want}, is missing."
    return f"{which} should be {want}, but it is {got}."


def _contains(expected: str, output: str, told: Told) -> Difference | None:
    place = 0
    for line in filter(None, (line.strip() for line in expected.split("\n"))):
        found = output.find(line, place)
        if found < 0:
            return Difference(_not_contained(line, output, place, told), expected, output)
        place = found + len(line)
    return None


def _not_contained(line: str, output: str, place: int, told: Told) -> str:
    if not output.strip():
        return _nothing(told, line)
    if line in output[:place] or output.find(line) >= 0:
        early = f"{_quoted(line)} is {_DONE[told.verb]} too early"
        return f"{early}: something else should come before it."
    should = f"{told.who} should {told.verb} {_quoted(line)}{told.into}"
    for printed in output.split("\n"):
        alike = look_alike_part(line, printed)
        if alike is not None:
            return f"{should}, but does not. {alike}"
    if line.casefold() in output.casefold():
        return f"{should} with exactly this upper and lower case."
    return f"{should}, but does not."


_DONE = {"print": "printed", "write": "written"}


def _words(expected: str, output: str, told: Told) -> Difference | None:
    want_words, got_words = expected.split(), output.split()
    if want_words == got_words:
        return None
    sentence = _differing_word(want_words, got_words, told)
    return Difference(sentence, " ".join(want_words), " ".join(got_words))


def _differing_word(want_words: Sequence[str], got_words: Sequence[str], told: Told) -> str:
    """For words that are not the same."""
    if not got_words:
        return _nothing(told, " ".join(want_words))
    if not want_words:
        return _too_much(told, " ".join(got_words))
    who = f"{told.who} {told.verbs}"
    pairs = enumerate(zip_longest(want_words, got_words), 1)
    place, want, got = next((place, *pair) for place, pair in pairs if pair[0] != pair[1])
    if got is None:
        return f"{who} too few words{told.into}: word {place}, {_quoted(want)}, is missing."
    if want is None:
        return (
            f"{who} too many words{told.into}: "
            f"nothing should follow word {place - 1}, but {_quoted(got)} does."
        )
    differs = f"{told.place('word', place)} should be {_quoted(want)}, but it is {_quoted(got)}."
    alike = look_alike_difference(want, got)
    if alike is not None:
        return f"{differs} {alike}"
    if want.casefold() == got.casefold():
        return (
            f"Only upper and lower case differ in word {place}: it should be "
            f"{_quoted(want)}, but is {_quoted(got)}."
        )
    return differs


_DIFFER: dict[str, Differ] = {
    "exact": _exact,
    "lines": _lines,
    "words": _words,
    "numbers": _numbers,
    "contains": _contains,
}
