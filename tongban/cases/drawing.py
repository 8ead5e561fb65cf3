"""The face of draws (双随机): announced with a commitment, made with a public value, checked by anybody.

What `cases.api` promises about draws; nothing outside this room imports it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.crypto import salted_hmac

from tongban.cases import access, entering, handling
from tongban.cases.domain import decisions, draws
from tongban.cases.domain.events import CaseEvent
from tongban.cases.domain.states import CaseState
from tongban.kernel import time
from tongban.kernel.actors import Actor
from tongban.kernel.calendar import WorkingCalendar

_SALT = "tongban.cases.draws"


@dataclass(frozen=True, slots=True)
class DrawView:
    """A draw as anybody may check it (抽取公示).

    `commitment` was published first; `secret`, `public` and its `source` came after, and `drawn`
    follows from them (`draws.verify` says how, in ten lines). `holds` is that check.
    """

    key: str
    what: str
    announced_on: date
    candidates: tuple[str, ...]
    count: int
    commitment: str
    made_on: date | None = None
    secret: str = ""
    public: str = ""
    source: str = ""
    drawn: tuple[str, ...] = ()
    holds: bool | None = None


def announce_draw(
    case: int | str,
    *,
    what: str,
    candidates: Sequence[str],
    count: int,
    actor: Actor,
    at: datetime | None = None,
) -> DrawView:
    """Publish who can be drawn and the commitment to a secret (抽取公告), before anything is drawn.

    Nobody chooses the secret: it follows from the platform's key and the case. Raises
    DrawImpossible for doubles, or for more than there are.
    """
    at = at or time.now()
    stream, state = entering.officers_case(case, actor, "draw")

    def step(now: CaseState, today: date, _: WorkingCalendar) -> Sequence[CaseEvent]:
        decisions.ensure_undecided(now)
        key = f"draw:{len(now.draws) + 1}"
        committed = draws.commitment(_secret(stream, key))
        return draws.announce(
            now.draws, what=what, candidates=candidates, count=count, committed=committed,
            today=today,
        )  # fmt: skip

    state = handling.take(stream, state, step, actor=actor, at=at)
    return _view(state.draws[-1])


def make_draw(
    case: int | str,
    key: str,
    *,
    public: str,
    source: str,
    actor: Actor,
    at: datetime | None = None,
) -> DrawView:
    """Draw (抽取), with a public value of after the announcement and where to read it.

    Raises NoSuchDraw, and DrawImpossible without the value and its source.
    """
    at = at or time.now()
    stream, state = entering.officers_case(case, actor, "draw")

    def step(now: CaseState, today: date, _: WorkingCalendar) -> Sequence[CaseEvent]:
        decisions.ensure_undecided(now)
        return draws.make(
            now.draws, key, secret=_secret(stream, key), public=public, source=source, today=today
        )

    state = handling.take(stream, state, step, actor=actor, at=at)
    return next(_view(one) for one in state.draws if one.announced.key == key)


def draws_of(case: entering.Which, *, actor: Actor) -> tuple[DrawView, ...]:
    """Show the draws of a case, each checked anew."""
    return tuple(_view(one) for one in _read(case, actor).draws)


def _read(case: entering.Which, actor: Actor) -> CaseState:
    """Read a case for its readers, and for whoever reads all of its agency's."""
    if not isinstance(case, entering.Opened):
        _, state = handling.find(case)
        if access.is_officers(actor, state.filed.agency, "read"):
            return state
    return entering.opened(case, actor=actor).state


def verify_draw(
    *, commitment: str, secret: str, public: str, candidates: Sequence[str], drawn: Sequence[str]
) -> bool:
    """Check a published draw with nothing but what was published (验证抽取)."""
    return draws.verify(commitment, secret, public, candidates, drawn)


def _secret(stream: int, key: str) -> str:
    """Return the secret of a draw: fixed from the start, known to nobody before it is opened."""
    return salted_hmac(_SALT, f"{stream}:{key}", algorithm="sha256").hexdigest()


def _view(one: draws.Draw) -> DrawView:
    told, made = one.announced, one.made
    return DrawView(
        key=told.key,
        what=told.what,
        announced_on=told.on,
        candidates=told.candidates,
        count=told.count,
        commitment=told.commitment,
        made_on=made.on if made else None,
        secret=made.secret if made else "",
        public=made.public if made else "",
        source=made.source if made else "",
        drawn=made.drawn if made else (),
        holds=one.holds if made else None,
    )
