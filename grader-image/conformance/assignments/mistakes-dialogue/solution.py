def main():
    name = input("Your name? ")
    print(f"Hello, {name}!")
