"""Touchstone in the browser's Python: runs the student's file, its prompt and the examples."""
