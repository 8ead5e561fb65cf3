"""Publishing is whole or not at all; what is published stays; the book follows at once."""

import threading
from datetime import UTC, date, datetime

import pytest
from django.db import connection, connections

from tongban.agencies import api as agencies
from tongban.catalogue import api, store
from tongban.catalogue.models import DefinitionRow, RevisionRow
from tongban.catalogue.tests import town
from tongban.kernel.actors import SYSTEM

pytestmark = pytest.mark.django_db

TODAY = date(2026, 6, 1)


@pytest.fixture
def put(tmp_path):
    """Write the town's files, some of them changed, and return the directory."""

    def write(**changes):
        for name, text in town.texts(**changes).items():
            (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path

    return write


def publish(path):
    return api.publish(path, actor=SYSTEM)


def test_before_the_first_publication_the_book_is_empty_and_says_so(db):
    assert api.book(TODAY).services == {}
    assert api.revision() == 0
    with pytest.raises(api.NothingPublished):
        api.service("INN-OPEN")


def test_what_is_published_is_in_the_book_at_once(put):
    done = publish(put())
    assert ("INN-OPEN", "2026-01-01") in done.published
    assert done.unchanged == 0
    assert api.service("INN-OPEN").name.en == "Opening an inn"
    assert api.licence("L-INN").months == 36
    assert api.kind("rank").options[0].zh == "上"
    assert api.life_event("LE-INN").title.zh == "我要开客栈"
    assert api.policy("P-INN").related == ("INN-OPEN",)
    assert api.guide("INN-OPEN").agency.zh == "客栈署"
    assert api.ask("民宿").results(1)[0].id == "INN-OPEN"
    with pytest.raises(api.UnknownDefinition):
        api.service("INN-OPEM")


def test_what_did_not_change_is_published_once(put):
    publish(put())
    number = api.revision()
    again = publish(put())
    assert (again.published, again.unchanged) == ((), len(town.texts()) + 1)
    commented = publish(put(open="# 说明\n" + town.OPEN.lstrip()))
    assert commented.published == ()
    assert api.revision() == number


def test_only_what_changed_is_published_again(put):
    publish(put())
    later = town.OPEN.replace("开客栈", "开大客栈").replace('"2026-01-01"', '"2026-05-01"')
    done = publish(put(open=later))
    assert done.published == (("INN-OPEN", "2026-05-01"),)
    assert done.corrected == ()


def test_an_open_case_keeps_the_version_it_was_opened_under(put):
    publish(put())
    later = town.OPEN.replace("{fact: house}", "{fact: baby}", 1).replace(
        "2026-01-01", "2026-05-01"
    )
    publish(
        put(
            open=later.replace("states: {house: {fact: house}, ", "states: {"),
            same_as="same_as: {baby: child.name}",
        )
    )
    old, new = api.service("INN-OPEN", version="2026-01-01"), api.service("INN-OPEN")
    assert [str(need.ref) for need in old.needs][1] == "company.house"
    assert [str(need.ref) for need in new.needs][1] == "child.name"
    with pytest.raises(api.UnknownDefinition):
        api.service("INN-OPEN", version="2020-01-01")


def test_a_version_of_tomorrow_is_published_today_and_holds_tomorrow(put):
    publish(put())
    later = town.OPEN.replace("开客栈", "开大客栈").replace("2026-01-01", "2026-07-01")
    publish(put(later=later))
    names = [api.book(day).services["INN-OPEN"].name.zh for day in (TODAY, date(2026, 7, 1))]
    assert names == ["开客栈", "开大客栈"]


def test_the_same_version_with_another_content_is_told_as_a_correction(put):
    publish(put())
    done = publish(put(open=town.OPEN.replace("开客栈", "开客店")))
    assert done.corrected == (("INN-OPEN", "2026-01-01"),)
    assert api.service("INN-OPEN", version="2026-01-01").name.zh == "开客店"
    assert DefinitionRow.objects.filter(ident="INN-OPEN").count() == 2


def test_one_error_in_one_file_leaves_everything_unpublished(put):
    publish(put())
    before = RevisionRow.objects.count(), DefinitionRow.objects.count()
    wrong = town.EVENT.replace("FIRE-CHECK", "FIRE-CHEK")
    with pytest.raises(api.DefinitionsWrong) as caught:
        publish(put(event=wrong, open=town.OPEN.replace("开客栈", "开客店")))
    assert [(one.file, one.rule) for one in caught.value.detail] == [
        ("event.yaml", "references.service")
    ]
    assert (RevisionRow.objects.count(), DefinitionRow.objects.count()) == before
    assert api.service("INN-OPEN").name.zh == "开客栈"


def test_a_failure_halfway_leaves_nothing_half_published(put, monkeypatch):
    def broken(*_args, **_more):
        raise RuntimeError("the light went out")

    monkeypatch.setattr(agencies, "register", broken)
    with pytest.raises(RuntimeError):
        publish(put())
    assert RevisionRow.objects.count() == DefinitionRow.objects.count() == 0
    assert api.revision() == 0


def test_a_definition_that_would_break_the_vocabulary_cannot_be_published(put):
    publish(put())
    wrong = town.texts()["fact_rooms.yaml"].replace("type: number", "type: table")
    with pytest.raises(api.DefinitionsWrong) as caught:
        publish(put(fact_rooms=wrong))
    assert "vocabulary.type" in {one.rule for one in caught.value.detail}
    assert api.kind("rooms").type == "number"


def test_another_directory_may_build_on_what_is_published(put, tmp_path_factory):
    publish(put())
    beside = tmp_path_factory.mktemp("beside")
    text = town.FIRE.replace("FIRE-CHECK", "FIRE-AGAIN").lstrip()
    (beside / "again.yaml").write_text(text, encoding="utf-8")
    assert publish(beside).published == (("FIRE-AGAIN", "2026-01-01"),)
    assert set(api.book(TODAY).services) == {"INN-OPEN", "FIRE-CHECK", "FIRE-AGAIN"}


def test_agencies_and_working_days_are_handed_to_their_room(put):
    publish(put())
    assert agencies.find("FIRE").name.zh == "火政署"
    calendar = agencies.calendar()
    assert not calendar.is_working(date(2026, 1, 1))
    assert calendar.is_working(date(2026, 1, 4))


def test_a_check_compares_with_what_is_published(put):
    publish(put())
    found = api.check(
        put(fact_rooms=town.texts()["fact_rooms.yaml"].replace("unit: 间", "unit: 栋"))
    )
    assert "vocabulary.unit" in {one.rule for one in found.errors}
    assert not found


def test_publishing_says_who_and_when(put):
    moment = datetime(2026, 3, 1, tzinfo=UTC)
    api.publish(put(), actor=SYSTEM, at=moment)
    row = RevisionRow.objects.get()
    assert (row.published_at, row.published_by["kind"]) == (moment, "system")


def test_a_directory_that_is_not_there_is_said_so(tmp_path):
    with pytest.raises(FileNotFoundError):
        publish(tmp_path / "nowhere")


def test_the_book_costs_one_small_question_once_it_is_known(put, django_assert_num_queries):
    publish(put())
    api.book(TODAY)
    with django_assert_num_queries(1):
        first = api.book(TODAY)
    assert api.book(TODAY) is first


@pytest.mark.django_db(transaction=True)
def test_two_publications_at_once_end_as_one_after_the_other(put):
    path, outcomes = put(), []

    def run():
        try:
            outcomes.append(len(publish(path).published))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == [0, len(town.texts()) + 1]
    assert RevisionRow.objects.count() == 1


def test_another_process_sees_a_new_revision_within_a_second(put, settings, monkeypatch):
    settings.TESTING = False
    now = [100.0]
    monkeypatch.setattr("tongban.kernel.recent.monotonic", lambda: now[0])
    publish(put())
    assert api.revision() == 1
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into catalogue_revision select 2, mark + 1, files, definitions, changed,"
            " published_at, published_by from catalogue_revision"
        )
    now[0] += 0.4
    assert api.revision() == 1
    now[0] += 0.2
    assert api.revision() == 2
    store._newest.forget()
