"""Grades in one process: the student's file and its tests share an interpreter.

Student code can forge the results here; split.py prevents that.
"""

import os
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

from .cases.case_student import SharedStudent
from .common.job import Job, Send, lay_out, until_verdict
from .common.memory_reserve import MemoryReserve
from .common.printed import OutputLimitReached, Printed
from .observe.observer import Observer, start_observing
from .program.execution import (
    allowing_input,
    compile_program,
    errors_as_verdict,
    run_as_script,
    run_in,
)
from .program.student_file import DoesNotLoad, StudentFile
from .program.trace import describe, explain, student_line
from .report.fault_detector import FaultDetector, do_nothing
from .run import FILES_ARE_BROKEN, BrokenTests, plan_tests, run_tests
from .surroundings import Surroundings

# Released when memory runs out, so that there is enough left to report it.
_RESERVE_BYTES = 8 * 1024 * 1024


def _nothing_to_hide(_hidden: bool) -> None:
    pass


def judge_shared(
    job: Job,
    folder: str,
    send: Send,
    hide_descriptors: Callable[[bool], None] = _nothing_to_hide,
    begin_hidden: Callable[[], None] = do_nothing,
) -> None:
    """Grades the job in the folder, which becomes the working directory.

    The interpreter is warm (warm.py). Sends the frames that common/job.py lists. The process cannot
    be used again afterwards.
    ``hide_descriptors`` hides, or shows again, what is written without Python's streams.
    ``begin_hidden`` is called before the first hidden test.
    """
    send = until_verdict(send)
    reserve = MemoryReserve(_RESERVE_BYTES)
    try:
        lay_out(job, folder)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        message = f"{FILES_ARE_BROKEN} {reason}"
        send({"kind": "verdict", "verdict": "internal-error", "message": message})
        return
    os.chdir(folder)
    sys.path.insert(0, folder)
    observer = start_observing(job, send, split=False)
    surroundings = Surroundings({job.module_name, *(file.module_name for file in job.test_files)})
    try:
        printed = Printed(send, hide_descriptors)
        verdict, message = judge_laid_out(job, folder, printed, send, observer, begin_hidden)
        printed.flush()
    except OutputLimitReached:
        return
    except MemoryError:
        reserve.release()
        verdict, message = "memory-limit", ""
    except Exception as error:
        verdict, message = _after_failure(error, job.file_name)
    changed = surroundings.changed() if verdict == "internal-error" else None
    if changed is not None:
        verdict = "runtime-error"
        message = f"The program changed {changed}, without which it cannot be tested."
    send({"kind": "verdict", "verdict": verdict, "message": message})


def _after_failure(error: Exception, file_name: str) -> tuple[str, str]:
    """A program can make its code run inside ours, for example with an audit hook."""
    if student_line(error, file_name) is not None:
        return "runtime-error", explain(error, file_name)
    return "internal-error", f"The judge failed: {describe(error)}"


def judge_laid_out(
    job: Job,
    folder: str,
    printed: Printed,
    send: Send,
    observer: Observer | None = None,
    begin_hidden: Callable[[], None] = do_nothing,
) -> tuple[str, str]:
    """The verdict and its message. The job's files are already in place."""
    file = _SharedStudentFile(job, folder)
    student = SharedStudent(job.code, job.file_name, file.module)
    try:
        plan = plan_tests(job, file, student, printed, send, observer)
    except (DoesNotLoad, BrokenTests) as fault:
        return fault.verdict, str(fault)
    return run_tests(plan, file, printed, send, FaultDetector(begin_hidden), observer).verdict(), ""


class _SharedStudentFile(StudentFile):
    """Loads the file in this process."""

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
        with errors_as_verdict(self.job):
            self._run(module)

    def load(self, module: ModuleType) -> None:
        with allowing_input():
            self._run(module)

    def is_loaded(self, module: ModuleType) -> bool:
        return id(module) in self._loaded

    def reload(self, module: ModuleType) -> None:
        with allowing_input():
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
            # The file may have replaced its own entry.
            sys.modules[name] = module
