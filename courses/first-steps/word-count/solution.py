PUNCTUATION = '.,!?;:"()'


def count_words(text: str) -> dict[str, int]:
    counts: dict[str, int] = {}
    for piece in text.lower().split():
        word = piece.strip(PUNCTUATION)
        if word:
            counts[word] = counts.get(word, 0) + 1
    return counts


def favourite_word(text: str) -> str | None:
    counts = count_words(text)
    if not counts:
        return None
    # The highest count comes first, and among equal counts the alphabet decides.
    return min(counts, key=lambda word: (-counts[word], word))
