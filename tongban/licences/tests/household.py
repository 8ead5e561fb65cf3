"""One authority, its officers, a kind that says everything, and two people with a child."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from tongban.agencies import api as agencies
from tongban.catalogue.domain.licence_kinds import Item, Predicate
from tongban.catalogue.domain.model import Book, LicenceKind
from tongban.kernel.actors import SYSTEM, Actor
from tongban.kernel.identifiers import make_uscc
from tongban.kernel.text import Text
from tongban.licences import api as licences
from tongban.people import api as people

NOON = datetime(2026, 4, 10, 4, tzinfo=UTC)
USCC = make_uscc("350102", 3, department="11")
KIND = LicenceKind(
    "L-CARD",
    Text("居民卡", "Card"),
    "A",
    months=24,
    approval=("revoke", "correct"),
    authorise=True,
    contents=(
        Item("name"),
        Item("grade", show="public"),
        Item("secret", show="holder"),
        Item("birth"),
    ),
    predicates=(
        Predicate("over_60", "birth", Text("已满六十周岁"), years=60),
        Predicate("over_18", "birth", Text("已满十八周岁"), years=18),
    ),
)


@dataclass(frozen=True, slots=True)
class Family:
    """A mother, a father, a child and the licence of the father."""

    mother: Actor
    father: Actor
    child: int
    card: licences.Licence


def officer(account, name):
    return Actor("officer", account, name, "reviewer", agency="A")


@pytest.fixture(name="two_officers")
def _two_officers():
    """Two officers of the issuing authority."""
    agencies.register("A", Text("榕城公安局"), USCC, actor=SYSTEM)
    for account in (11, 12):
        agencies.appoint(account=account, agency="A", duty="reviewer", actor=SYSTEM)
    return officer(11, "陈立"), officer(12, "周建海")


@pytest.fixture(name="kind")
def _kind(monkeypatch):
    """The kind, as if it were published."""
    from tongban.catalogue import api as catalogue

    book = Book(licences={KIND.id: KIND})
    monkeypatch.setattr(catalogue, "book", lambda *_: book)
    return KIND


@pytest.fixture(name="family")
def _family(cast, two_officers, kind, db):
    """A family with the father's licence."""
    mother, father = (
        people.register(number=one.number, name=one.name, actor=SYSTEM)
        for one in (cast.applicant, cast.spouse)
    )
    child = people.register(name="林小满", actor=SYSTEM)
    people.mandate(holder=mother.id, principal=child.id, kind="guardian", actor=SYSTEM, at=NOON)
    card = issue(father.id, name=father.name, birth="1993-11-02", grade="甲", secret="x")
    actors = (Actor("person", one.id, one.name) for one in (mother, father))
    return Family(*actors, child.id, card)


def issue(holder, at=NOON, **attributes):
    """Issue a card."""
    return licences.issue(
        KIND, holder=holder, attributes=attributes, actor=SYSTEM, issuer_uscc=USCC, at=at
    )
