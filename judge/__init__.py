"""Runs tests against a student's program. Plain Python, independent of kernel and browser."""
