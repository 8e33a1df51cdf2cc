"""The sandbox's first process: makes an interpreter warm, then becomes the supervisor.

Arguments: the number of an open folder, the host's /proc; the number of another, the cgroup for
this supervisor's gradings, or "none"; then the modules to preload. Frames (wire.py) are read from
stdin and written to stdout.
"""

import importlib

from huge_pages import keep_heap_together

if __name__ == "__main__":
    keep_heap_together()
    importlib.import_module("warm_up").warm_up()
