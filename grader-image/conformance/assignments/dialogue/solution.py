def main():
    name = input("Your name? ")
    print(f"Hello, {name}!")


def table(n):
    for i in range(1, 4):
        print(f"{i} x {n} = {i * n}")
