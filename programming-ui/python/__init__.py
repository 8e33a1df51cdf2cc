"""What runs of Touchstone in the browser's Python: the student's file, its prompt, the examples."""
