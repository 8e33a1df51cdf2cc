"""Sets command line, environment and working folder as the tests have changed theirs."""

import os
import sys
from contextlib import suppress


class ProcessSettings:
    def __init__(self) -> None:
        self._usual_arguments: list[str] | None = None

    def follow(
        self, arguments: list[str] | None, variables: dict[str, str | None], folder: str | None
    ) -> None:
        """Applies changes in the form in which remote/process_state.py sends them."""
        if self._usual_arguments is None:
            self._usual_arguments = sys.argv
        sys.argv = self._usual_arguments if arguments is None else arguments
        for name, value in variables.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        if folder is not None:
            # The tests' process can have folders that do not exist in this one.
            with suppress(OSError):
                os.chdir(folder)
