"""A script in a process of its own, which tells what passes on its terminal while it runs.

How to run in another process is for whoever runs the judge to know: a ``RunApart`` is handed in.
The process is the student's, and so is all that it tells. Its exit status says no more than how
the script ended.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from .script_end import exit_error, exit_sentence
from .script_run import run_script
from .terminal import Transcript

Tell = Callable[[bytes], None]
RunApart = Callable[[Callable[[Tell], None]], tuple[bytes, int]]
"""Runs a function in a process of its own; gives all that it told, and the exit status or minus the
signal that ended the process."""

# Told at the latest when so many characters have come together.
_TOGETHER_MAX = 2_000
_OUT_OF_MEMORY = "memory"


def run_script_apart(
    run_apart: RunApart, source: str, file_name: str, stdin: str
) -> dict[str, Any]:
    """As run_script(); raises MemoryError where the script ran out of it."""

    def run(tell: Tell) -> None:
        transcript = _ToldTranscript(tell)
        try:
            end: Any = run_script(source, file_name, stdin, transcript, transcript.leave)
            transcript.tell(end.pop("transcript"))
        except MemoryError:
            end = _OUT_OF_MEMORY
        tell(_line(end))

    told, status = run_apart(run)
    try:
        return _read(told, status)
    except (ValueError, TypeError, RecursionError):
        return _ended_badly([], "The program disturbed its own grading.")


class _ToldTranscript(Transcript):
    def __init__(self, tell: Tell) -> None:
        super().__init__()
        self._tell = tell

    def add(self, kind: str, text: str) -> None:
        super().add(kind, text)
        if self.size > _TOGETHER_MAX:
            self.tell(self.take())

    def tell(self, entries: Iterable[Sequence[str]]) -> None:
        for kind, text in entries:
            self._tell(_line([kind, text]))

    def leave(self, _status: int) -> None:
        """The script ends the process by os._exit()."""
        self.tell(self.take())


def _line(content: Any) -> bytes:
    return json.dumps(content).encode() + b"\n"


def _read(told: bytes, status: int) -> dict[str, Any]:
    """Raises ValueError or TypeError for what no script tells."""
    transcript = Transcript()
    # What follows the last line end was cut off by the end of the process.
    for line in told.split(b"\n")[:-1]:
        content: Any = json.loads(line)
        if content == _OUT_OF_MEMORY:
            raise MemoryError
        if isinstance(content, dict):
            return {**content, "transcript": _entries(transcript)}
        kind, text = content
        transcript.add(kind, text)
    if status == 0:
        return {"transcript": _entries(transcript), "error": None, "askedTooOften": False}
    return _ended_badly(_entries(transcript), exit_sentence(status))


def _entries(transcript: Transcript) -> list[list[str]]:
    return [[kind, text] for kind, text in transcript.take()]


def _ended_badly(transcript: list[list[str]], sentence: str) -> dict[str, Any]:
    return {"transcript": transcript, "error": exit_error(sentence), "askedTooOften": False}
