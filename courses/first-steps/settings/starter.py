def parse_number(text):
    return 0


def parse_settings(text):
    settings = {}
    for line in text.splitlines():
        settings[line] = parse_number(line)
    return settings
