import pytest

from tests.cast import CAST
from tongban.kernel.actors import SYSTEM


@pytest.fixture
def me(db):
    """The applicant's account."""
    from tongban.people import api as people

    party = people.register(number=CAST.applicant.number, name=CAST.applicant.name, actor=SYSTEM)
    return people.open_account(party.id, actor=SYSTEM)


@pytest.fixture
def signed(client, me, monkeypatch):
    """The applicant's browser, signed in by a code a moment ago."""
    from tongban.doors.shared.tests.entering import sign_in

    sign_in(client, me.party_id, monkeypatch)
    return client
