"""The event loop on which coroutines run that tests await."""

import asyncio
from typing import Any


class Coroutines:
    """One loop for all of them: a generator, or a task, goes on where it was."""

    def __init__(self) -> None:
        self._runner: asyncio.Runner | None = None

    def run(self, awaitable: Any) -> Any:
        async def awaited() -> Any:
            return await awaitable

        if self._runner is None:
            self._runner = asyncio.Runner()
        return self._runner.run(awaited())
