# A student's program that sends random messages to the judge. The test that submits it puts
# messages.py and a line ``SEED = …`` before it.

import os
import stat
import sys


def _channel():
    for fd in range(3, 256):
        try:
            if stat.S_ISSOCK(os.fstat(fd).st_mode):
                return fd
        except OSError:
            continue
    raise SystemExit


def _speak():
    channel = _channel()
    maker = MessageMaker(SEED)  # noqa: F821
    for number in range(40):
        # This answers the current request; later requests are read before they are answered.
        if number:
            os.read(channel, 1 << 16)
        os.write(channel, maker.message())
    sys.stdout.write("spoken\n")


_speak()
