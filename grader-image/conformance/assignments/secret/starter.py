def code(word):
    pass
