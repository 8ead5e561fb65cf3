"""The ledger's events carried to the stream (转出): in batches, from the outbox, each at least once."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache

from django.conf import settings

from tongban.exchange.fanout.stream import Envelope, Stream
from tongban.ledger import api as ledger
from tongban.ledger.api import Heard

CARRIER = "exchange.fanout"
BATCH = 1000


def stream() -> Stream:
    """Return the stream of the settings."""
    return Stream(settings.EXCHANGE_STREAM, settings.EXCHANGE_STREAM_TOKEN)


def publish(several: Sequence[Heard]) -> None:
    """Publish that these events happened; returns when all are acknowledged."""
    stream().publish(
        Envelope(one.event.id, one.stream, one.event.seq, one.kind, one.event.type, one.event.at)
        for one in several
    )


@cache
def _made() -> None:
    """See once in this process that the stream is there."""
    stream().make()


def carry() -> int:
    """Carry whatever waits, and return how many events that were; raises StreamAway."""
    _made()
    total = 0
    while number := ledger.carry(CARRIER, BATCH):
        total += number
    return total


def waiting() -> int:
    """Tell how many events wait to be carried."""
    return ledger.waiting_for(CARRIER)


def rebuild() -> int:
    """Empty the stream and carry every event there is to it again; raises StreamAway.

    Readers lose nothing by it: they know what they have had by stream and sequence number.
    """
    _made()
    stream().empty()
    ledger.again(CARRIER)
    return carry()


def register() -> None:
    """Hear every event, where a stream is set; without one nothing waits for it."""
    ledger.carrier("*", CARRIER)(publish)
    ledger.beat(CARRIER, every=timedelta(seconds=1))(_beat)


def _beat(_now: datetime) -> None:
    carry()
