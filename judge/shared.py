"""Judges in one process: the student's file and its tests share an interpreter.

Student code that sets its mind to it can forge what is told here; split.py is for that.
"""

import os
import sys
from collections.abc import Callable
from types import ModuleType

from .cases.case_student import SharedStudent
from .job import Job, Send, lay_out, tell_once
from .observe.observer import Observer
from .observe.start import start_observing
from .printed import OutputLimitReached, Printed
from .program import DoesNotLoad, compile_program, load_program
from .report.recorder import Watch, nothing_to_begin
from .report.trace import describe, explain, student_line
from .run import FILES_ARE_BROKEN, BrokenTests, plan_tests, run_tests
from .surroundings import Surroundings

# Freed when memory runs out, so that there is enough left to say so. As bytes of zero they cost no
# time, for no page of them is touched.
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
    reserve = [bytes(_RESERVE_BYTES)]
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
        reserve.clear()
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
    try:
        program = _program_for(job, folder)
        student = SharedStudent(job.code, job.file_name, program)
        plan = plan_tests(job, program, student, printed, send, observer)
    except (DoesNotLoad, BrokenTests) as fault:
        return fault.verdict, str(fault)
    return run_tests(plan, printed, send, Watch(begin_hidden), observer).verdict(), ""


def _program_for(job: Job, folder: str) -> ModuleType:
    """The student's module; an empty one when nothing imports it."""
    if job.imports_program:
        return load_program(job, folder)
    compile_program(job)
    return ModuleType(job.module_name)
