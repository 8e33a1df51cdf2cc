"""Carries what a case found through unittest to the recorder."""

from ..report.finding import Finding


class CaseFailed(AssertionError):
    """The program did something else than the case expects."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


class CaseStopped(Exception):
    """An exception ended the program before the case could be answered."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding
