"""The student's program as the judge sees it: proxies for what lives in the student's process."""
