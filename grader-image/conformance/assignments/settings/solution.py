class SettingsError(ValueError):
    def __init__(self, line, text):
        super().__init__(f"line {line} is no setting")
        self.line = line
        self.text = text


def parse(text):
    settings = {}
    for number, line in enumerate(text.splitlines(), 1):
        name, found, value = line.partition("=")
        if not found:
            error = SettingsError(number, line)
            error.add_note("write name=value")
            raise error
        try:
            settings[name] = int(value)
        except ValueError as cause:
            raise SettingsError(number, line) from cause
    return settings


def load(path):
    with open(path) as file:
        return parse(file.read())


def first(settings):
    try:
        return next(iter(settings))
    except StopIteration:
        raise LookupError("no settings") from None
