"""Tells the observer which test runs, and what it ended with."""

from ..report.recorder import PlannedTest, Watch
from .observer import Observer


class ObservingWatch(Watch):
    def __init__(self, watch: Watch, observer: Observer) -> None:
        super().__init__()
        self._watch = watch
        self._observer = observer

    def begin_group(self, hidden: bool) -> None:
        self._watch.begin_group(hidden)

    def begin_test(self, name: str) -> None:
        self._observer.test = name
        self._watch.begin_test(name)

    def fault(self) -> BaseException | None:
        return self._watch.fault()

    def caught(self, planned: PlannedTest, error: BaseException) -> None:
        self._observer.failed(planned.name, error, planned.scene.missing)

    def cut_short(self) -> bool:
        return self._watch.cut_short()
