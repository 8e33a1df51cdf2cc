def read_readings(path: str) -> list[tuple[str, float]]:
    readings: list[tuple[str, float]] = []
    with open(path, encoding="utf-8") as file:
        next(file, None)  # the names of the columns
        for line in file:
            if line.strip():
                _date, place, celsius = line.strip().split(",")
                readings.append((place, float(celsius)))
    return readings


def averages(path: str) -> dict[str, float]:
    by_place: dict[str, list[float]] = {}
    for place, celsius in read_readings(path):
        by_place.setdefault(place, []).append(celsius)
    return {place: sum(values) / len(values) for place, values in by_place.items()}


def write_report(path: str, report_path: str) -> None:
    with open(report_path, "w", encoding="utf-8") as file:
        for place, average in sorted(averages(path).items()):
            file.write(f"{place}: {average:.1f}\n")
