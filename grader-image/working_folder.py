"""/submission: where a process of a grading works. Each has one of its own, in memory.

The student's process may write there. The judge's may not: the student's file, for tests that read
it, and what lies beside it are laid out while the folder is mounted, which then becomes read-only.
"""

from collections.abc import Callable

from kernel import make_read_only
from temporary_folder import mount_writable
from wire import Part

from judge.job import lay_out, parse_job

PATH = "/submission"


def writable() -> None:
    mount_writable(PATH)


def read_only(work: Part) -> Callable[[], None]:
    """``work`` is the job's first half (grading.py)."""

    def provide() -> None:
        mount_writable(PATH)
        try:
            lay_out(parse_job(work.content()), PATH)
        except (OSError, ValueError):
            # The judge sees what is missing, and says so: these are the teacher's files.
            pass
        make_read_only(PATH)

    return provide
