def fizz_buzz(limit):
    words = []
    for number in range(1, limit + 1):
        # Decide what to say instead of the number.
        words.append(number)
    return words
