"""How a demand comes in (诉求提交): by web, telephone, window or interface, and is sent on at once.

Filing reads routing once. Is it sure enough who is responsible, the demand is dispatched in the
same breath; else it waits for a person, with what was proposed and why.
"""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from tongban.agencies import api as agencies
from tongban.kernel import ids, time
from tongban.kernel.actors import Actor
from tongban.ledger import api as ledger
from tongban.voice.demands import photos, proposing, standards, store
from tongban.voice.domain import handling
from tongban.voice.domain.demands import (
    ANONYMOUS,
    NAMED,
    PRIVATE,
    DemandEvent,
    DemandFiled,
    DemandJoined,
    DemandProposed,
)
from tongban.voice.domain.problems import BadDemand, NoSuchDemand, NotNow, NotYourPost
from tongban.voice.domain.standing import Demand, evolve
from tongban.voice.models import DemandRow
from tongban.voice.routing.domain.proposals import ENOUGH

CHANNELS = ("web", "phone", "window", "api")
PRIVACIES = (ANONYMOUS, PRIVATE, NAMED)
SHORTEST, LONGEST = 6, 2000
CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that look or sound alike
CODE_LENGTH = 8
NUMBER = re.compile(store.LETTER + r"[0-9-]{10,30}")


@dataclass(frozen=True, slots=True)
class Point:
    """A point on the map (地图点位): degrees, WGS 84."""

    latitude: float
    longitude: float

    def __post_init__(self) -> None:
        if not (-90 <= self.latitude <= 90 and -180 <= self.longitude <= 180):  # noqa: PLR2004
            raise BadDemand("point")


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody wants (诉求内容): the words, the place, how openly, how to reach them."""

    text: str
    place: str = ""
    topic: str = ""
    district: str = ""
    point: Point | None = None
    privacy: str = NAMED
    public: bool = False
    contact: str = ""
    caller: str = ""
    photos: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if not SHORTEST <= len(self.text.strip()) <= LONGEST:
            raise BadDemand(f"{SHORTEST}—{LONGEST}")
        if self.privacy not in PRIVACIES or not all(map(_is_text, self._said)):
            raise BadDemand
        if len(self.photos) > photos.MOST:
            raise photos.BadPhoto

    @property
    def _said(self) -> tuple[str, ...]:
        return self.text, self.place, self.topic, self.district, self.contact, self.caller


def _is_text(said: str) -> bool:
    """Whether a line can be kept at all: no nought, no half of a character."""
    return "\x00" not in said and not any("\ud800" <= one <= "\udfff" for one in said)


@dataclass(frozen=True, slots=True)
class Filed:
    """A demand as it has just come in (已提交): its number, and the code that finds it again."""

    id: int
    number: str
    code: str
    state: Demand


def file(
    words: Words,
    *,
    channel: str,
    actor: Actor,
    party: int = 0,
    key: str = "",
    split_of: int = 0,
    at: datetime | None = None,
) -> Filed:
    """Take a demand in and send it on where routing is sure (提交).

    `party` is whose it is, nought for somebody without a name; who asks to be anonymous is not
    kept at all and follows it by number and code. Raises BadDemand, BadPhoto, NotYourPost.
    """
    at = at or time.now()
    _may_file(actor, channel)
    party = 0 if words.privacy == ANONYMOUS else party
    pictures = [photos.cleaned(one) for one in words.photos]
    proposal, _ = proposing.propose(_about(words), district=words.district, at=at)
    limits = standards.limits(time.city_date(at))
    stream = ids.new(ids.shard_of(party) if party else ids.draw_shard())
    code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
    with transaction.atomic():
        number = store.number_of(time.city_date(at), ids.shard_of(stream))
        filed = DemandFiled(
            number, channel, words.privacy, limits.dispatch[proposal.grade], words.public, split_of
        )
        happened: list[DemandEvent] = [filed, proposal]
        if proposal.agency and proposal.confidence >= ENOUGH:
            before = evolve(evolve(None, filed, at, party), proposal, at)
            happened += handling.dispatch(before, proposal, limits=limits, automatic=True)
        appended, state = store.change(stream, None, happened, actor=actor, at=at, party=party)
        made = Filed(stream, number, code, state)
        _row(made, words, party=party, key=key, at=at).save(force_insert=True)
        for one in pictures:
            photos.keep(stream, one, at)
        ledger.append(appended)
    return made


def file_all(
    parts: Sequence[Words],
    *,
    channel: str,
    actor: Actor,
    party: int = 0,
    at: datetime | None = None,
) -> list[Filed]:
    """Take the parts of one message in as demands of their own, as the person agreed (拆分)."""
    done: list[Filed] = []
    with transaction.atomic():
        for one in parts:
            first = done[0].id if done else 0
            done.append(file(one, channel=channel, actor=actor, party=party, split_of=first, at=at))
    return done


def join(
    number: str, *, actor: Actor, party: int = 0, words: str = "", at: datetime | None = None
) -> Demand:
    """Say that one has the same demand (附议): told of its reply, counted once. Raises NotNow."""
    at = at or time.now()
    stream = find(number)
    state = store.load(stream)
    if state is None:
        raise NoSuchDemand
    if not state.standing.is_open:
        raise NotNow
    if party and (party in state.joined or party == state.party):
        return state
    with transaction.atomic():
        said = store.say(stream, "joined", words.strip()[:LONGEST], at)
        happened = [DemandJoined(party, said)]
        appended, after = store.change(stream, state, happened, actor=actor, at=at)
        ledger.append(appended)
    return after


def dispatch(
    number: str, wanted: DemandProposed, *, actor: Actor, at: datetime | None = None
) -> Demand:
    """Send a demand on, as a person decided (人工派单); what was corrected is learned from.

    An agency named with a district is its unit there, where it has one.
    """
    at = at or time.now()
    may(actor, "dispatch_demand")
    wanted = replace(
        wanted,
        agency=proposing.unit_for(wanted.agency, wanted.district),
        helpers=tuple(proposing.unit_for(one, wanted.district) for one in wanted.helpers),
    )
    proposing.ensure_there(wanted.agency)
    stream = find(number)
    state = store.load(stream)
    if state is None:
        raise NoSuchDemand
    limits = standards.limits(time.city_date(at))
    happened = handling.dispatch(state, wanted, limits=limits, automatic=False)
    appended, after = store.change(stream, state, happened, actor=actor, at=at)
    ledger.append(appended)
    return after


def find(number: str) -> int:
    """Return the stream of a demand's number. Raises NoSuchDemand."""
    said = number.strip().upper()
    stream = ledger.find_number(said) if NUMBER.fullmatch(said) else None
    if stream is None:
        raise NoSuchDemand
    return stream


