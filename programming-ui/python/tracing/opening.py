"""Finds the step at which a replay opens: the last one that set the wrong value."""

import ast
from typing import Any

from .step_recorder import Recorder, Step

_MAX_DEPTH = 5

TestResult = dict[str, Any]
"""The result in a ``test`` frame (judge/common/job.py)."""


def opening_of_run(recorder: Recorder, raised: bool) -> int:
    """For a program that was only run: where it raised the exception that ended it, or the end."""
    if raised and recorder.raised_at is not None:
        return recorder.raised_at
    return _last(recorder)


def opening_of_test(recorder: Recorder, result: TestResult) -> int:
    """Where the program raised the exception, printed the first wrong text, or set or returned the
    wrong value."""
    steps, raised = recorder.steps, recorder.left_at
    returned = _last_result(steps)
    if result["outcome"] == "error" and raised is not None:
        if returned is None or raised > returned:
            return raised
    actual, expected = result["actual"], result["expected"]
    if returned is not None and _is(recorder, returned, actual):
        return _deepest(steps, returned)
    for found in (
        _first_wrong_output(recorder, actual, expected),
        _attribute_set(recorder, actual),
        None if returned is None else _deepest(steps, returned),
        raised,
    ):
        if found is not None:
            return found
    return _last(recorder)


def _last(recorder: Recorder) -> int:
    return max(len(recorder.steps) - 1, 0)


def _last_result(steps: list[Step]) -> int | None:
    """The last return to the test of a function that it called."""
    callers = _callers(steps)
    for at in range(len(steps) - 1, -1, -1):
        step = steps[at]
        if "returned" in step and callers.get(step["frame"]) is None:
            return at
    return None


def _callers(steps: list[Step]) -> dict[int, int | None]:
    """The frame that called each frame."""
    return {step["frame"]: step["call"]["caller"] for step in steps if "call" in step}


def _deepest(steps: list[Step], at: int) -> int:
    """If the function only passes on what another one has just returned, that one's return."""
    callers = _callers(steps)
    while at > 0:
        step, before = steps[at], steps[at - 1]
        if "returned" not in before or before["returned"] != step["returned"]:
            break
        if callers.get(before["frame"]) != step["frame"] or step["returned"] == "None":
            break
        at -= 1
    return at


def _is(recorder: Recorder, at: int, actual: str | None) -> bool:
    return actual is not None and _text(recorder, at, recorder.steps[at]["returned"]) == actual


def _text(recorder: Recorder, at: int, value: Any, depth: int = 0) -> str:
    """The representation of a recorded value as it was in that step, as far as it was recorded."""
    if type(value) is str:
        return value
    contents = (
        content
        for step in reversed(recorder.steps[: at + 1])
        for number, content in step.get("objects", ())
        if number == value
    )
    content = next(contents, None)
    if content is None or depth > _MAX_DEPTH:
        return "…"
    items = [_text(recorder, at, each, depth + 1) for each in content.get("items", ())]
    kind = content["type"]
    if kind == "list":
        return f"[{', '.join(items)}]"
    if kind == "tuple":
        return f"({', '.join(items)}{',' if len(items) == 1 else ''})"
    if kind == "dict":
        entries = [
            f"{_text(recorder, at, key, depth + 1)}: {_text(recorder, at, each, depth + 1)}"
            for key, each in content["entries"]
        ]
        return f"{{{', '.join(entries)}}}"
    return kind


def _first_wrong_output(recorder: Recorder, actual: str | None, expected: str | None) -> int | None:
    """The step that printed the first line that differs, if the two texts are output."""
    if actual is None or expected is None:
        return None
    shown, wanted = _printed_text(actual), _printed_text(expected)
    printed = "".join(text for _, text in recorder.printed)
    if not shown.strip():
        return None
    start = printed.rfind(shown.strip())
    if start < 0:
        return _line_printed(recorder, printed, shown, wanted)
    return _step_of_output(recorder, start + _difference(shown.strip(), wanted.strip()))


def _line_printed(recorder: Recorder, printed: str, shown: str, wanted: str) -> int | None:
    """The same for output that the judge shows without prompts and typed lines."""
    lines, expected = shown.splitlines(), wanted.splitlines()
    for at, line in enumerate(lines):
        if at >= len(expected) or line.rstrip() != expected[at].rstrip():
            start = printed.rfind(line.strip())
            return _step_of_output(recorder, start) if start >= 0 and line.strip() else None
    return None


def _printed_text(value: str) -> str:
    """A test compares output as a Python text, a case shows it as it is."""
    try:
        text = ast.literal_eval(value)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return value
    return text if isinstance(text, str) else value


def _difference(shown: str, wanted: str) -> int:
    """The first place at which the texts differ, inside the first one."""
    for at, (one, other) in enumerate(zip(shown, wanted, strict=False)):
        if one != other:
            return at
    return max(min(len(shown), len(wanted)) - 1, 0)


def _step_of_output(recorder: Recorder, position: int) -> int | None:
    for at, text in recorder.printed:
        position -= len(text)
        if position < 0:
            return at
    return None


def _attribute_set(recorder: Recorder, actual: str | None) -> int | None:
    """The line after which an attribute of one of the program's objects had this value."""
    if actual is None:
        return None
    before: dict[int, dict[Any, Any]] = {}
    found: int | None = None
    steps = recorder.steps
    for at, step in enumerate(steps):
        for number, content in step.get("objects", ()):
            entries = {} if content["type"] in ("dict", "OrderedDict") else _entries(content)
            old = before.get(number, {})
            if any(value == actual and old.get(key) != value for key, value in entries.items()):
                found = _line_before(steps, at)
            before[number] = entries
    return found


def _entries(content: dict[str, Any]) -> dict[Any, Any]:
    return dict(content.get("entries", ()))


def _line_before(steps: list[Step], at: int) -> int:
    """The step of the line that ran before this step of the same frame."""
    frame = steps[at]["frame"]
    for earlier in range(at - 1, -1, -1):
        if steps[earlier]["frame"] == frame and steps[earlier]["kind"] == "line":
            return earlier
    return at
