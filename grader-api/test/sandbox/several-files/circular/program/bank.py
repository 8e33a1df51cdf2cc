import main


class Account:
    def __init__(self, values):
        self.values = values

    def worth(self):
        return sum(self.values) * main.RATE


if __name__ == "__main__":
    print("never")
