def greet():
    name = input()
    # Read the age as well, then print the whole line.
    print(name)
