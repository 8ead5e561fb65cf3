"""tongban worker: hand events to their listeners and due clocks to their handlers."""

import argparse
import signal
import threading
import time
from types import FrameType

HELP = "hand over waiting events and due clocks, until stopped"
_BATCH = 500
_PAUSE = 0.25  # seconds between two looks while nothing waits
_LONGEST_PAUSE = 5.0  # seconds between two tries while the database is away
_FOLD_EVERY = 300.0  # seconds


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--once", action="store_true", help="stop when nothing waits any more")
    parser.add_argument(
        "--retry", action="store_true", help="first give what was given up another chance"
    )
    parser.add_argument(
        "--parent", type=int, default=0, metavar="PID", help="stop when this process is gone"
    )
    parser.add_argument("--batch", type=int, default=_BATCH, metavar="N", help="entries a batch")


def run(args: argparse.Namespace) -> int:
    """Work until a signal comes, or with --once until nothing is left."""
    from tongban.cli import output
    from tongban.config.boot import boot

    if not 1 <= args.batch <= 1000:  # noqa: PLR2004 - said in the sentence
        return output.fail("--batch is a number from 1 to 1000.")
    boot()
    if args.retry:
        from tongban.ledger import api as ledger

        output.note(f"worker: {ledger.retry()} given up before are tried again")
    if args.once:
        made = {"handled": work_off(args.batch) + beat()}
        output.emit(made, args, lambda m: f"{m['handled']} handled")
        return output.DONE
    _Loop(args.batch, args.parent).run()
    return output.DONE


def work_off(batch: int = _BATCH) -> int:
    """Hand over whatever waits and is due now, and return how many entries that were."""
    from tongban.kernel.time import now
    from tongban.ledger import api as ledger

    total = 0
    while handled := ledger.due(now(), batch) + ledger.drain(batch):
        total += handled
    return total


def beat() -> int:
    """Do what comes again and again and is due now."""
    from tongban.kernel.time import now
    from tongban.ledger import api as ledger

    return ledger.beats(now())


class _Loop:
    """The worker's day: look, hand over, rest; a lost database is waited for."""

    def __init__(self, batch: int, parent: int = 0) -> None:
        self.batch = batch
        self.parent = parent
        self.stopping = False
        self.folded = time.monotonic()

    def run(self) -> None:
        """Go on until SIGTERM or SIGINT, and finish the batch in hand."""
        from tongban.config.process import is_orphan

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        away = 0.0
        beside = threading.Thread(target=self._beats, daemon=True)
        beside.start()
        while not self.stopping and not is_orphan(self.parent):
            try:
                rest = self._turn()
                if away:
                    _say("the database is back")
                away = 0.0
            except _lost() as error:
                _forget_connections()
                if not away:
                    _say(f"the database is away ({type(error).__name__}), waiting for it")
                _revive()
                away = rest = min(away * 2 or _PAUSE, _LONGEST_PAUSE)
            self._rest(rest)
        self.stopping = True
        beside.join(_LONGEST_PAUSE)

    def _beats(self) -> None:
        """Keep the beats on a thread of their own: what waits for others delays no event."""
        while not self.stopping:
            try:
                beat()
            except _lost():
                _forget_connections()
            self._rest(_PAUSE)

    def _turn(self) -> float:
        from tongban.ledger import api as ledger

        handled = work_off(self.batch)
        if time.monotonic() - self.folded > _FOLD_EVERY:
            ledger.fold()
            self.folded = time.monotonic()
        return 0.0 if handled else _PAUSE

    def _stop(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        self.stopping = True

    def _rest(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while not self.stopping and (left := until - time.monotonic()) > 0:
            time.sleep(min(left, 0.2))


def _lost() -> tuple[type[Exception], ...]:
    from django.db import InterfaceError, OperationalError

    return (OperationalError, InterfaceError)


def _forget_connections() -> None:
    from django.db import connections

    for connection in connections.all(initialized_only=True):
        connection.needs_rollback = False
        connection.close()


def _revive() -> None:
    """Start the embedded server again where it was killed rather than stopped."""
    from tongban.config import database, postgres
    from tongban.config.home import home

    try:
        if database.is_embedded() and postgres.revive(home()):
            _say("the embedded database had died and is started again")
    except postgres.ServerUnavailable as error:
        _say(str(error))


def _say(words: str) -> None:
    from tongban.cli import output

    output.note(f"worker: {words}")
