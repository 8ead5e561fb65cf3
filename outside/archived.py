"""A package of the archive and a letter, as judges are shown them."""

import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any


def write(party: Any, out: Path) -> None:
    """Write the package of one finished case with its certificate, and a letter to the person."""
    from django.conf import settings

    from tongban.cases.archiving import api as archiving
    from tongban.cases.archiving.models import ArchiveRow
    from tongban.exchange import api as exchange
    from tongban.exchange.notices import api as notices
    from tongban.exchange.notices import serving
    from tongban.kernel import time
    from tongban.kernel.actors import SYSTEM
    from tongban.people import api as people

    home, now = Path(settings.HOME), time.now()
    archiving.pack_waiting(now + timedelta(days=2))
    row = ArchiveRow.objects.exclude(packed_at=None).order_by("closed_on").first()
    if row is None:
        msg = "no case of the demo has ended"
        raise LookupError(msg)
    shutil.copy(home / row.path, out / "archive.zip")
    shutil.copy(home / "archive" / "keys" / f"{row.signer}.pem", out / "archive.pem")
    people.set_reach(
        party.id,
        actor=SYSTEM,
        address=people.Address(("温泉支路 5 号",), "350001"),
        electronic=None,
    )
    values = {"number": row.number, "name": "补领", "said": "准予", "detail": ""}
    exchange.notify(
        person=party.id, template="paper-served", values=values, about=("case", row.number),
        actor=SYSTEM, legal=True, document="1", at=now - timedelta(days=5),
    )  # fmt: skip
    serving.push_on(now)
    letter = next(one for one in notices.undelivered(actor=SYSTEM) if one.way == "letter")
    (out / "letter.pdf").write_bytes(notices.letter(letter.id, actor=SYSTEM))
