"""Licences as they are shown (证照库): to the holder whole, to a verifier their public fields."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tongban.kernel.text import Text
from tongban.licences.domain import states
from tongban.licences.domain import trust as levels

NOT_OURS = "not-ours"
WORDS = {
    states.VALID: Text("有效", "Valid"),
    states.EXPIRED: Text("已过期", "Expired"),
    states.SUSPENDED: Text("已暂扣", "Suspended"),
    states.REVOKED: Text("已撤销", "Revoked"),
    states.REPLACED: Text("已换发", "Replaced by a newer version"),
    NOT_OURS: Text("不是本平台签发的证照", "Not issued here"),
}


@dataclass(frozen=True, slots=True)
class Pending:
    """What waits for a second officer (待批): what was proposed, and what it would change."""

    proposed: states.Proposed
    name: str = ""
    changes: Mapping[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Licence:
    """An electronic licence (电子证照) as its holder sees it.

    `kind` is the kind's id and `name` its name when it was issued; `issuer` the agency's code;
    `state` what was last done to it (valid, suspended, revoked), without regard to its date:
    ask `state_on(day)`. The contents stay out of every representation.
    """

    id: int
    kind: str
    identifier: str
    holder: int
    issuer: str
    attributes: Mapping[str, Any] = field(repr=False)
    issued_on: date
    valid_from: date
    valid_to: date | None
    state: str
    since: date
    name: Text
    issuer_name: Text
    reason: str = field(default="", repr=False)
    case: int | None = None
    statements: Mapping[str, int] = field(default_factory=dict, repr=False)
    seq: int = 1
    trust: str = levels.A
    version: int = 1
    successor: str = ""
    pending: Pending | None = field(default=None, repr=False)

    def state_on(self, day: date) -> str:
        """Return valid, expired, suspended or revoked on this day."""
        return states.state_of(self.state, since=self.since, valid_to=self.valid_to, day=day)

    def usable_on(self, day: date, use: str = levels.EVIDENCE) -> bool:
        """Say whether it is valid on this day and its level of trust allows the use."""
        return self.state_on(day) == states.VALID and levels.allows(self.trust, use)


@dataclass(frozen=True, slots=True)
class Verification:
    """What anybody learns who checks a licence (核验结果): its state and its public fields.

    `state` is valid, expired, suspended, revoked or not-ours; the other fields are empty for
    not-ours. The holder's name is masked, and nothing else about the holder is told.
    """

    state: str
    on: date
    name: Text | None = None
    holder: str = ""
    identifier: str = ""
    issuer: Text | None = None
    issued_on: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    since: date | None = None
    successor: str = ""
    trust: str = ""
    kind: str = ""
    shown: Mapping[str, Any] = field(default_factory=dict, repr=False)
    competent: Text | None = None

    @property
    def words(self) -> Text:
        """The state in words."""
        return WORDS[self.state]


def verification(
    licence: Licence,
    *,
    holder: str,
    on: date,
    shown: Collection[str] = (),
    competent: Text | None = None,
) -> Verification:
    """Reduce a licence to what a verifier may see on this day; `holder` is masked already.

    `shown` are the items its kind makes public; `competent` is who has the issuer's powers now,
    where it is somebody else.
    """
    state = licence.state_on(on)
    return Verification(
        state=state,
        on=on,
        name=licence.name,
        holder=holder,
        identifier=licence.identifier,
        issuer=licence.issuer_name,
        issued_on=licence.issued_on,
        valid_from=licence.valid_from,
        valid_to=licence.valid_to,
        since=licence.since if state in (states.SUSPENDED, *states.OVER) else None,
        successor=licence.successor,
        trust=licence.trust,
        kind=licence.kind,
        shown={fact: licence.attributes[fact] for fact in shown if fact in licence.attributes},
        competent=competent,
    )
