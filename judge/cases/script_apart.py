"""A script in a separate process, which reports what happens on its terminal while it runs.

The caller of the judge knows how to run something in another process, and passes a ``RunApart``.
The process and everything that it reports belong to the student. Its exit status only shows how the
script ended.
"""

import json
import os
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from ..common.program import Program
from .script_end import exit_error, exit_sentence
from .script_run import run_script
from .terminal import Transcript
from .written_files import read_written

Report = Callable[[bytes], None]
RunApart = Callable[[Callable[[Report], None]], tuple[bytes, int]]
"""Runs a function in a separate process. Returns what it reported, and the exit status or minus the
signal that ended the process."""

# In characters. More of them are reported at once.
_MAX_UNREPORTED = 2_000
_OUT_OF_MEMORY = "memory"
_WRITTEN = "written"


def run_script_apart(
    run_apart: RunApart, program: Program, stdin: str, writes: Sequence[str] = ()
) -> dict[str, Any]:
    """Like run_script(); raises MemoryError if the script ran out of memory."""

    def run(report: Report) -> None:
        transcript = _ReportedTranscript(report, os.getcwd(), writes)
        try:
            end: Any = run_script(program, stdin, transcript, transcript.leave, writes)
            transcript.report(end.pop("transcript"))
        except MemoryError:
            end = _OUT_OF_MEMORY
        report(_line(end))

    reported, status = run_apart(run)
    try:
        return _read(reported, status)
    except (ValueError, TypeError, RecursionError):
        return _ended_badly([], "The program interfered with its own grading.")


class _ReportedTranscript(Transcript):
    def __init__(self, report: Report, folder: str, writes: Sequence[str]) -> None:
        super().__init__()
        self._report = report
        self._folder = folder
        self._writes = writes

    def add(self, kind: str, text: str) -> None:
        super().add(kind, text)
        if self.size > _MAX_UNREPORTED:
            self.report(self.take())

    def report(self, entries: Iterable[Sequence[str]]) -> None:
        for kind, text in entries:
            self._report(_line([kind, text]))

    def leave(self, _status: int) -> None:
        """The script ends the process with os._exit()."""
        self.report(self.take())
        self._report(_line([_WRITTEN, read_written(self._folder, self._writes)]))


def _line(content: Any) -> bytes:
    return json.dumps(content).encode() + b"\n"


def _read(reported: bytes, status: int) -> dict[str, Any]:
    """Raises ValueError or TypeError for data that a script does not report."""
    transcript = Transcript()
    written: Any = {}
    # The end of the process may have cut off the last line.
    for line in reported.split(b"\n")[:-1]:
        content: Any = json.loads(line)
        if content == _OUT_OF_MEMORY:
            raise MemoryError
        if isinstance(content, dict):
            return {**content, "transcript": _entries(transcript)}
        kind, text = content
        if kind == _WRITTEN:
            written = text
        else:
            transcript.add(kind, text)
    if status == 0:
        end = {"error": None, "askedTooOften": False, "written": written}
        return {"transcript": _entries(transcript), **end}
    return _ended_badly(_entries(transcript), exit_sentence(status))


def _entries(transcript: Transcript) -> list[list[str]]:
    return [[kind, text] for kind, text in transcript.take()]


def _ended_badly(transcript: list[list[str]], sentence: str) -> dict[str, Any]:
    end = {"error": exit_error(sentence), "askedTooOften": False, "written": {}}
    return {"transcript": transcript, **end}
