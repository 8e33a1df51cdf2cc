import logging
import warnings

logger = logging.getLogger("station")


class TooHot(UserWarning):
    pass


def check(degrees):
    if degrees > 40:
        warnings.warn(f"{degrees} degrees", TooHot, stacklevel=1)
    if degrees < -40:
        warnings.warn("frost", RuntimeWarning, stacklevel=1)
    return -40 <= degrees <= 40


def record(place, degrees):
    logger.info("%s has %d degrees", place, degrees)
    if degrees > 40:
        logger.warning("%s is too hot", place)
