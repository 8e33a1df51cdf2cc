"""Grades in one process: the student's program and its tests share an interpreter.

Student code can forge the results here; split.py prevents that.
"""

import os
import sys
from collections.abc import Callable
from types import FrameType, ModuleType
from typing import Any

from .cases.case_student import SharedStudent
from .common.job import Job, Send, lay_out, until_verdict
from .common.memory_reserve import MemoryReserve
from .common.printed import OutputLimitReached, Printed
from .common.program import Program, ProgramFile
from .observe.observer import Observer, start_observing
from .program.execution import (
    allowing_input,
    compile_program,
    errors_as_verdict,
    run_as_script,
    run_in,
)
from .program.student_files import DoesNotLoad, FileLoader, StudentFiles
from .program.trace import describe, explain, student_spot
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
    own = (*job.program.files, *job.test_files)
    surroundings = Surroundings({each.module_name for each in own})
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
        verdict, message = _after_failure(error, job.program)
    changed = surroundings.changed() if verdict == "internal-error" else None
    if changed is not None:
        verdict = "runtime-error"
        message = f"The program changed {changed}, without which it cannot be tested."
    send({"kind": "verdict", "verdict": verdict, "message": message})


def _after_failure(error: Exception, program: Program) -> tuple[str, str]:
    """A program can make its code run inside ours, for example with an audit hook."""
    if student_spot(error, program) is not None:
        return "runtime-error", explain(error, program)
    return "internal-error", f"The judge failed: {describe(error)}"


def judge_laid_out(
    job: Job,
    folder: str,
    printed: Printed,
    send: Send,
    observer: Observer | None = None,
    begin_hidden: Callable[[], None] = do_nothing,
    only: str | None = None,
) -> tuple[str, str]:
    """The verdict and its message. The job's files are already in place.

    ``only`` is the name of the test that runs, None for all.
    """
    files = _SharedStudentFiles(job, folder)
    student = SharedStudent(job.program, files.module)
    try:
        plan = plan_tests(job, files, student, printed, send, observer)
    except (DoesNotLoad, BrokenTests) as fault:
        return fault.verdict, str(fault)
    if only is not None:
        plan = [each for each in plan if each.name == only]
    faults = FaultDetector(begin_hidden)
    return run_tests(plan, files, printed, send, faults, observer).verdict(), ""


class _SharedStudentFiles(StudentFiles):
    """Loads the files in this process."""

    def __init__(self, job: Job, folder: str) -> None:
        self._loaded: dict[int, ModuleType] = {}
        super().__init__(job, folder, ModuleType(job.program.main.module_name))
        self.module.__file__ = self.path_of(self.program.main)

    def new_module(self, file: ProgramFile, name: str) -> ModuleType:
        module = ModuleType(name)
        module.__file__ = self.path_of(file)
        return module

    def import_file(self, module: ModuleType, loader: FileLoader) -> None:
        if self.program.has_several and self._is_imported_by_program():
            run_in(vars(module), loader.file)
        else:
            super().import_file(module, loader)

    def _is_imported_by_program(self) -> bool:
        frame: FrameType | None = sys._getframe(1)  # pyright: ignore[reportPrivateUsage]
        while frame is not None and frame.f_globals.get("__name__") in _IMPORTING:
            frame = frame.f_back
        return frame is not None and frame.f_code.co_filename in self.program

    def compile(self) -> None:
        compile_program(self.program)

    def load_first(self, module: ModuleType, file: ProgramFile) -> None:
        with errors_as_verdict(self.program):
            self.compile()
            self._run(module, file)

    def load(self, module: ModuleType, file: ProgramFile) -> None:
        with allowing_input():
            self._run(module, file)

    def is_loaded(self, module: ModuleType) -> bool:
        return id(module) in self._loaded

    def reload(self, module: ModuleType, file: ProgramFile) -> None:
        with allowing_input():
            run_in(vars(module), file)

    def run_as_script(
        self, file: ProgramFile, init_globals: dict[str, Any] | None, run_name: str, path: str
    ) -> dict[str, Any]:
        return run_as_script(file, init_globals, run_name, path)

    def _run(self, module: ModuleType, file: ProgramFile) -> None:
        name = module.__name__
        imported = sys.modules.get(name) is module
        run_in(vars(module), file)
        self._loaded[id(module)] = module
        if imported:
            # The file may have replaced its own entry.
            sys.modules[name] = module


# Modules whose code runs between an ``import`` and the file that it loads.
_IMPORTING = frozenset(
    {__name__, StudentFiles.__module__, "importlib", "importlib._bootstrap", "_frozen_importlib"}
)
