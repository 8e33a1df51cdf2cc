"""Reports each test: outcome, finding, the student's lines, as text of limited length."""
