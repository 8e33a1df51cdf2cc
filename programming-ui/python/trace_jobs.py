"""Runs a program, or one of its tests, and records it."""

import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from types import CodeType
from typing import Any

from judge.common.job import Frame, Job, lay_out
from judge.common.printed import Printed
from judge.common.program import ProgramFile
from judge.program.execution import compile_with
from judge.program.own_imports import OwnImports
from judge.shared import judge_laid_out

from .session import Session
from .tracing.instrument import instrument, provide_report
from .tracing.opening import opening_of_run, opening_of_test
from .tracing.step_recorder import MAX_BYTES, Recorder, TracedFile

Report = Callable[[str], object]


def record_run(job: Job, typed: Sequence[str], folder: str, report: Report) -> None:
    """Runs the program as a script, with typed lines, and reports the trace as JSON."""
    recording = _Recording(job, report)
    session = Session(_Screen(recording.recorder, typed), folder, recording.compile)
    sys.meta_path.insert(0, OwnImports(job.program, folder))
    recording.recorder.start()
    ending = session.run(job)
    recording.recorder.stop()
    recording.end(opening_of_run(recording.recorder, ending["how"] == "error"), None)


def record_test(job: Job, name: str, folder: str, report: Report) -> None:
    """Runs one of the tests or cases with the judge, and reports the trace as JSON."""
    recording = _Recording(job, report)
    recorder = recording.recorder
    frames: list[Frame] = []
    lay_out(job, folder)
    os.chdir(folder)
    sys.path.insert(0, folder)
    recorder.start()
    printed = _TracedPrinted(frames.append, recorder)
    verdict, message = judge_laid_out(_only(job, name), folder, printed, frames.append, only=name)
    recorder.stop()
    results = [frame["result"] for frame in frames if frame["kind"] == "test"]
    if results:
        result = results[-1]
        outcome = {"passed": verdict == "passed", "message": result["message"]}
        recording.end(opening_of_test(recorder, result), outcome)
    else:
        recording.end(opening_of_run(recorder, True), {"passed": False, "message": message})


def _only(job: Job, name: str) -> Job:
    """Without cases for a test, and without the tests and the other cases for a case."""
    cases = tuple(case for case in job.cases if case.name == name)
    return replace(job, cases=cases, test_files=() if cases else job.test_files)


class _Recording:
    def __init__(self, job: Job, report: Report) -> None:
        self._report = report
        self._names = [file.name for file in job.program.files]
        self._files = {name: TracedFile(name, at) for at, name in enumerate(self._names)}
        self.recorder = Recorder(self._files, self._end_cut)
        provide_report(self.recorder.report)
        compile_with(self.compile)

    def compile(self, file: ProgramFile) -> CodeType:
        places = self.recorder.places
        made = instrument(file.code, file.name, len(places))
        places += made.places
        self._files[file.name].loops = made.loops
        return made.code

    def end(self, opens_at: int, outcome: dict[str, Any] | None) -> None:
        """Reports the trace, unless that has been done when it was cut."""
        if self.recorder.cut is None:
            self._send(opens_at, outcome)

    def _end_cut(self) -> None:
        # At once: the program may catch whatever should end it.
        self._send(len(self.recorder.steps) - 1, None)

    def _send(self, opens_at: int, outcome: dict[str, Any] | None) -> None:
        steps, size = _fitting(self.recorder.steps)
        if size < len(self.recorder.steps):
            self.recorder.cut = "size"
        rest = {
            "files": self._names,
            "cut": self.recorder.cut,
            "opensAt": min(opens_at, max(size - 1, 0)),
            "outcome": outcome,
        }
        self._report(f'{{"steps":[{",".join(steps)}],{json.dumps(rest)[1:]}')


def _fitting(steps: Sequence[dict[str, Any]]) -> tuple[list[str], int]:
    """The steps as JSON, as many as fit."""
    written: list[str] = []
    room = MAX_BYTES
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    for step in steps:
        del step["at"]
        text = encode(step)
        room -= len(text) + 1
        if room < 0:
            break
        written.append(text)
    return written, len(written)


class _Screen:
    """The page of a program that is recorded (page.py): nobody waits for it."""

    def __init__(self, recorder: Recorder, typed: Sequence[str]) -> None:
        self._recorder = recorder
        self._typed = iter(typed)

    def write(self, stream: str, text: str) -> None:
        self._recorder.wrote(text)

    def read_line(self) -> str | None:
        return next(self._typed, None)

    def pause(self, seconds: float) -> None:
        pass

    def take_interrupt(self) -> bool:
        return False


class _TracedPrinted(Printed):
    def __init__(self, send: Callable[[Frame], object], recorder: Recorder) -> None:
        self._recorder = recorder
        super().__init__(send, lambda _hidden: None)

    def write(self, data: bytes) -> None:
        self._recorder.wrote(data.decode("utf-8", "replace"))
        super().write(data)
