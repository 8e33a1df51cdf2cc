# A student's program that speaks to the judge itself, in made messages. The test that hands it in
# puts messages.py and a line ``SEED = …`` in front of it.

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
        # The first request is being answered at this moment; later ones are read first.
        if number:
            os.read(channel, 1 << 16)
        os.write(channel, maker.message())
    sys.stdout.write("spoken\n")


_speak()
