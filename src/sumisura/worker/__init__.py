"""What the clock asks for: payments to settle, sessions to forget, models to train. Every turn may be repeated safely.

A duty that fails costs only itself, and only its brand: the others of that turn are done all the same.
"""

import threading
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from sumisura.store.ports import NOBODY
from sumisura.usecases.background import running, standing, watching
from sumisura.usecases.background.duties import BRING, FOLLOW, LIMITS, NIGHT, QUICK, SCRUB, TIDY
from sumisura.usecases.services import Services
from sumisura.usecases.shop import browse
from sumisura.usecases.webhooks import delivering

TURN = timedelta(seconds=2)
"""Between two looks for payments that were cut off, for what the crowd did, and for what to seal in the audit log."""
POST = timedelta(seconds=1)
"""Between two looks for what other systems of the merchants wait to hear."""
LOOK = timedelta(seconds=30)
"""Between two looks whether a brand's night has come."""
TELL = timedelta(seconds=15)
"""Between two times that figures are told of how the work stands."""


def run(services: Services, stop: threading.Event) -> None:
    """Take turns until told to stop; an error costs one turn, never the worker.

    Training, webhooks and figures have threads of their own: no payment waits for them.
    """
    me = watching.arrive(services)
    apart = [
        threading.Thread(target=act, args=(services, me, stop), name=name)
        for name, act in (("nights", _nightly), ("webhooks", _post), ("figures", _tell))
    ]
    for thread in apart:
        thread.start()

    def come_round() -> None:
        watching.note(services, me)
        turn(services, me, stop)

    _until(services, stop, TURN, come_round)
    for thread in apart:
        thread.join()
    running.attempt(services, "leave", partial(watching.leave, services, me))


def turn(services: Services, me: str = "", stop: threading.Event | None = None) -> None:
    """One turn: all that is due now, but the night's and what is posted.

    Args:
        me: the worker; anyone who takes a single turn has a name for that turn alone.
        stop: as ``run``.
    """
    me, stop = me or services.ids.new("wrk"), stop or threading.Event()
    brands = [brand.id for brand in browse.every_brand(services)]
    for brand in brands:
        running.quick(services, brand, QUICK)
    for brand in brands:
        running.scheduled(services, brand, TIDY, me, stop)
    running.quick(services, NOBODY, [BRING, LIMITS])
    running.scheduled(services, NOBODY, SCRUB, me, stop)


def _nightly(services: Services, me: str, stop: threading.Event) -> None:
    def look() -> None:
        for brand in browse.every_brand(services):
            if not stop.is_set():
                act = partial(running.scheduled, services, brand.id, NIGHT, me, stop)
                running.attempt(services, "look", act, brand.id)

    _until(services, stop, LOOK, look)


def _post(services: Services, _me: str, stop: threading.Event) -> None:
    with delivering.Post(services, stop) as post:

        def look() -> None:
            for brand in browse.every_brand(services):
                running.quick(services, brand.id, [FOLLOW])
                running.attempt(services, "post", partial(post.turn, brand.id), brand.id)

        _until(services, stop, POST, look)


def _tell(services: Services, _me: str, stop: threading.Event) -> None:
    _until(services, stop, TELL, partial(standing.tell, services))


def _until(services: Services, stop: threading.Event, pause: timedelta, act: Callable[[], object]) -> None:
    while not stop.is_set():
        running.attempt(services, "turn", act)
        stop.wait(pause.total_seconds())
