"""Showing a licence (出示): a code that lives a minute stands for it, and whoever looks says why.

The holder chooses what is seen: the licence as such, some of its items, or only what follows from
one of them. Looking at how it stands costs nothing; opening what was chosen takes a use off the
code and leaves a line in the holder's list (GB/T 36906: the cause is given, in 200 letters).
"""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from tongban.catalogue import api as catalogue
from tongban.kernel import ids, time
from tongban.kernel.actors import Actor
from tongban.licences import authorising, claims, competence, store, usage
from tongban.licences.domain import library, trust
from tongban.licences.domain.authorisations import EVERYTHING
from tongban.licences.domain.library import Licence, Verification
from tongban.licences.domain.problems import (
    CauseMissing,
    CodeOver,
    CodeUnknown,
    NotInForce,
    NotShowable,
    UnknownLicence,
)
from tongban.licences.models import CodeRow
from tongban.licences.usage import Doing
from tongban.people import api as people

LIFE = timedelta(seconds=60)
KEPT = timedelta(days=1)  # so long whoever types an old code hears that it is over
USES = 3
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Thirty-two that nobody takes for another (Crockford): no I, L, O, U."""
SHOW, OFFER, FETCH = "show", "offer", "fetch"
LENGTHS = {SHOW: 12, OFFER: 28, FETCH: 28}
"""What a person types is short and lives a minute; what only machines hand on is long."""


@dataclass(frozen=True, slots=True)
class Presentation:
    """A licence being shown (出示中): the code, until when, how often it can still be opened."""

    code: str = field(repr=False)
    expires_at: datetime
    left: int

    @property
    def grouped(self) -> str:
        """The code in groups a person can read out."""
        return "-".join(self.code[at : at + 4] for at in range(0, len(self.code), 4))


@dataclass(frozen=True, slots=True)
class Opened:
    """What whoever scanned it sees (核验所见): how it stands, and the items its holder chose."""

    verification: Verification
    values: Mapping[str, Any] = field(default_factory=dict, repr=False)
    left: int = 0


def present(
    licence_id: int,
    *,
    actor: Actor,
    items: Collection[str] = (),
    uses: int = USES,
    at: datetime | None = None,
) -> Presentation:
    """Show a licence of one's own, of a child's, or one that was lent (出示).

    `items` are the claims to be seen: fact kinds or predicates of its kind. The code before this
    one dies. Raises UnknownLicence for anybody else's, NotShowable, NotInForce.
    """
    at = at or time.now()
    found = store.by_id(licence_id)
    if actor.kind != "person" or not _may_show(found, actor, at):
        raise UnknownLicence
    if not trust.allows(found.trust, trust.SHOW):
        raise NotShowable(found.trust)
    day = time.city_date(at)
    if found.state_on(day) != "valid":
        raise NotInForce(found.state_on(day))
    chosen = sorted(set(items) & set(claims.of(found, day)))
    with transaction.atomic():
        _forget(found.id, SHOW)
        return make(found, SHOW, by=actor.id, items=chosen, life=LIFE, uses=uses, at=at)


def _may_show(found: Licence, actor: Actor, at: datetime) -> bool:
    if people.may_act_for(actor.id, found.holder, at=at):
        return True
    return bool(authorising.may_use(found, grantee=actor.id, matter=EVERYTHING, at=at))


def look(code: str, *, at: datetime | None = None) -> Verification:
    """Say how the licence behind a code stands, to whoever scanned it; no use is taken off.

    Raises CodeUnknown, CodeOver.
    """
    at = at or time.now()
    row = find(code, SHOW, at=at)
    return _seen(store.by_id(row.licence), at)


def open_(
    code: str,
    *,
    who: str,
    cause: str,
    actor: Actor | None = None,
    case: str = "",
    at: datetime | None = None,
) -> Opened:
    """Open what its holder chose to show (核验内容), for a cause the holder will read.

    Raises CauseMissing, CodeUnknown, CodeOver.
    """
    at = at or time.now()
    who, cause = who.strip(), cause.strip()
    if not 0 < len(who) <= usage.LONGEST or not 0 < len(cause) <= usage.LONGEST:
        raise CauseMissing
    with transaction.atomic():
        row = take(code, SHOW, at=at)
        found = store.by_id(row.licence)
        doing = Doing(
            usage.VERIFIED,
            who=who,
            cause=cause,
            agency=actor.agency if actor else None,
            case=case,
            items=tuple(row.items),
        )
        usage.keep(found, doing, at=at)
    values = claims.of(found, time.city_date(at))
    seen = {name: values[name] for name in row.items if name in values}
    usable = found.usable_on(time.city_date(at), trust.SHOW)
    return Opened(_seen(found, at), seen if usable else {}, row.left - 1)


def _seen(found: Licence, at: datetime) -> Verification:
    return verification(found, on=time.city_date(at))


def verification(found: Licence, *, on: Any) -> Verification:
    """Reduce a licence to what anybody may see of it."""
    kind = catalogue.book().licences.get(found.kind)
    public = [one.fact for one in kind.contents if one.show == "public"] if kind else []
    holder = people.party(found.holder).masked_name
    now = competence.competent(found, on=on)
    named = catalogue.agency_name(now) if now != found.issuer else None
    return library.verification(found, holder=holder, on=on, shown=public, competent=named)


# Codes


def make(
    licence: Licence,
    purpose: str,
    *,
    by: int,
    items: Collection[str],
    life: timedelta,
    uses: int,
    at: datetime,
) -> Presentation:
    """Make a secret that stands for a licence for a while; only its digest is kept."""
    shard = ids.shard_of(licence.id)
    drawn = "".join(secrets.choice(LETTERS) for _ in range(LENGTHS[purpose] - 2))
    code = _letters(shard, 2) + drawn
    CodeRow.objects.create(
        id=ids.new(shard),
        shard=shard,
        digest=_digest(purpose, code),
        purpose=purpose,
        licence=licence.id,
        by=by,
        items=list(items),
        left=uses,
        expires_at=at + life,
    )
    return Presentation(code, at + life, uses)


def _letters(number: int, length: int) -> str:
    return "".join(LETTERS[number >> 5 * at & 31] for at in reversed(range(length)))


def _digest(purpose: str, code: str) -> bytes:
    return salted_hmac(f"tongban.licences.{purpose}", code, algorithm="sha256").digest()


def normal(typed: str) -> str:
    """Read a code as it was typed: groups, small letters, an O for a nought, an I for a one."""
    bare = "".join(one for one in typed.upper() if one.isalnum())
    return bare.translate(str.maketrans("OIL", "011"))


def find(code: str, purpose: str, *, at: datetime) -> CodeRow:
    """Find what a code stands for; raises CodeUnknown, CodeOver."""
    bare = normal(code)
    if len(bare) != LENGTHS[purpose] or not set(bare) <= set(LETTERS):
        raise CodeUnknown
    shard = LETTERS.index(bare[0]) << 5 | LETTERS.index(bare[1])
    row = CodeRow.objects.filter(shard=shard, digest=_digest(purpose, bare)).first()
    if row is None:
        raise CodeUnknown
    if row.left <= 0 or row.expires_at <= at:
        raise CodeOver
    return row


def take(code: str, purpose: str, *, at: datetime) -> CodeRow:
    """Take one use off a code; of two who take the last one, one comes too late."""
    row = find(code, purpose, at=at)
    rows = CodeRow.objects.filter(shard=row.shard, id=row.id, left__gt=0)
    if not rows.update(left=F("left") - 1):
        raise CodeOver
    return row


def forget(*, at: datetime) -> int:
    """Delete the codes nobody could use for a day; returns how many."""
    return CodeRow.objects.filter(expires_at__lt=at - KEPT).delete()[0]


def _forget(licence: int, purpose: str) -> None:
    CodeRow.objects.filter(shard=ids.shard_of(licence), licence=licence, purpose=purpose).delete()
