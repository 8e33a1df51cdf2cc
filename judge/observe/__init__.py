"""Observes tests while a course is checked: which parts run, what they assert and use."""
