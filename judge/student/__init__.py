"""The student's process: runs the student's program and answers the judge, which trusts nothing."""

from .serve import serve_student

__all__ = ["serve_student"]
