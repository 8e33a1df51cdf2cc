"""The border between the judge's process and the student's: what crosses, and how."""
