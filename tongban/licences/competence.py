"""Who is competent for a licence (证照的主管机关): its issuer, or whoever has the issuer's power now."""

from datetime import date

from tongban.agencies import api as agencies
from tongban.agencies.api import Power
from tongban.catalogue import api as catalogue
from tongban.kernel import time
from tongban.kernel.actors import Actor
from tongban.licences.domain.library import Licence


def competent(licence: Licence, *, on: date) -> str:
    """Return the agency competent for a licence on a day.

    One that was issued by an agency whose creation was taken back is with whoever the definitions
    name today: what it issued meanwhile stays true (信赖保护; 行政许可法 第八条).
    """
    lineage = agencies.lineage()
    kind = catalogue.book(on).licences.get(licence.kind)
    if kind is not None and lineage.standing(licence.issuer, on=on) != licence.issuer:
        return kind.holder
    return lineage.competent(Power(licence.kind, licence.issuer), on=on)


def may_act(actor: Actor, licence: Licence) -> bool:
    """Whether a post of the actor's covers a licence today."""
    on = time.city_date(time.now())
    return bool(agencies.may(actor, "revoke", agency=competent(licence, on=on), power=licence.kind))
