def parse_number(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise ValueError(f"not a whole number: {text.strip()}") from None


def parse_settings(text: str) -> dict[str, int]:
    settings: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.strip().startswith("#"):
            continue
        try:
            name, value = parse_line(line)
            if name in settings:
                raise ValueError(f"{name} again")
        except ValueError as error:
            raise ValueError(f"line {number}: {error}") from None
        settings[name] = value
    return settings


def parse_line(line: str) -> tuple[str, int]:
    name, sign, value = line.partition("=")
    if not sign:
        raise ValueError("no = sign")
    if not name.strip():
        raise ValueError("no name")
    return name.strip(), parse_number(value)
