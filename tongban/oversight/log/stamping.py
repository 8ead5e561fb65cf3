"""Stamping (授时): each minute authorities outside say when the last checkpoint was there (RFC 3161).

Signatures of one's own could be made later and dated back; a stamp cannot. Where stamps stop
coming for hours, the exchange stops handing out personal data and says why.
"""

from datetime import datetime

from django.conf import settings

from tongban.exchange import api as exchange
from tongban.exchange.stamping.client import Authorities
from tongban.kernel import ids
from tongban.oversight.log import store
from tongban.oversight.log.domain.notes import Note
from tongban.oversight.log.models import StampRow


def stamp() -> int:
    """Have every authority stamp the newest checkpoint; returns how many did."""
    authorities = Authorities(settings.STAMP_AUTHORITIES, settings.HOME)
    for tree in store.trees() if authorities.addresses else ():
        last = store.published(tree.year)
        if last is None:
            continue
        made = authorities.stamp(Note.parse(last.note).text.encode())
        StampRow.objects.bulk_create(
            StampRow(
                id=ids.new(ids.draw_shard()),
                year=last.year,
                size=last.size,
                root=last.root,
                authority=one.authority,
                at=one.at,
                token=one.token,
            )
            for one in made
        )
        if made:
            exchange.stamped(at=max(one.at for one in made))
        return len(made)
    return 0


def last_stamp() -> datetime | None:
    """Return when the log was last stamped from outside, None before the first time."""
    return StampRow.objects.order_by("-at").values_list("at", flat=True).first()
