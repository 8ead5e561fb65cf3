"""Who plays in the tests of demands: a person, officers of two agencies, a coordinator, a clerk."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from tests import staff_fixtures

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
published = staff_fixtures.published
WORDS = "上三路有个窨井盖没盖，昨晚电动车差点掉进去，麻烦赶紧来人处理"


@dataclass
class Play:
    """The cast of a demand, and a clock that is set by hand."""

    person: object
    clerk: object
    hall: object
    agency: str
    other: str
    officers: dict

    def by(self, agency=None):
        return self.officers[agency or self.agency]

    def file(self, words=WORDS, at=AT, channel="web", **kept):
        from tongban.voice import api as voice

        given = voice.Words(text=words, **kept)
        return voice.file(given, channel=channel, actor=self.person, party=self.person.id, at=at)

    def sent(self, at=AT, **kept):
        """A demand that lies with the first agency, dispatched by a person where it had to be."""
        from tongban.voice import api as voice

        filed = self.file(at=at, **kept)
        if not filed.state.agency:
            wanted = voice.DemandProposed(self.agency, "求助", "市政", "井盖", "", "general", 1.0)
            voice.dispatch(filed.number, wanted, actor=self.hall, at=at)
        return filed.number

    def accepted(self, at=AT, **kept):
        from tongban.voice import api as voice

        number = self.sent(at=at, **kept)
        voice.accept(number, actor=self.by(self.of(number)), at=at)
        return number

    def of(self, number):
        from tongban.voice.demands import filing, store

        return store.load(filing.find(number)).agency

    def state(self, number):
        from tongban.voice.demands import filing, store

        return store.load(filing.find(number))


@pytest.fixture
def play(db, published, cast):
    """The cast over the definitions as committed; every agency has its officer."""
    from tongban.agencies import api as agencies
    from tongban.agencies.domain.duties import split_unit
    from tongban.kernel.actors import SYSTEM, Actor
    from tongban.people import api as people
    from tongban.voice.routing.current import CURRENT

    CURRENT.forget()

    def officer(name, duty, agency, place=""):
        account = people.open_staff_account(username=name, password=None, name=name, actor=SYSTEM)
        agencies.appoint(account=account.pk, agency=agency, duty=duty, place=place, actor=SYSTEM)
        return Actor("officer", account.pk, name, duty, agency)

    class Officers(dict):
        def __missing__(self, agency):
            function, place = split_unit(agency)
            self[agency] = officer(f"o-{agency}", "reviewer", function, place)
            return self[agency]

    party = people.register(number=cast.applicant.number, name=cast.applicant.name, actor=SYSTEM)
    return Play(
        Actor("person", party.id, party.name),
        officer("clerk", "clerk", None),
        officer("hall", "supervisor", None),
        "SJ",
        "GA-HJ",
        Officers(),
    )


def later(**span):
    return AT + timedelta(**span)
