print("loaded")


def greet(name):
    print(f"Hello, {name}!")


def ask_age():
    while True:
        answer = input("How old are you? ")
        if answer.isdigit():
            return int(answer)
        print("That is no number.")


def refuse():
    print("careful")
    raise ValueError("no")
