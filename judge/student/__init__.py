"""The student's process: holds the student's program and answers the judge. Nobody trusts it."""

from .serve import serve_student

__all__ = ["serve_student"]
