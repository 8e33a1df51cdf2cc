def count_lines(path):
    return len(path.read_text().splitlines())


def longest(folder):
    return max(folder.iterdir(), key=lambda path: path.stat().st_size)
