name = input("What is your name? ")
colour = input("What is your favourite colour? ")
print(f"Nice to meet you, {name}!")
print(f"I like {colour}, too.")
