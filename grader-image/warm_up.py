"""From a fresh interpreter to the supervisor: imports, rehearses, and arranges its memory."""

import gc
import importlib
import os
import signal
import sys

from allocation_gaps import fill_allocation_gaps
from cgroups import Cgroups, open_cgroups
from huge_pages import use_huge_pages
from immortal import make_heap_immortal
from kernel import set_dumpable
from own_status import OwnStatus
from priority import yield_to_servers
from supervisor import Supervisor
from system_call_filter import make_filter, make_parent_filter
from wall_faults import WallFaults
from walls import Walls
from wire import write_frame
from written_pages import WrittenPages

from judge.rehearsal import rehearse
from judge.warm import make_warm

# What programs and tests import most often; this includes what the judge needs.
_ALWAYS_WARM = ("ast", "json", "unittest.mock")

# Only a process with one thread can be forked. Numeric libraries start threads when imported.
_ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


def warm_up() -> None:
    own_status = OwnStatus(int(sys.argv[1]))
    yield_to_servers(own_status)
    # Programs must not be able to read, trace or stop this process.
    set_dumpable(False)
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGPIPE):
        signal.signal(each, signal.SIG_IGN)
    jobs, answer = _take_standard_files()
    _import([*_ALWAYS_WARM, *sys.argv[3:]], own_status)
    make_warm(lambda: rehearse(os.getcwd(), lambda frame: write_frame(1, frame)))
    system_calls, parent_calls = make_filter(), make_parent_filter()
    gc.collect()
    make_heap_immortal()
    fill_allocation_gaps()
    gc.freeze()
    gc.disable()
    use_huge_pages(own_status)
    cgroups, refusal = _cgroups(sys.argv[2])
    walls = Walls(
        own_status,
        system_calls,
        own_status.data_bytes(),
        cgroups,
        WallFaults(),
        parent_calls,
        WrittenPages(),
    )
    Supervisor(walls, jobs, answer, refusal).run()


def _cgroups(argument: str) -> tuple[Cgroups | None, str | None]:
    """The cgroups, and why the delegated ones can't be used."""
    if argument == "none":
        return None, None
    try:
        return open_cgroups(int(argument)), None
    except OSError as error:
        return None, str(error)


def _take_standard_files() -> tuple[int, int]:
    """Moves them, so that modules cannot print to or read from them."""
    jobs, answer = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    os.close(nothing)
    return jobs, answer


def _import(names: list[str], own_status: OwnStatus) -> None:
    os.environ.clear()
    os.environ.update(dict.fromkeys(_ONE_THREAD, "1"))
    for name in names:
        importlib.import_module(name)
    os.environ.clear()
    threads = next(
        line.split()[1] for line in own_status.read("status").splitlines() if "Threads" in line
    )
    if threads != "1":
        raise RuntimeError(f"one of {names} starts threads when imported, so it can't be preloaded")
