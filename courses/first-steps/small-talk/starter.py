name = input("What is your name? ")
# Read the colour as well, then print two lines.
print(name)
