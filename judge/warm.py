"""Prepares an interpreter once, before it grades or is forked to grade."""

import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

from .remote.listening import accept_program_loggers, note_usual_loggers
from .remote.patches import support_patches_of_student_objects
from .remote.process_state import track_working_folder
from .remote.trusted_code import forget_shared_folders
from .report.assertions import note_comparisons
from .test_files.pytest_marks import provide_pytest_marks
from .test_files.touchstone_marks import provide_touchstone


def make_warm(rehearse: Callable[[], None] = lambda: None) -> None:
    """Does everything that is the same for all programs. Call it once, after all other set-up.

    Afterwards none of our modules can be imported; those that are needed are loaded. A rehearsal
    (rehearsal.py) takes 0.1 s, which pays off if processes are forked to grade.
    """
    provide_pytest_marks()
    provide_touchstone()
    note_comparisons()
    accept_program_loggers()
    support_patches_of_student_objects()
    track_working_folder()
    rehearse()
    forget_shared_folders()
    note_usual_loggers()
    _forget_ourselves()


def _forget_ourselves() -> None:
    """Removes the judge, and what started it, from where a program would find them."""
    home = str(Path(__file__).parent.parent)
    sys.path[:] = [entry for entry in sys.path if entry != home]
    for name, module in list(sys.modules.items()):
        if str(getattr(module, "__file__", None)).startswith(f"{home}/"):
            del sys.modules[name]
    sys.modules["__main__"] = ModuleType("__main__")
