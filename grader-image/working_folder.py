"""/submission: the working directory of a process of a grading. Each has its own, in memory.

The student's process may write there. The judge's may not: it writes the student's file (for tests
that read it) and the files beside it when it mounts the folder, which then becomes read-only.
"""

from kernel import Step, making_read_only
from temporary_folder import mounting_empty
from wire import Part

from judge.common.job import lay_out, parse_job

PATH = "/submission"


mount_writable = mounting_empty(PATH)
_make_read_only = making_read_only(PATH)


def mount_read_only(work: Part) -> Step:
    """``work`` is the job's first half (grading.py)."""

    def mount() -> None:
        mount_writable()
        try:
            lay_out(parse_job(work.content()), PATH)
        except (OSError, ValueError):
            # The judge reports what is missing: these are the teacher's files.
            pass
        _make_read_only()

    return mount
