"""Faults that end a test even if it catches them. No test can expect one, or pass after one."""


class BorderFault(BaseException):
    """A problem with the student's process, not an ordinary exception of the program."""


class Refused(BorderFault):
    """The test uses a student's object in a way that could decide the verdict, or that does not
    work from another process; the message says which."""


class StudentGone(BorderFault):
    """The student's process has exited."""


class StudentGarbled(BorderFault):
    """The student's process sent something that is not a valid message."""
