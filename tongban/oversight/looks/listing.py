"""The list of looks (查阅清单): readings, uses of licences and questions to agencies, as one.

Each line says who, why, in which case, what they got, and where its leaf stands in the log. A
sealed access is not among them before its day; nobody need do anything for it to appear.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from tongban.exchange import api as exchange
from tongban.exchange.domain.asking import Usage
from tongban.exchange.federation import api as federation
from tongban.facts import api as facts
from tongban.kernel.text import Text
from tongban.licences import api as licences
from tongban.people import api as people

FACTS, LICENCES, EXCHANGE = "facts", "licences", "exchange"
PLATFORM = "PLATFORM"


@dataclass(frozen=True, slots=True)
class Look:
    """One look (一次查阅): `source` and `row` find it again, `leaf` its place among the leaves.

    `agency` is who looked (empty: the platform, None: a person), `holder` whose data it was;
    `words` why, in plain words; `kinds` what was seen or asked; `basis` the class of the legal
    basis; `result` ok, partial, refused, failed, unknown or running. `city` is the city of whoever asked
    an agency, `address` where another city that told it is found (empty: this one).
    """

    source: str
    row: int
    leaf: int
    at: datetime
    who: str
    agency: str | None
    words: Text
    law: str
    case: str
    kinds: tuple[str, ...]
    basis: str
    result: str
    own: bool = False
    holder: str | None = None
    city: str = ""
    transaction: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Missing:
    """A city that does not answer (未答复的城市), and when it answered last."""

    city: str
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Everywhere:
    """Looks from every city in accord, and the cities that are missing (各地查阅)."""

    looks: list[Look]
    missing: list[Missing]


def looks(subject: int, *, limit: int) -> list[Look]:
    """Return every look at a person's data, the newest first; at most so many of others' and own."""
    found = [
        *_readings(subject, limit),
        *_uses(subject, limit),
        *_questions(subject, limit),
    ]
    newest = sorted(found, key=lambda one: (one.at, one.row), reverse=True)
    # Their own looks must not push the others' away.
    others, own = ([one for one in newest if one.own is mine][:limit] for mine in (False, True))
    return sorted([*others, *own], key=lambda one: (one.at, one.row), reverse=True)


def everywhere(subject: int, *, limit: int, at: datetime) -> Everywhere:
    """Return the looks of this city and of each city in accord; both sides' rows of a call are one."""
    here = looks(subject, limit=limit)
    known = {one.transaction for one in here if one.transaction}
    missing = []
    for each in federation.elsewhere(subject, at=at):
        if each.missing:
            missing.append(Missing(each.city, each.answered_at))
        here += [
            _of_usage(one, address=each.address) for one in each.rows if one.message not in known
        ]
    return Everywhere(sorted(here, key=lambda one: one.at, reverse=True), missing)


def _readings(subject: int, limit: int) -> Iterator[Look]:
    for own in (False, True):
        for one in facts.readers(subject, limit=limit, own=own):
            yield Look(
                FACTS, one.id, one.id, one.at, one.who, one.agency, Text(one.words), one.basis,
                one.case, one.kinds, one.ground,
                "partial" if one.withheld or not one.kinds else "ok", own,
            )  # fmt: skip


def _uses(subject: int, limit: int) -> Iterator[Look]:
    for one in licences.used(subject, limit=limit):
        own = one.party is None and one.agency is None and not one.who
        yield Look(
            LICENCES, one.id, one.id, one.at, one.who, one.agency, Text(one.cause), "",
            one.case, (*one.kinds, *one.items), "consent",
            "refused" if one.how in ("refused", "withdrawn") else "ok", own,
        )  # fmt: skip


def _questions(subject: int, limit: int) -> Iterator[Look]:
    party = people.party(subject)
    if party.number is None:
        return
    for one in exchange.find_usage(subject=party.number, limit=limit):
        yield _of_usage(one)


def _of_usage(one: Usage, *, address: str = "") -> Look:
    client, holder = one.client.split("/"), one.provider.split("/")  # instance, class, code
    title = one.title
    return Look(
        EXCHANGE, one.id, one.leaf or 0, one.at, "",
        "" if client[2] == PLATFORM else client[2],
        Text(title.get("zh") or "", title.get("en")), one.law, one.case.strip("-"), one.fields,
        one.basis, one.result, holder=holder[2], city=client[0], transaction=one.message,
        address=address,
    )  # fmt: skip
