# Read the prices here.
