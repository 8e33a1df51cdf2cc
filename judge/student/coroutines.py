"""The event loop for coroutines that tests await."""

import asyncio
from typing import Any


class Coroutines:
    """Runs all of them on one loop, so that a generator, or a task, continues where it was."""

    def __init__(self) -> None:
        self._runner: asyncio.Runner | None = None

    def run(self, awaitable: Any) -> Any:
        async def awaited() -> Any:
            return await awaitable

        if self._runner is None:
            self._runner = asyncio.Runner()
        return self._runner.run(awaited())
