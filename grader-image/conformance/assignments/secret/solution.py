def code(word):
    return sum(ord(letter) - ord("a") + 1 for letter in word)
