class SettingsError(ValueError):
    pass


def parse(text):
    return None


def load(path):
    return None


def first(settings):
    return None
