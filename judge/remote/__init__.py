"""The student's program in the judge's process: proxies for objects of the student's process."""
