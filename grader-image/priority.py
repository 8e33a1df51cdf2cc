"""How much of the processors gradings get while other processes want them."""

import os
import time

from own_status import OwnStatus

#: Two fifths beside one that is not nice. With 5, gradings took seconds on a busy machine.
_NICENESS = 2
#: The kernel lets only one process without privileges change its group in 100 ms.
_RETRY_SECONDS = 0.1
_TRIES = 20


def yield_to_servers(own_status: OwnStatus) -> None:
    """Lets the API and the database run first, so that receipts and pages do not wait for gradings.
    All processes that this one forks inherit it if they stay in its session.

    Linux may schedule sessions as groups; then niceness counts only within the session, and the
    group has one of its own.
    """
    os.nice(_NICENESS)
    for _ in range(_TRIES):
        try:
            own_status.write("autogroup", str(_NICENESS).encode())
            return
        except BlockingIOError:
            time.sleep(_RETRY_SECONDS)
        except OSError:
            # This kernel has no such groups.
            return
