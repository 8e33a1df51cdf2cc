"""Begins to observe a grading, where somebody asks for it."""

from ..job import Job, Send
from .observer import Observer
from .test_warnings import keep_from_output


def start_observing(job: Job, send: Send, *, split: bool) -> Observer | None:
    """None in the grading of students. What tests warn of is kept from the output either way."""
    if not job.observing:
        keep_from_output(job, split=split, seen=None)
        return None
    observer = Observer(job, send)
    observer.begin(split=split)
    return observer
