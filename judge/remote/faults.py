"""What ends a test whatever it catches. No test can expect these, and none passes after one."""


class BorderFault(BaseException):
    """Something about the student's process that is no ordinary exception of its program."""


class Refused(BorderFault):
    """The test does something with a student's object that could decide the verdict, or that
    can't be done from another process; the message says what."""


class StudentGone(BorderFault):
    """The student's process has ended."""


class StudentGarbled(BorderFault):
    """What the student's process says can't be understood."""
