"""Command line, environment and working folder, as the tests have changed theirs."""

import os
import sys
from contextlib import suppress


class ProcessState:
    def __init__(self) -> None:
        self._usual_arguments: list[str] | None = None

    def follow(
        self, arguments: list[str] | None, variables: dict[str, str | None], folder: str | None
    ) -> None:
        """As remote/process_state.py tells it."""
        if self._usual_arguments is None:
            self._usual_arguments = sys.argv
        sys.argv = self._usual_arguments if arguments is None else arguments
        for name, value in variables.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        if folder is not None:
            # The tests' process may have folders that are not there in this one.
            with suppress(OSError):
                os.chdir(folder)
