def read_readings(path):
    readings = []
    with open(path, encoding="utf-8") as file:
        for line in file:
            # Skip the first line and empty lines; split the others.
            readings.append(line)
    return readings


def averages(path):
    return {}


def write_report(path, report_path):
    with open(report_path, "w", encoding="utf-8") as file:
        file.write("")
