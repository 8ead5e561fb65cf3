"""A designer changes definitions without seeing YAML, and nothing typed is ever lost."""

import pytest

from tongban.catalogue import api as catalogue
from tongban.doors.designer.editor.sections import sections
from tongban.doors.designer.tests.forms import edit, key, press, text_of, typed

pytestmark = pytest.mark.django_db

SERVICE = "GA-IDCARD-REISSUE"


def test_every_kind_of_definition_has_pages(drafter, client):
    seen = {}
    for one in catalogue.published():
        seen.setdefault(one.kind, one.id)
    for kind, ident in seen.items():
        page = client.get(f"/designer/d/{kind}/{ident}")
        assert page.status_code == 200, (kind, ident)
        for part in sections(kind):
            assert client.get(edit(part.id, ident, kind)).status_code == 200, (kind, part.id)


def test_a_form_sent_as_it_was_changes_nothing(drafter, client):
    for part in ("limits", "materials", "questions", "route", "conditions", "basics", "result"):
        client.post(edit(part), typed(client, edit(part), do="save"))
    draft = catalogue.open_drafts(actor=drafter)[0]
    found = catalogue.preview_draft(draft.id, actor=drafter)
    assert [one.differences for one in found.changes] == [()]
    assert found.findings


def test_what_is_typed_wrongly_is_kept_and_told_at_its_field(drafter, client):
    sent = typed(client, edit(), **{"v/time_limit/promised/days": "七天", "do": "send"})
    page = text_of(client.post(edit(), sent), status=422)
    assert 'value="七天"' in page
    assert 'id="v-time_limit-promised-days-error"' in page
    assert 'href="#v-time_limit-promised-days"' in page
    assert "这里要写数字" in page
    assert catalogue.open_drafts(actor=drafter)[0].status.value == "draft"


def test_what_the_law_forbids_is_told_in_plain_words_with_what_to_do(drafter, client):
    changed = {"v/time_limit/statutory/days": "5", "v/time_limit/statutory/unit": "working_day"}
    changed |= {"v/time_limit/promised/days": "9", "v/time_limit/promised/unit": "working_day"}
    page = text_of(client.post(edit(), typed(client, edit(), do="send", **changed)), status=422)
    assert "缩短承诺" in page
    assert "limits.promise" not in page


def test_an_address_that_names_no_draft_is_unknown(drafter, client):
    for wrong in ("zz!!", "9" * 40, "1a2b"):
        assert client.get(f"{edit()}?draft={wrong}").status_code == 404


def test_a_draft_whose_file_cannot_be_read_stands_in_nobodys_way(drafter, client):
    catalogue.save_draft({"x.yaml": "a: [", "y.yaml": "agencies: 3"}, actor=drafter, title="坏")
    assert "坏" in text_of(client.get("/designer/"))
    assert client.get("/designer/definitions").status_code == 200


def test_comments_and_order_of_the_file_stay(drafter, client):
    before = catalogue.source("service", SERVICE)
    sent = typed(client, edit(), **{"v/time_limit/promised/days": "7", "do": "save"})
    client.post(edit(), sent)
    draft = catalogue.open_drafts(actor=drafter)[0]
    [after] = catalogue.draft_files(draft.id, actor=drafter).values()
    old, new = before.splitlines(), after.splitlines()
    assert sum(one != two for one, two in zip(old, new, strict=True)) == 2  # the days, the version


def test_two_who_write_the_same_see_both_wordings(drafter, second, client):
    client.post(edit(), typed(client, edit(), do="save", **{"v/time_limit/promised/days": "7"}))
    draft = catalogue.open_drafts(actor=drafter)[0]
    here = f"{edit()}?draft={key(draft.id)}"
    mine = typed(client, here, do="save", **{"v/time_limit/promised/days": "8"})
    second.post(edit(), typed(second, here, do="save", **{"v/time_limit/promised/days": "9"}))
    page = text_of(client.post(edit(), mine), status=409)
    assert "郑书衡" in page
    assert "<td>9</td><td><ins>8</ins></td>" in page
    press(client, page, "用我填的")
    assert "days: 8" in next(iter(catalogue.draft_files(draft.id, actor=drafter).values()))


def test_a_field_the_schema_gains_has_its_place_without_code(drafter, client, monkeypatch):
    from tongban.catalogue.domain import shape

    more = {**shape.schema()}
    service = more["$defs"]["service"]
    parts = {**service["properties"], "moon": {"type": "string", "description": "月相"}}
    more["$defs"] = {**more["$defs"], "service": {**service, "properties": parts}}
    monkeypatch.setattr("tongban.doors.designer.editor.shapes.schema", lambda: more)
    page = text_of(client.get(edit("more")))
    assert "月相" in page
    assert 'name="v/moon"' in page


def test_a_designer_of_one_agency_reads_all_and_writes_their_own(staffed, client):
    from tests import staffing

    client.force_login(staffing.officer("own", "林一", "designer", "SJ"))
    assert "不能改" in text_of(client.get(f"/designer/d/service/{SERVICE}"))
    answer = client.post(edit(), typed(client, edit(), do="save", **{"v/demo_days": "3"}))
    assert answer.status_code == 403
    mine = edit("limits", "SJ-FOOD")
    answer = client.post(mine, typed(client, mine, do="save", **{"v/demo_days": "3"}))
    assert answer.status_code == 302
