for width in (1, 2, 3):
    print("*" * width)
