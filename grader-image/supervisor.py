"""Grades one job after the other, each behind new walls, and leaves nothing between them.

Sends ``ready {python, implementation, residentBytes, limitedBy, cgroupRefusal}`` once, then answers
frames from the grader one by one: ``grade`` (grading.py), and ``probe`` with ``probed {probes}``
(probes.py). It exits when the grader's pipe is closed, and with a message on stderr when something
of ours fails; then the grader starts another supervisor.

``limitedBy`` is what limits memory and processes, "cgroups" or "rlimits". ``cgroupRefusal`` is the
reason why the delegated cgroup can't be used, null if it can or there is none.
"""

import os
import platform
from typing import Any

from grading import Grading
from probes import run_probes
from rehearsed_grading import rehearse_gradings
from walls import Walls
from wire import Mover, read_frame, write_frame


class Supervisor:
    def __init__(self, walls: Walls, jobs: int, answer: int, cgroup_refusal: str | None) -> None:
        self._walls = walls
        self._jobs = jobs
        self._answer = answer
        self._cgroup_refusal = cgroup_refusal
        self._mover = Mover()
        self._cores = sorted(os.sched_getaffinity(0))
        self._free_fd = _next_free_fd()

    def run(self) -> None:
        rehearse_gradings(self._walls, self._mover, self._cores[0])
        self._refuse_leftovers()
        write_frame(
            self._answer,
            {
                "kind": "ready",
                "python": platform.python_version(),
                "implementation": platform.python_implementation(),
                "residentBytes": self._walls.own_status.resident_bytes(),
                "limitedBy": "rlimits" if self._walls.cgroups is None else "cgroups",
                "cgroupRefusal": self._cgroup_refusal,
            },
        )
        while (job := read_frame(self._jobs)) is not None:
            self._answer_one(job)
            self._refuse_leftovers()

    def _answer_one(self, job: dict[str, Any]) -> None:
        match job["kind"]:
            case "grade":
                core = self._cores[int(job["core"]) % len(self._cores)]
                os.sched_setaffinity(0, self._cores if job["alone"] else {core})
                Grading(self._walls, self._mover, self._jobs, job, core).answer(self._answer)
            case "probe":
                probes = run_probes(self._walls)
                write_frame(self._answer, {"kind": "probed", "probes": probes})
            case kind:
                raise ValueError(f"unknown job {kind!r}")

    def _refuse_leftovers(self) -> None:
        """Nothing of one grading may be left for the next."""
        try:
            os.kill(-1, 0)
        except ProcessLookupError:
            pass
        else:
            raise RuntimeError("a process was left over")
        if self._walls.cgroups is not None and not self._walls.cgroups.are_empty():
            raise RuntimeError("a cgroup contains a process that can't be seen")
        if _next_free_fd() != self._free_fd:
            raise RuntimeError("an open file was left over")


def _next_free_fd() -> int:
    fd = os.dup(0)
    os.close(fd)
    return fd
