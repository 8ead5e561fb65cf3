"""Letters (信函): a served document's cover for a window envelope, sealed like the other papers."""

from pathlib import Path

from tongban.catalogue import api as catalogue
from tongban.exchange.notices.domain.problems import NoSuchNotice
from tongban.exchange.notices.models import NoticeRow, SendingRow
from tongban.exchange.notices.serving import ensure_desk
from tongban.kernel import ids, time
from tongban.kernel.actors import Actor
from tongban.licences import api as licences
from tongban.people import api as people

TEMPLATE = Path(__file__).parent / "letter.typ"
FOOT = "文书随信附上。签收日期为送达日期，回执请交投递员带回。"


def letter(sending_id: int, *, actor: Actor) -> bytes:
    """Make the letter of a sending as a signed PDF/A. Raises NotYourDesk, NoSuchNotice."""
    ensure_desk(actor)
    row = SendingRow.objects.filter(
        shard=ids.shard_of(sending_id), id=sending_id, way="letter"
    ).first()
    reach = people.reach(row.person) if row else None
    if row is None or reach is None or reach.address is None:
        raise NoSuchNotice
    notice, home = NoticeRow.objects.get(shard=row.shard, id=row.notice), reach.address
    data = {
        "language": notice.language, "subject": notice.subject, "body": notice.body,
        "sender": f"{catalogue.book().city.get('name', '')}政务服务中心",
        "receiver": home.receiver or people.party(row.person).name,
        "lines": list(home.lines), "postcode": home.postcode,
        "day": time.city_date(row.made_at).isoformat(), "foot": FOOT,
    }  # fmt: skip
    plain = licences.document(TEMPLATE, data)
    return licences.sign(plain, reason=notice.subject, location=str(data["sender"]))
