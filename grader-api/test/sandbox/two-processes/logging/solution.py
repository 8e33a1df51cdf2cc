import logging

logger = logging.getLogger("app")
module_logger = logging.getLogger(__name__)


def log():
    logging.getLogger("app").warning("careful")
    return 1


def levels():
    logger.debug("d %s", 1)
    logger.info("i")
    logger.warning("w")
    logger.error("e %(x)s", {"x": 2})


def child():
    logging.getLogger("app.db").info("rows: %d", 3)


def root():
    logging.warning("to the root")
    logging.info("quietly")


def by_module():
    module_logger.info("from the module")


def failing():
    try:
        1 / 0
    except ZeroDivisionError:
        logger.exception("no division")


def extra():
    logger.warning("with more", extra={"user": "ada"})


def silent():
    return 0


class Thing:
    def __str__(self):
        return "a thing"


def thing():
    logger.warning("got %s", Thing())
