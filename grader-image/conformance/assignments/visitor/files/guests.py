class Guest:
    def __init__(self, name):
        self.name = name
        self._secret = f"the secret of {name}"

    def greet(self, word):
        return f"{word}, {self.name}!"
