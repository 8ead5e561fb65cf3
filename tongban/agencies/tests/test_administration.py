"""Three administrators, of whom nobody is two, and whose every deed is read by the third."""

import pytest

from tongban.agencies import api as agencies
from tongban.agencies.administration import api as administration
from tongban.agencies.administration import deeds
from tongban.kernel.actors import SYSTEM
from tongban.people import api as people
from tongban.people.factors import api as factors


@pytest.fixture
def three(db):
    """An actor for each administrator, and a clerk."""
    found = {}
    for duty in ("system", "security", "audit", "clerk"):
        account = people.open_staff_account(username=duty, password=None, name=duty, actor=SYSTEM)
        agencies.appoint(account=account.pk, agency=None, duty=duty, actor=SYSTEM)
        found[duty] = people.actor_of(account, capacity=duty)
    return found


@pytest.mark.parametrize(("had", "wanted"), [("system", "security"), ("audit", "system"), ("security", "clerk"), ("clerk", "audit")])  # fmt: skip
def test_nobody_has_two_of_the_three_or_a_duty_beside_one(three, had, wanted):
    with pytest.raises(agencies.DutiesApart):
        agencies.appoint(account=three[had].id, agency=None, duty=wanted, actor=SYSTEM)


def test_an_account_comes_without_rights_and_with_a_password_to_be_changed(three):
    account, password = administration.open_account(
        username="new", name="新人", actor=three["system"]
    )
    assert account.check_password(password) or people.account("new").check_password(password)
    assert factors.must_change_password(account.pk)
    assert agencies.posts(account.pk) == ()


@pytest.mark.parametrize("who", ["security", "audit", "clerk"])
def test_only_the_system_administrator_opens_accounts(three, who):
    with pytest.raises(agencies.NotAdministrators):
        administration.open_account(username="new", name="", actor=three[who])


@pytest.mark.parametrize("who", ["system", "audit", "clerk"])
def test_only_the_security_administrator_gives_posts(three, who):
    with pytest.raises(agencies.NotAdministrators):
        administration.appoint(
            account=three["clerk"].id, agency=None, duty="reviewer", actor=three[who]
        )


def test_nobody_gives_themselves_a_post_or_makes_an_administrator_alone(three):
    for account, duty in ((three["security"].id, "reviewer"), (three["clerk"].id, "audit")):
        with pytest.raises(agencies.TwoPeople):
            administration.appoint(account=account, agency=None, duty=duty, actor=three["security"])


def test_a_reset_takes_two_and_neither_is_the_one_it_is_about(three):
    clerk = people.account("clerk")
    factors.give_secret(clerk, secret=factors.new_secret())
    deed = administration.ask(deeds.RESET, account=clerk.pk, actor=three["system"])
    assert factors.has_second(clerk)
    with pytest.raises(agencies.NotAdministrators):
        administration.agree(deed, actor=three["system"])
    password = administration.agree(deed, actor=three["security"])
    assert not factors.has_second(clerk)
    assert people.account("clerk").check_password(password)
    with pytest.raises(agencies.TwoPeople):
        administration.agree(deed, actor=three["security"])


def test_a_reset_of_the_security_administrator_is_not_agreed_to_by_themselves(three):
    deed = administration.ask(deeds.RESET, account=three["security"].id, actor=three["system"])
    with pytest.raises(agencies.TwoPeople):
        administration.agree(deed, actor=three["security"])


def test_an_administrator_is_named_by_one_and_confirmed_by_another(three):
    account, _ = administration.open_account(username="new", name="新人", actor=three["system"])
    deed = administration.ask(deeds.NAME, account=account.pk, said={"duty": "audit"}, actor=three["security"])  # fmt: skip
    assert agencies.posts(account.pk) == ()
    administration.agree(deed, actor=three["system"])
    assert [one.duty for one in agencies.posts(account.pk)] == ["audit"]


def test_a_closed_account_signs_nobody_in_and_is_opened_again_by_two(three):
    administration.disable(three["clerk"].id, reason="离职", actor=three["security"])
    assert people.account_by_id(three["clerk"].id) is None
    deed = administration.ask(deeds.ENABLE, account=three["clerk"].id, actor=three["system"])
    administration.refuse(deed, actor=three["security"])
    assert people.account_by_id(three["clerk"].id) is None


def test_the_audit_administrator_alone_reads_what_was_done_by_whom(three):
    administration.disable(three["clerk"].id, reason="离职", actor=three["security"])
    deed = administration.ask(deeds.RESET, account=three["clerk"].id, actor=three["system"])
    administration.agree(deed, actor=three["security"])
    log = administration.log(actor=three["audit"])
    assert [(one.what, one.by, one.agreed_by) for one in log] == [
        (deeds.RESET, "system", "security"),
        (deeds.DISABLE, "security", ""),
    ]
    for who in ("system", "security", "clerk"):
        with pytest.raises(agencies.NotAdministrators):
            administration.log(actor=three[who])


def test_a_deed_is_made_anew_from_its_events(three):
    from tongban.ledger import api as ledger

    deed = administration.ask(deeds.RESET, account=three["clerk"].id, actor=three["system"])
    administration.agree(deed, actor=three["security"])
    made = administration.head_of(list(ledger.events(deed)))
    assert (made.status, dict(made.attrs)) == ("done", dict(ledger.head(deed).attrs))
