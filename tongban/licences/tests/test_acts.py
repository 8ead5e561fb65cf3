"""What an authority does to a licence: alone, or by two; and what a new version leaves behind."""

from datetime import date, timedelta

import pytest

from tongban.facts import api as facts
from tongban.kernel.actors import SYSTEM, Purpose
from tongban.kernel.identifiers import check_licence_identifier
from tongban.ledger import api as ledger
from tongban.licences import api as licences
from tongban.licences.tests.household import NOON, _family, _kind, _two_officers, issue  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db
PURPOSE = Purpose("own", "", "个人信息保护法 第四十五条", "本人查看自己的证照")


def grade_of(card):
    known = facts.known(card.holder, ["grade"], purpose=PURPOSE, actor=SYSTEM, at=NOON)
    return known["grade"].value if known else None


def again(card):
    return licences.licence(card.id, purpose=PURPOSE, actor=SYSTEM)


def test_what_takes_two_is_not_done_by_one(family, two_officers):
    one, _ = two_officers
    with pytest.raises(licences.ApprovalNeeded):
        licences.revoke(family.card.id, reason="登记有误", actor=one, at=NOON)
    licences.suspend(family.card.id, reason="整改", actor=one, at=NOON)


def test_one_proposes_and_another_agrees(family, two_officers):
    one, other = two_officers
    licences.propose(family.card.id, act="revoke", reason="登记有误", actor=one, at=NOON)
    assert [each.id for each in licences.pending("A", actor=other)] == [family.card.id]
    with pytest.raises(licences.SamePerson):
        licences.approve(family.card.id, actor=one, at=NOON)
    assert licences.approve(family.card.id, actor=other, at=NOON).state == "revoked"
    assert licences.pending("A", actor=other) == []
    assert licences.replays(family.card.id)
    said = [(event.type, event.actor.id) for event in licences.history(family.card.id, actor=one)]
    assert said[1:] == [("licences.Proposed", 11), ("licences.Revoked", 12)]


def test_what_was_declined_can_be_proposed_again(family, two_officers):
    one, other = two_officers
    licences.propose(family.card.id, act="revoke", reason="登记有误", actor=one, at=NOON)
    with pytest.raises(licences.AlreadyProposed):
        licences.propose(family.card.id, act="suspend", reason="整改", actor=other, at=NOON)
    licences.decline(family.card.id, reason="证据不足", actor=other, at=NOON)
    with pytest.raises(licences.NothingProposed):
        licences.approve(family.card.id, actor=other, at=NOON)
    licences.propose(family.card.id, act="revoke", reason="补充了证据", actor=one, at=NOON)
    assert licences.replays(family.card.id)


def test_a_correction_makes_a_new_version_and_the_old_one_says_where_it_went(family, two_officers):
    one, other = two_officers
    changes = {"grade": "乙"}
    licences.propose(
        family.card.id, act="correct", reason="等级录错", changes=changes, actor=one, at=NOON
    )
    new = licences.approve(family.card.id, actor=other, at=NOON)
    old = again(family.card)
    before, after = map(check_licence_identifier, (old.identifier, new.identifier))
    assert (before.serial, before.version, after.version) == (after.serial, 1, 2)
    assert (old.state, old.successor) == ("replaced", new.identifier)
    assert (new.attributes["grade"], new.attributes["name"]) == ("乙", "郑一鸣")
    assert grade_of(new) == "乙"
    seen = licences.verify(licences.token(family.card), on=date(2026, 4, 10))
    assert (seen.state, seen.successor) == ("replaced", new.identifier)
    assert licences.replays(old.id)
    assert licences.replays(new.id)
    assert "乙" not in str(ledger.events(old.id))


def test_a_renewal_counts_from_the_last_day_of_the_old_one(family, two_officers):
    new = licences.renew(family.card.id, reason="到期延续", actor=two_officers[0], at=NOON)
    assert (new.valid_to, new.version) == (date(2030, 4, 10), 2)
    assert again(family.card).state == "replaced"
    with pytest.raises(licences.NotInForce):
        licences.renew(family.card.id, reason="再来", actor=two_officers[0], at=NOON)


def test_what_is_suspended_is_not_usable_nor_is_what_it_states(family, two_officers):
    assert grade_of(family.card) == "甲"
    licences.suspend(family.card.id, reason="整改", actor=two_officers[0], at=NOON)
    assert not again(family.card).usable_on(date(2026, 4, 10))
    assert grade_of(family.card) is None
    with pytest.raises(licences.NotInForce):
        licences.present(family.card.id, actor=family.father, at=NOON)
    licences.restore(family.card.id, actor=two_officers[0], at=NOON + timedelta(hours=1))
    assert grade_of(family.card) == "甲"


@pytest.mark.parametrize(
    ("level", "evidence", "known"),
    [("A", True, "丙"), ("B", True, "丙"), ("C", False, "丙"), ("D", False, None)],
)
def test_the_level_of_trust_says_what_a_licence_is_good_for(family, kind, level, evidence, known):
    from tongban.licences.tests.household import USCC

    card = licences.issue(
        kind, holder=family.mother.id, attributes={"grade": "丙"}, actor=SYSTEM,
        issuer_uscc=USCC, trust=level, at=NOON,
    )  # fmt: skip
    assert card.usable_on(date(2026, 4, 10)) is evidence
    assert grade_of(card) == known
    if level != "A":
        with pytest.raises(licences.NotShowable):
            licences.offer(card.id, actor=family.mother, at=NOON)


def test_another_authority_finds_nothing_and_does_nothing(family, two_officers):
    from tongban.kernel.actors import Actor

    stranger = Actor("officer", 99, "周遥", "reviewer", agency="B")
    with pytest.raises(licences.UnknownLicence):
        licences.find(family.card.identifier, purpose=PURPOSE, actor=stranger)
    with pytest.raises(licences.NotIssuer):
        licences.propose(family.card.id, act="revoke", reason="x", actor=stranger)
    found = licences.find(family.card.identifier, purpose=PURPOSE, actor=two_officers[0])
    assert found.id == family.card.id


def test_licences_made_anew_from_their_events_are_as_they_were(family, two_officers):
    one, _ = two_officers
    licences.propose(family.card.id, act="revoke", reason="登记有误", actor=one, at=NOON)
    issue(family.mother.id, grade="甲")
    assert ledger.rebuild("licences", mend=False).differing == 0