def may(actor: Actor, act: str, *, agency: str | None = None) -> None:
    """Let through whose post does this; the platform itself may. Raises NotYourPost."""
    if not agencies.may(actor, act, agency=agency):
        raise NotYourPost


def by_code(number: str, code: str) -> int:
    """Return the stream of a demand for whoever has its code. Raises NoSuchDemand."""
    stream = find(number)
    row = store.row(stream)
    given = digest(stream, code.strip().upper())
    if row is None or not row.digest or not constant_time_compare(row.digest, given):
        raise NoSuchDemand
    return stream


def digest(stream: int, code: str) -> str:
    """Return the keyed digest a code is known by; the code itself is kept nowhere."""
    return salted_hmac(f"tongban.voice.code.{stream}", code, algorithm="sha256").hexdigest()


def _may_file(actor: Actor, channel: str) -> None:
    if channel not in CHANNELS:
        raise BadDemand(channel)
    if actor.kind == "officer":
        may(actor, "file_demand")


def _about(words: Words) -> str:
    return "　".join(one for one in (words.place, words.topic, words.text) if one)


def _row(filed: Filed, words: Words, *, party: int, key: str, at: datetime) -> DemandRow:
    anonymous, stream = words.privacy == ANONYMOUS, filed.id
    return DemandRow(
        id=stream,
        shard=ids.shard_of(stream),
        number=filed.number,
        party=party,
        words=words.text.strip(),
        place=words.place.strip()[:200],
        latitude=words.point.latitude if words.point else None,
        longitude=words.point.longitude if words.point else None,
        contact="" if anonymous else words.contact.strip()[:100],
        caller="" if anonymous else words.caller.strip()[:100],
        digest=digest(stream, filed.code),
        public=words.public,
        key=key,
        filed_at=at,
    )
