def encrypt(text: str, shift: int) -> str:
    return "".join(move(character, shift) for character in text)


def decrypt(text: str, shift: int) -> str:
    return encrypt(text, -shift)


def move(character: str, shift: int) -> str:
    if "a" <= character <= "z":
        first = ord("a")
    elif "A" <= character <= "Z":
        first = ord("A")
    else:
        return character
    return chr(first + (ord(character) - first + shift) % 26)
