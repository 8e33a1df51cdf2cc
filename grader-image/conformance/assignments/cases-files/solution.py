name = input()
with open("greeting.txt", "w") as file:
    file.write(f"Hello, {name}!\n")
    file.write("Bye.\n")
print("written")
