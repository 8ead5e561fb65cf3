"""Authorisations (授权用证): a holder lets somebody else use a licence, for one matter and a time.

Nothing is allowed beforehand and nothing is bundled: one licence, one person, one matter, one time
(个人信息保护法 第十四条、第二十三条). It can be withdrawn as easily as it was given, and the next
check already knows (第十五条). For a child under fourteen a parent or guardian decides (第三十一条);
older ones are the guardian's too as long as the mandate lasts.

>>> from datetime import UTC
>>> asked = Authorisation(1, 7, 8, 3, "L", "S-1", "入学", ASKED, datetime(2026, 5, 1, tzinfo=UTC))
>>> given = answer(asked, granted=True, until=datetime(2026, 5, 2, tzinfo=UTC), at=asked.asked_at)
>>> bool(judge(given, matter="S-1", at=asked.asked_at)), bool(judge(asked, matter="S-1", at=asked.asked_at))
(True, False)
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from tongban.kernel.actors import Allowed, Refused
from tongban.kernel.text import Text
from tongban.licences.domain.problems import AuthorisationOver, BadAuthorisation

ASKED, GRANTED, REFUSED, WITHDRAWN = "asked", "granted", "refused", "withdrawn"
EVERYTHING = "*"
LONGEST = timedelta(days=366)
LONGEST_CAUSE = 200
WORDS = {
    ASKED: Text("等您决定", "Waits for you"),
    GRANTED: Text("已授权", "Allowed"),
    REFUSED: Text("没有同意", "Refused"),
    WITHDRAWN: Text("已撤回", "Withdrawn"),
}


@dataclass(frozen=True, slots=True)
class Authorisation:
    """Somebody may use a holder's licence (授权): which, for what, until when.

    `matter` is a service, a life event or an application, "*" for any; `cause` is the sentence
    the holder read when deciding; `by` who decided: the holder or the guardian.
    """

    id: int
    holder: int
    grantee: int
    licence: int
    kind: str
    matter: str
    cause: str = field(repr=False)
    status: str
    asked_at: datetime
    until: datetime | None = None
    decided_at: datetime | None = None
    by: int | None = None
    ended_at: datetime | None = None


def check(made: Authorisation) -> Authorisation:
    """Return it as it may be asked for; raises BadAuthorisation."""
    cause = made.cause.strip()
    if made.holder == made.grantee or not made.matter or not 0 < len(cause) <= LONGEST_CAUSE:
        raise BadAuthorisation
    return replace(made, cause=cause)


def answer(
    asked: Authorisation, *, granted: bool, at: datetime, until: datetime | None, by: int = 0
) -> Authorisation:
    """Decide on what was asked; raises AuthorisationOver where that was done, BadAuthorisation."""
    if asked.status != ASKED:
        raise AuthorisationOver
    if not granted:
        return replace(asked, status=REFUSED, decided_at=at, by=by)
    if until is None or not at < until <= at + LONGEST:
        raise BadAuthorisation
    return replace(asked, status=GRANTED, decided_at=at, until=until, by=by)


def withdraw(given: Authorisation, *, at: datetime) -> Authorisation:
    """Take it back; raises AuthorisationOver where it allows nothing any more."""
    if given.status != GRANTED:
        raise AuthorisationOver
    return replace(given, status=WITHDRAWN, ended_at=at)


def judge(given: Authorisation, *, matter: str, at: datetime) -> Allowed | Refused:
    """Say whether it allows the use for a matter at this moment, and why."""
    if given.status != GRANTED or given.until is None:
        return Refused(WORDS[given.status].zh)
    if at >= given.until:
        return Refused("授权已经到期。")
    if given.matter not in (EVERYTHING, matter):
        return Refused("授权不包括这件事。")
    return Allowed("持证人已授权。")
