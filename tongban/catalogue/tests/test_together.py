"""Several designers at once: nobody writes over another, nobody writes another agency's law."""

import pytest

from tongban.agencies import api as agencies
from tongban.catalogue import api
from tongban.catalogue.tests import town
from tongban.kernel.actors import SYSTEM, Actor
from tongban.people import api as people

pytestmark = pytest.mark.django_db

SHORTER = town.OPEN.replace("days: 5", "days: 3").lstrip()
CITY = 'city: {name: 榕城, region: "350102", four_eyes: true}\n'


def designer(username, name, agency=None):
    account = people.open_staff_account(username=username, password=None, name=name, actor=SYSTEM)
    agencies.appoint(account=account.pk, agency=agency, duty="designer", actor=SYSTEM)
    return people.actor_of(account, capacity="designer")


@pytest.fixture(autouse=True)
def _town(tmp_path):
    for name, text in town.texts(city=CITY).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    api.publish(tmp_path, actor=SYSTEM)


@pytest.fixture
def one():
    return designer("one", "何静")


@pytest.fixture
def two():
    return designer("two", "黄建平")


def test_who_read_a_draft_before_another_wrote_does_not_write_over_it(one, two):
    draft = api.save_draft({"open.yaml": SHORTER}, actor=one)
    api.save_draft({"open.yaml": SHORTER}, actor=two, draft=draft.id, seen=draft.seq)
    with pytest.raises(api.DraftMoved) as told:
        api.save_draft({"open.yaml": town.OPEN}, actor=one, draft=draft.id, seen=draft.seq)
    assert told.value.detail == "黄建平"
    assert api.draft_files(draft.id, actor=one) == {"open.yaml": SHORTER}


def test_a_draft_made_from_what_is_old_by_now_says_so_until_it_is_kept_again(one, two):
    draft = api.save_draft({"open.yaml": SHORTER}, actor=one)
    api.submit_draft(draft.id, actor=one)
    api.approve_draft(draft.id, actor=two)
    quicker = api.save_draft({"open.yaml": SHORTER.replace("days: 3", "days: 2")}, actor=two)
    api.submit_draft(quicker.id, actor=two)
    api.approve_draft(quicker.id, actor=one)
    api.publish_draft(quicker.id, actor=one)
    with pytest.raises(api.DraftBehind):
        api.publish_draft(draft.id, actor=one)
    assert [one.id for one in api.behind_draft(draft.id, actor=one)] == ["INN-OPEN"]
    api.save_draft({"open.yaml": SHORTER}, actor=one, draft=draft.id)
    assert api.behind_draft(draft.id, actor=one) == ()


def test_a_designer_of_an_agency_writes_what_that_agency_owns():
    fire = designer("fire", "陈立", agency="FIRE")
    with pytest.raises(api.NotEntitled):
        api.save_draft({"open.yaml": SHORTER}, actor=fire)
    own = api.service("INN-OPEN").agency
    theirs = designer("inn", "郑书衡", agency=own)
    draft = api.save_draft({"open.yaml": SHORTER}, actor=theirs)
    with pytest.raises(api.NotEntitled):
        api.save_draft({"city.yaml": CITY}, actor=theirs, draft=draft.id)
    stolen = SHORTER.replace(f"agency: {own}", "agency: FIRE")
    with pytest.raises(api.NotEntitled):
        api.save_draft({"open.yaml": stolen}, actor=fire)


def test_a_second_account_is_no_second_pair_of_eyes(one, two):
    draft = api.save_draft({"open.yaml": SHORTER}, actor=one)
    api.submit_draft(draft.id, actor=one)
    with pytest.raises(api.FourEyesNeeded):
        api.approve_draft(draft.id, actor=designer("again", "何静"))
    assert api.approve_draft(draft.id, actor=two).approver["id"] == two.id


def test_going_back_is_asked_by_one_and_approved_by_another(one, two):
    draft = api.save_draft({"open.yaml": SHORTER}, actor=one)
    api.submit_draft(draft.id, actor=one)
    api.approve_draft(draft.id, actor=two)
    before = api.revision()
    api.publish_draft(draft.id, actor=two)
    back = api.propose_roll_back(before, actor=one, reason="误发")
    with pytest.raises(api.FourEyesNeeded):
        api.approve_draft(back.id, actor=one)
    api.approve_draft(back.id, actor=two)
    api.publish_draft(back.id, actor=two)
    newest = api.history()[0]
    assert (api.service("INN-OPEN").promised.days, newest.back_to) == (5, before)
    assert (newest.author["id"], newest.approver["id"]) == (one.id, two.id)


def test_drafts_are_read_by_those_who_have_to_do_with_them(one):
    draft = api.save_draft({"open.yaml": SHORTER}, actor=one)
    nobody = Actor("officer", 77, "路人", "clerk")
    for look in (
        lambda: api.the_draft(draft.id, actor=nobody),
        lambda: api.draft_files(draft.id, actor=nobody),
        lambda: api.open_drafts(actor=nobody),
        lambda: api.preview_draft(draft.id, actor=nobody),
    ):
        with pytest.raises(api.NotEntitled):
            look()


def test_a_page_can_be_read_as_if_a_draft_were_in_force(one):
    draft = api.save_draft({"open.yaml": SHORTER}, actor=one)
    proposed = api.proposed_by_draft(draft.id, actor=one)
    with api.as_if(proposed.book):
        assert api.guide("INN-OPEN").promised.days == 3
    assert api.guide("INN-OPEN").promised.days == 5
