"""Where the judge's own modules lie, which are nobody else's to import."""

import sys
from pathlib import Path
from types import ModuleType


def forget_ourselves() -> None:
    """Takes the judge, and what started it, away from where a program would come upon them."""
    home = str(Path(__file__).parent.parent)
    sys.path[:] = [entry for entry in sys.path if entry != home]
    for name, module in list(sys.modules.items()):
        if str(getattr(module, "__file__", None)).startswith(f"{home}/"):
            del sys.modules[name]
    sys.modules["__main__"] = ModuleType("__main__")
