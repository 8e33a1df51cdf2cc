def encrypt(text, shift):
    result = ""
    for character in text:
        result += character
    return result


def decrypt(text, shift):
    return text
