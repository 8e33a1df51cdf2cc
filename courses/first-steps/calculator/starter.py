def calculate(text):
    pieces = split_into_pieces(text)
    # Go through the pieces and work out the value.
    return len(pieces)


def split_into_pieces(text):
    return text.split()
