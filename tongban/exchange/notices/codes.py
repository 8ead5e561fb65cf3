"""One-time codes (动态码): notices without an inbox, sealed and wiped once they were carried."""

import json

from django.conf import settings

from tongban.exchange.gateway import sealed
from tongban.exchange.notices.models import SendingRow
from tongban.exchange.notices.telling import notify, pretend
from tongban.kernel import ids
from tongban.kernel.actors import SYSTEM
from tongban.people import api as people
from tongban.people.domain.ports import Use


class OutgoingMessenger:
    """Fills the port `people.domain.ports.Messenger` (信使); joined by the wiring."""

    def send_code(self, party: int, code: str, minutes: int, use: Use = "sign-in") -> None:
        """Send in the platform's own name."""
        values = {"code": code, "minutes": str(minutes)}
        notify(
            person=party, template=f"{use}-code", values=values, about=("code", ""), actor=SYSTEM
        )

    def pretend(self, code: str, minutes: int, use: Use = "sign-in") -> None:
        """Take as long as sending, for a number nobody has."""
        pretend(template=f"{use}-code", values={"code": code, "minutes": str(minutes)})


def last_text(*, to: str) -> str | None:
    """Return the newest code sent to the holder of a number, for the demo's banner.

    None outside the demo (settings.TONGBAN_DEMO), whatever was sent.
    """
    party = people.find(to) if getattr(settings, "TONGBAN_DEMO", False) else None
    if party is None:
        return None
    rows = SendingRow.objects.filter(shard=ids.shard_of(party.id), person=party.id, secret=True)
    kept = rows.order_by("-id").values_list("sealed", flat=True).first()
    return str(json.loads(sealed.open_(bytes(kept)))["text"]) if kept else None
