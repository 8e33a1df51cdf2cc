"""What is told of each test: outcome, finding, the student's lines, as bounded text."""
