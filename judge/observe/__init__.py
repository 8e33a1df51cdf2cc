"""While a course is checked: what its tests reach, assert and ask of the program."""
