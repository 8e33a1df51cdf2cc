"""Tells the observer which test runs, and which exception it ended with."""

from ..report.fault_detector import FaultDetector
from ..report.planned_test import PlannedTest
from .observer import Observer


class ObservingFaultDetector(FaultDetector):
    def __init__(self, faults: FaultDetector, observer: Observer) -> None:
        super().__init__()
        self._faults = faults
        self._observer = observer

    def begin_group(self, hidden: bool) -> None:
        self._faults.begin_group(hidden)

    def begin_test(self, name: str) -> None:
        self._observer.test = name
        self._faults.begin_test(name)

    def fault(self) -> BaseException | None:
        return self._faults.fault()

    def caught(self, planned: PlannedTest, error: BaseException) -> None:
        self._observer.failed(planned.name, error, planned.scene.missing)

    def cut_short(self) -> bool:
        return self._faults.cut_short()
