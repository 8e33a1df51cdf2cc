"""What is done once in an interpreter, before it judges or is forked to judge."""

import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

from .remote.listening import note_usual_loggers, take_loggers_of_the_program
from .remote.patches import let_patches_be_kept
from .remote.process_state import watch_folder
from .remote.trusted_code import forget_shared_folders
from .report.assertions import watch_assertions
from .test_files.pytest_marks import provide_pytest_marks
from .test_files.touchstone_marks import provide_touchstone


def make_warm(rehearse: Callable[[], None] = lambda: None) -> None:
    """Everything about judging that is the same for every program. Call it once, last of all.

    Afterwards no module of ours can be imported: what is needed has been. To rehearse
    (rehearsal.py) is worth its 0.1 s where processes are forked to judge.
    """
    provide_pytest_marks()
    provide_touchstone()
    watch_assertions()
    take_loggers_of_the_program()
    let_patches_be_kept()
    watch_folder()
    rehearse()
    forget_shared_folders()
    note_usual_loggers()
    _forget_ourselves()


def _forget_ourselves() -> None:
    """Takes the judge, and what started it, away from where a program would come upon them."""
    home = str(Path(__file__).parent.parent)
    sys.path[:] = [entry for entry in sys.path if entry != home]
    for name, module in list(sys.modules.items()):
        if str(getattr(module, "__file__", None)).startswith(f"{home}/"):
            del sys.modules[name]
    sys.modules["__main__"] = ModuleType("__main__")
