"""What was published can be looked back on, taken back, ended, planned, and approved by another."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tongban.agencies import api as agencies
from tongban.catalogue import api, editions
from tongban.catalogue.tests import town
from tongban.kernel import time
from tongban.kernel.actors import SYSTEM, Actor
from tongban.ledger import api as ledger

pytestmark = pytest.mark.django_db

AUTHOR = Actor("officer", 1, "何静", "designer")
OTHER = Actor("officer", 2, "黄建平", "supervisor")
LATER = town.OPEN.replace("开客栈", "开大客栈").replace('"2026-01-01"', '"2026-05-01"')
SHORTER = town.OPEN.replace("days: 5", "days: 3").lstrip()
CITY = 'city: {name: 榕城, region: "350102", four_eyes: true}\n'


def at(hour):
    return datetime(2026, 6, 1, hour, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _posts():
    """One writes definitions, another supervises."""
    agencies.appoint(account=AUTHOR.id, agency=None, duty="designer", actor=SYSTEM)
    agencies.appoint(account=OTHER.id, agency=None, duty="supervisor", actor=SYSTEM)


@pytest.fixture
def put(tmp_path):
    """Publish the town, some of it changed."""

    def publish(hour=1, actor=SYSTEM, **changes):
        for name, text in town.texts(**changes).items():
            (tmp_path / name).write_text(text, encoding="utf-8")
        return api.publish(tmp_path, actor=actor, at=at(hour))

    return publish


def promised(**when):
    return api.book(**when).services["INN-OPEN"].promised.days


def test_a_roll_back_restores_everything_and_is_itself_history(put):
    put()
    put(
        2,
        open=SHORTER,
        l_new=town.L_ID.replace("L-ID", "L-NEW"),
        agencies=town.AGENCIES.replace("火政署", "消防署"),
    )
    revision, changed = api.roll_back(1, actor=AUTHOR, note="误发")
    assert (promised(), "L-NEW" in api.book().licences) == (5, False)
    assert agencies.find("FIRE").name.zh == "火政署"
    newest = api.history()[0]
    assert (revision, newest.act, newest.back_to, newest.note) == (3, "roll_back", 1, "误发")
    assert len(newest.changed) == changed == 3
    api.roll_back(2, actor=AUTHOR)
    assert (promised(), "L-NEW" in api.book().licences) == (3, True)


def test_a_version_rolled_back_stays_with_the_cases_opened_under_it(put):
    put()
    put(2, open=LATER)
    api.roll_back(1, actor=SYSTEM)
    assert api.service("INN-OPEN").version == "2026-01-01"
    assert api.service("INN-OPEN", version="2026-05-01").name.zh == "开大客栈"


def test_there_is_no_going_back_to_what_never_was(put):
    put()
    with pytest.raises(api.NoSuchRevision):
        api.roll_back(9, actor=SYSTEM)
    assert len(api.history()) == 1


def test_any_days_rules_come_back_as_they_were_known_at_an_instant(put):
    put(1)
    put(2, open=SHORTER)
    put(3, open=LATER)
    days = (date(2026, 4, 30), date(2026, 5, 1))
    known = {
        hour: [api.as_of(at(hour), on=day).services.get("INN-OPEN") for day in days]
        for hour in (0, 1, 2, 3)
    }
    said = {
        hour: [one and (one.name.zh, one.promised.days) for one in both]
        for hour, both in known.items()
    }
    assert said == {
        0: [None, None],
        1: [("开客栈", 5), ("开客栈", 5)],
        2: [("开客栈", 3), ("开客栈", 3)],
        3: [("开客栈", 3), ("开大客栈", 5)],
    }


def test_a_version_of_a_later_day_begins_by_itself(put):
    put()
    put(2, open=LATER.replace("2026-05-01", "2027-01-01"))
    names = [
        api.book(day).services["INN-OPEN"].name.zh for day in (date(2026, 12, 31), date(2027, 1, 1))
    ]
    assert names == ["开客栈", "开大客栈"]


def test_what_nobody_refers_to_can_be_withdrawn_with_its_last_day(put):
    put(policy=None)
    api.withdraw(
        "life_event", "LE-INN", until=date(2026, 12, 31), actor=SYSTEM, note="并入新的一件事"
    )
    days = [date(2026, 12, 31), date(2027, 1, 1)]
    assert ["LE-INN" in api.book(day).events for day in days] == [True, False]
    [version] = api.versions("life_event", "LE-INN")
    assert (version.version, version.until) == ("2026-01-01", "2026-12-31")
    assert 'until: "2026-12-31"' in api.source("life_event", "LE-INN")


def test_what_others_refer_to_cannot_be_withdrawn(put):
    put()
    with pytest.raises(api.DefinitionsWrong) as caught:
        api.withdraw("service", "FIRE-CHECK", until=date(2026, 12, 31), actor=SYSTEM)
    assert {one.rule for one in caught.value.detail} == {"references.service"}
    assert "FIRE-CHECK" in api.book(date(2027, 1, 1)).services


def test_a_preview_says_what_would_change_and_writes_nothing(put, tmp_path):
    put()
    (tmp_path / "open.yaml").write_text(SHORTER, encoding="utf-8")
    found = api.preview_path(tmp_path)
    assert [one.words.en for one in found.changes[0].differences] == ["promised days: 5 → 3"]
    assert found.unchanged == len(town.texts())
    assert api.revision() == 1


def test_new_comments_are_kept_though_nothing_else_is_published(put):
    put()
    put(2, open="# 为什么\n" + town.OPEN.lstrip())
    assert api.revision() == 1
    assert api.source("service", "INN-OPEN").startswith("# 为什么")


def test_a_copy_of_a_published_file_is_one_too_many(put):
    put()
    with pytest.raises(api.DefinitionsWrong) as caught:
        put(2, again=town.OPEN)
    assert [one.rule for one in caught.value.detail] == ["ids.twice"]
    with pytest.raises(api.DefinitionsWrong) as caught:
        put(2, again=SHORTER)
    assert [one.rule for one in caught.value.detail] == ["ids.twice"]


def test_without_the_post_nobody_writes_approves_publishes_or_goes_back(put, tmp_path):
    put()
    draft = api.save_draft({"open.yaml": SHORTER}, actor=AUTHOR).id
    api.submit_draft(draft, actor=AUTHOR)
    stranger, supervisor = Actor("officer", 3, "路人", "clerk"), OTHER
    for step in (
        lambda: api.save_draft({}, actor=stranger),
        lambda: api.approve_draft(draft, actor=stranger),
        lambda: api.return_draft(draft, reason="不妥", actor=Actor("person", AUTHOR.id)),
        lambda: api.publish_draft(draft, actor=supervisor),
        lambda: api.drop_draft(draft, actor=supervisor),
        lambda: api.publish(tmp_path, actor=supervisor),
        lambda: api.roll_back(1, actor=supervisor),
        lambda: api.withdraw("service", "INN-OPEN", until=date(2026, 12, 31), actor=stranger),
    ):
        with pytest.raises(api.NotEntitled):
            step()


def test_with_four_eyes_nobody_publishes_what_he_wrote(put):
    put(city=CITY)
    draft = api.save_draft({"open.yaml": SHORTER}, actor=AUTHOR, title="缩短时限")
    with pytest.raises(api.FourEyesNeeded):
        api.publish_draft(draft.id, actor=AUTHOR)
    api.submit_draft(draft.id, actor=AUTHOR)
    with pytest.raises(api.FourEyesNeeded):
        api.approve_draft(draft.id, actor=AUTHOR)
    with pytest.raises(api.FourEyesNeeded):
        put(2, actor=AUTHOR, city=CITY, open=SHORTER)
    with pytest.raises(api.FourEyesNeeded):
        api.roll_back(1, actor=AUTHOR)
    api.approve_draft(draft.id, actor=OTHER)
    done = api.publish_draft(draft.id, actor=AUTHOR)
    assert (done.published, promised()) == ((("INN-OPEN", "2026-01-01"),), 3)
    newest = api.history()[0]
    assert (newest.author["name"], newest.approver["name"], newest.draft) == (
        "何静",
        "黄建平",
        draft.id,
    )


def test_a_draft_that_is_changed_needs_its_approval_anew(put):
    put(city=CITY)
    draft = api.save_draft({"open.yaml": SHORTER}, actor=AUTHOR)
    api.submit_draft(draft.id, actor=AUTHOR)
    api.approve_draft(draft.id, actor=OTHER)
    api.save_draft({"open.yaml": LATER}, actor=AUTHOR, draft=draft.id)
    with pytest.raises(api.FourEyesNeeded):
        api.publish_draft(draft.id, actor=AUTHOR)


def test_whoever_writes_in_a_draft_of_another_does_not_approve_it(put):
    put(city=CITY)
    agencies.appoint(account=OTHER.id, agency=None, duty="designer", actor=SYSTEM)
    draft = api.save_draft({"open.yaml": LATER}, actor=AUTHOR)
    api.save_draft({"open.yaml": SHORTER}, actor=OTHER, draft=draft.id)
    api.submit_draft(draft.id, actor=AUTHOR)
    for one in (AUTHOR, OTHER):
        with pytest.raises(api.FourEyesNeeded):
            api.approve_draft(draft.id, actor=one)


def test_a_draft_goes_back_with_a_reason_and_waits_in_its_queue(put):
    put()
    draft = api.save_draft({"open.yaml": SHORTER}, actor=AUTHOR, title="缩短时限")
    api.submit_draft(draft.id, actor=AUTHOR)
    assert [head.label for _, head in ledger.tasks(queue="catalogue").items] == ["缩短时限"]
    after = api.return_draft(draft.id, reason="请写明依据", actor=OTHER)
    assert (after.status, after.reason) == (api.DraftStatus.DRAFT, "请写明依据")
    assert ledger.tasks(queue="catalogue").items == ()
    assert [one.id for one in api.open_drafts(actor=AUTHOR)] == [draft.id]
    api.drop_draft(draft.id, actor=AUTHOR)
    assert (api.open_drafts(actor=AUTHOR), api.draft_files(draft.id, actor=AUTHOR)) == ([], {})


def test_a_draft_is_no_publication(put):
    put()
    draft = api.save_draft({"open.yaml": SHORTER}, actor=AUTHOR)
    assert promised() == 5
    found = api.preview_draft(draft.id, actor=AUTHOR)
    assert [one.id for one in found.changes] == ["INN-OPEN"]
    with pytest.raises(api.UnknownDraft):
        api.the_draft(draft.id + 1, actor=AUTHOR)


def test_a_scheduled_draft_goes_live_when_the_clock_rings(put):
    put()
    draft = api.save_draft({"open.yaml": SHORTER}, actor=AUTHOR)
    soon = time.now() + timedelta(hours=1)
    api.schedule_draft(draft.id, publish_at=soon, actor=AUTHOR)
    ledger.due(soon - timedelta(seconds=1))
    assert promised() == 5
    ledger.due(soon)
    assert (promised(), api.the_draft(draft.id, actor=AUTHOR).status) == (
        3,
        api.DraftStatus.PUBLISHED,
    )


def test_what_has_become_wrong_by_its_time_is_not_published_and_says_why(put):
    put()
    draft = api.save_draft(
        {"event.yaml": town.EVENT.replace("开客栈一件事", "开店一件事")}, actor=AUTHOR
    )
    soon = time.now() + timedelta(hours=1)
    api.schedule_draft(draft.id, publish_at=soon, actor=AUTHOR)
    put(
        2,
        event=town.EVENT.replace(
            "  - {service: FIRE-CHECK, required: true, trigger: 有炉灶}\n", ""
        ),
    )
    api.withdraw("service", "FIRE-CHECK", until=date(2026, 6, 2), actor=SYSTEM)
    ledger.due(soon)
    after = api.the_draft(draft.id, actor=AUTHOR)
    assert after.status is api.DraftStatus.FAILED
    assert "FIRE-CHECK" in after.findings[0]
    assert api.life_event("LE-INN").name.zh == "开客栈一件事"


def test_a_wrong_draft_cannot_be_scheduled(put):
    put()
    draft = api.save_draft(
        {"open.yaml": SHORTER.replace("agency: INN", "agency: NN")}, actor=AUTHOR
    )
    with pytest.raises(api.DefinitionsWrong):
        api.schedule_draft(draft.id, publish_at=at(9), actor=AUTHOR)
    assert api.the_draft(draft.id, actor=AUTHOR).status is api.DraftStatus.DRAFT


def test_a_publication_is_an_event_that_names_what_changed(put):
    put()
    put(2, open=SHORTER)
    newest = ledger.heads(kind="publication").items[0]
    [event] = ledger.events(newest.stream)
    assert (event.type, event.data["revision"]) == ("catalogue.Published", 2)
    assert [one.id for one in event.objects] == ["service:INN-OPEN"]


def test_of_many_books_the_one_that_is_asked_for_stays(put):
    put()
    for number in range(2, editions.KEPT + 4):
        put(number, open=SHORTER.replace("days: 3", f"days: {number}"))
        if number == 2:
            kept = api.as_of(at(2))
        assert api.as_of(at(2)) is kept
        api.book()
    assert len(editions._editions) == editions.KEPT


def test_drafts_and_publications_are_made_anew_from_their_events(put):
    put()
    for schedule in (True, False):
        draft = api.save_draft({"open.yaml": SHORTER}, actor=AUTHOR, title="缩短时限").id
        api.submit_draft(draft, actor=AUTHOR)
        if schedule:
            api.approve_draft(draft, actor=OTHER)
            api.schedule_draft(draft, publish_at=at(9), actor=AUTHOR)
    found = ledger.rebuild("heads", mend=False)
    assert (found.checked >= 3, found.examples) == (True, [])
