"""What the rooms beneath announce is told once: a dispute answered, a licence changed."""

import pytest

from tongban.exchange.notices import api as notices
from tongban.facts import api as facts
from tongban.kernel.actors import SYSTEM, Actor
from tongban.ledger import api as ledger
from tongban.licences import api as licences
from tongban.licences.tests.household import NOON, _family, _kind, _two_officers  # noqa: F401
from tongban.people import api as people

pytestmark = pytest.mark.django_db


def told(person):
    """What somebody was told after everything was heard, and heard again."""
    while ledger.drain():
        pass
    return [(one.template, one.body) for one in notices.told(person)]


@pytest.mark.parametrize(("upheld", "said"), [(True, "已经改正"), (False, "没有改动")])
def test_whoever_disputed_a_fact_is_told_the_answer(cast, upheld, said):
    me = people.register(number=cast.applicant.number, name=cast.applicant.name, actor=SYSTEM)
    source = facts.Source("register", holder="GA-HJ")
    made = facts.record(me.id, {"phone": "1"}, source=source, actor=SYSTEM, at=NOON)["phone"]
    disputed = facts.dispute(made, reason="不是我的", actor=Actor("person", me.id), at=NOON)
    assert told(me.id) == []
    facts.resolve(disputed.id, upheld=upheld, answer="查过了", actor=SYSTEM, at=NOON)
    ((template, body),) = told(me.id)
    assert template == "data-disputed"
    assert said in body


def test_the_holder_is_told_of_every_change_and_why(family, two_officers):
    one, other = two_officers
    card, who = family.card.id, family.father.id
    licences.suspend(card, reason="整改", actor=one, at=NOON)
    licences.restore(card, actor=one, at=NOON)
    new = licences.renew(card, reason="到期延续", actor=one, at=NOON)
    licences.propose(
        new.id, act="correct", reason="等级录错", changes={"grade": "乙"}, actor=one, at=NOON
    )
    newest = licences.approve(new.id, actor=other, at=NOON)
    licences.propose(newest.id, act="revoke", reason="登记有误", actor=one, at=NOON)
    licences.approve(newest.id, actor=other, at=NOON)
    bodies = [body for template, body in reversed(told(who)) if template == "licence-changed"]
    assert bodies == [
        "您的居民卡已暂扣。原因：整改。",
        "您的居民卡已恢复有效。",
        "您的居民卡换了新的一件，旧的不再有效。原因：到期延续。",
        "您的居民卡换了新的一件，旧的不再有效。原因：等级录错。",
        "您的居民卡已撤销，从今天起无效。原因：登记有误。",
    ]


def test_a_proposal_alone_tells_nobody(family, two_officers):
    licences.propose(family.card.id, act="revoke", reason="x", actor=two_officers[0], at=NOON)
    assert told(family.father.id) == []
