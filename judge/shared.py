"""Judges in one process: the student's file and its tests share an interpreter.

Student code that sets its mind to it can forge what is told here; split.py is for that.
"""

import os
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

from .cases.case_student import SharedStudent
from .job import Job, Send, lay_out, tell_once
from .memory_reserve import MemoryReserve
from .observe.observer import Observer
from .observe.start import start_observing
from .printed import OutputLimitReached, Printed
from .program import (
    DoesNotLoad,
    allowed_to_ask,
    compile_program,
    run_as_script,
    run_in,
    told_as_verdict,
)
from .report.recorder import Watch, nothing_to_begin
from .report.trace import describe, explain, student_line
from .run import FILES_ARE_BROKEN, BrokenTests, plan_tests, run_tests
from .student_file import StudentFile
from .surroundings import Surroundings

# Given up when memory runs out, so that there is enough left to say so.
_RESERVE_BYTES = 8 * 1024 * 1024


def _nothing_to_hide(_hidden: bool) -> None:
    pass


def judge_shared(
    job: Job,
    folder: str,
    send: Send,
    hide_descriptors: Callable[[bool], None] = _nothing_to_hide,
    begin_hidden: Callable[[], None] = nothing_to_begin,
) -> None:
    """Judges the job in the folder, which becomes the working directory.

    The interpreter is warm (warm.py). Sends frames as job.py lists them; the process is of no
    further use afterwards.
    ``hide_descriptors`` turns off, and on again, what is written past Python's streams.
    ``begin_hidden`` is called before the first hidden test.
    """
    tell = tell_once(send)
    reserve = MemoryReserve(_RESERVE_BYTES)
    try:
        lay_out(job, folder)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        message = f"{FILES_ARE_BROKEN} {reason}"
        tell({"kind": "verdict", "verdict": "internal-error", "message": message})
        return
    os.chdir(folder)
    sys.path.insert(0, folder)
    observer = start_observing(job, tell, split=False)
    surroundings = Surroundings({job.module_name, *(file.module_name for file in job.test_files)})
    try:
        printed = Printed(tell, hide_descriptors)
        verdict, message = judge_laid_out(job, folder, printed, tell, observer, begin_hidden)
        printed.flush()
    except OutputLimitReached:
        return
    except MemoryError:
        reserve.give_up()
        verdict, message = "memory-limit", ""
    except Exception as error:
        verdict, message = _judge_failed(error, job.file_name)
    changed = surroundings.changed() if verdict == "internal-error" else None
    if changed is not None:
        verdict = "runtime-error"
        message = f"The program changed {changed}, without which it cannot be tested."
    tell({"kind": "verdict", "verdict": verdict, "message": message})


def _judge_failed(error: Exception, file_name: str) -> tuple[str, str]:
    """A program can have its code run in the midst of ours, say by an audit hook."""
    if student_line(error, file_name) is not None:
        return "runtime-error", explain(error, file_name)
    return "internal-error", f"The judge failed: {describe(error)}"


def judge_laid_out(
    job: Job,
    folder: str,
    printed: Printed,
    send: Send,
    observer: Observer | None = None,
    begin_hidden: Callable[[], None] = nothing_to_begin,
) -> tuple[str, str]:
    """The verdict and its message; the job's files are where they are read from."""
    file = _SharedStudentFile(job, folder)
    student = SharedStudent(job.code, job.file_name, file.module)
    try:
        plan = plan_tests(job, file, student, printed, send, observer)
    except (DoesNotLoad, BrokenTests) as fault:
        return fault.verdict, str(fault)
    return run_tests(plan, file, printed, send, Watch(begin_hidden), observer).verdict(), ""


class _SharedStudentFile(StudentFile):
    """Its modules are modules of this very process."""

    def __init__(self, job: Job, folder: str) -> None:
        self._loaded: dict[int, ModuleType] = {}
        super().__init__(job, folder, ModuleType(job.module_name))
        self.module.__file__ = self.path

    def new_module(self, name: str) -> ModuleType:
        module = ModuleType(name)
        module.__file__ = self.path
        return module

    def compile(self) -> None:
        compile_program(self.job)

    def load_first(self, module: ModuleType) -> None:
        with told_as_verdict(self.job):
            self._run(module)

    def load(self, module: ModuleType) -> None:
        with allowed_to_ask():
            self._run(module)

    def is_loaded(self, module: ModuleType) -> bool:
        return id(module) in self._loaded

    def reload(self, module: ModuleType) -> None:
        with allowed_to_ask():
            run_in(vars(module), self.job)

    def run_as_script(
        self, init_globals: dict[str, Any] | None, run_name: str, path: str
    ) -> dict[str, Any]:
        return run_as_script(self.job, init_globals, run_name, path)

    def _run(self, module: ModuleType) -> None:
        name = module.__name__
        imported = sys.modules.get(name) is module
        run_in(vars(module), self.job)
        self._loaded[id(module)] = module
        if imported:
            # The file may have put something else in its own place.
            sys.modules[name] = module
