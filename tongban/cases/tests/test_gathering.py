"""Asking the agencies (归集): at once, within a deadline, with purpose and case; nobody is held up."""

import time
from datetime import timedelta

import pytest

from tongban.cases import api as cases
from tongban.cases import inquiring
from tongban.cases.tests import village as v
from tongban.catalogue import api as catalogue
from tongban.exchange import api as exchange
from tongban.facts import api as facts
from tongban.kernel import tracing
from tongban.kernel.actors import SYSTEM, Purpose

NUMBER = "6222020200112233446"
OWN = Purpose("own", "", "本人", "查看")
SERVICE = """
data_service: {id}
version: "2026-01-01"
name: {{zh: {name}, en: Register}}
agency: {agency}
key: idno
sharing: conditional
condition: 办本人的事
law: [{{law: 村规, article: 第一条}}]
authoritative: true
fields: [{{fact: {fact}}}]
purposes:
  - purpose: PU-{id}
    title: 查{name},不用您填
    basis: request
    law: [{{law: 村规, article: 第二条}}]
"""


@pytest.fixture
def agencies(monkeypatch):
    """Two agencies that answer as told: a value, a problem, after some seconds."""
    told = {"DS-COIN": ({"insured": True}, 0.0), "DS-BANK": ({"bank": "6222020200112233"}, 0.0)}
    asked = []

    def ask(**said):
        asked.append(said | {"trace": tracing.header().split("-")[1:2]})
        answer, seconds = told[said["service"]]
        time.sleep(seconds)
        if isinstance(answer, str):
            raise exchange.ExchangeProblem(answer)
        rows = (answer,) if answer else ()
        return exchange.Answered(f"m-{len(asked)}", said["service"], "COIN", rows)

    monkeypatch.setattr(exchange, "ask", ask)
    monkeypatch.setattr(exchange, "is_connected", told.__contains__)
    told["asked"] = asked
    return told


def publish(tmp_path):
    for id_, name, agency, fact in (
        ("DS-COIN", "参保", "COIN", "insured"),
        ("DS-BANK", "账户", "CARD", "bank"),
    ):
        text = SERVICE.format(id=id_, name=name, agency=agency, fact=fact)
        (tmp_path / f"{id_}.yaml").write_text(text)
    catalogue.publish(tmp_path, actor=SYSTEM)


@pytest.fixture
def draft(village, agencies, tmp_path):
    publish(tmp_path)
    return cases.start(goal="LE-BABY", applicant=village.mother.id, actor=village.me, at=v.AT)


def refs(form):
    return {one.ref for one in v.questions(form)} | {one.ref for one in form.deciding}


def test_what_an_agency_answers_is_held_with_its_source_and_asked_of_nobody(village, draft):
    replies = cases.gather(draft.id, actor=village.me, at=v.AT)
    form = cases.form(draft.id, actor=village.me, at=v.AT)
    assert {one.state for one in replies} == {"answered"}
    assert not {"applicant.bank", "applicant.insured"} & refs(form)
    (held,) = [one for one in form.held if one.ref == "applicant.bank"]
    assert (held.source, held.source_words.zh) == ("exchange", "卡务所")


def test_each_question_carries_its_purpose_and_the_case_and_only_what_is_lacking(
    village, draft, agencies
):
    cases.gather(draft.id, actor=village.me, at=v.AT)
    said = {one["service"]: one for one in agencies["asked"]}["DS-COIN"]
    assert said["purpose"] == "PU-DS-COIN"
    assert said["case"] == exchange.CaseRef(str(draft.id), "applicant")
    assert said["subject"] == village.mother.id
    assert said["kinds"] == ("insured",)


def test_what_came_is_a_statement_of_the_agency_with_the_message_and_the_law(village, draft):
    cases.gather(draft.id, actor=village.me, at=v.AT)
    known = facts.known(village.mother.id, ["bank"], purpose=OWN, actor=SYSTEM, at=v.LATER)
    source = known["bank"].source
    assert (source.kind, source.holder, source.law) == ("register", "CARD", "村规 第二条")
    assert source.message.startswith("m-")


@pytest.mark.parametrize(
    "problem", ["provider.unreachable", "provider.timeout", "log.write_failed"]
)
def test_an_office_that_does_not_answer_is_named_and_blocks_nobody(
    village, draft, agencies, problem
):
    agencies["DS-BANK"] = (problem, 0.0)
    cases.gather(draft.id, actor=village.me, at=v.AT)
    form = cases.form(draft.id, actor=village.me, at=v.AT)
    assert [one.name.zh for one in form.offices if one.is_silent] == ["卡务所"]
    assert "applicant.bank" in refs(form)


def test_nobody_is_asked_again_while_the_answer_is_fresh(village, draft, agencies):
    agencies["DS-BANK"] = ("provider.unreachable", 0.0)
    cases.gather(draft.id, actor=village.me, at=v.AT)
    assert cases.gather(draft.id, actor=village.me, at=v.AT) == ()
    assert len(agencies["asked"]) == 2


def test_all_are_asked_at_once(village, draft, agencies):
    agencies["DS-COIN"] = ({"insured": True}, 0.5)
    agencies["DS-BANK"] = ({"bank": "6222020200112233"}, 0.4)
    began = time.monotonic()
    cases.gather(draft.id, actor=village.me, at=v.AT)
    assert time.monotonic() - began < 0.5 + 0.4  # the bench holds it to the slowest


def test_a_late_answer_keeps_no_page_waiting_and_then_goes_before_what_the_person_said(
    open_village, agencies, tmp_path
):
    publish(tmp_path)
    me, mother = open_village.me, open_village.mother
    draft = cases.start(goal="LE-BABY", applicant=mother.id, actor=me, at=v.AT)
    agencies["DS-BANK"] = ({"bank": "6222020200112233"}, 0.6)
    began = time.monotonic()
    cases.gather(draft.id, actor=me, at=v.AT, deadline=timedelta(seconds=0.2))
    assert time.monotonic() - began < 0.5
    cases.fill(draft.id, {"applicant.bank": NUMBER}, actor=me)
    inquiring.wait_for_the_late()
    form = cases.form(draft.id, actor=me, at=v.LATER)
    (held,) = [one for one in form.held if one.ref == "applicant.bank"]
    assert held.value == "6222020200112233"
    assert not [one for one in form.offices if one.is_silent]


def test_each_question_keeps_the_trace_of_the_request_that_asks_it(village, draft, agencies):
    here = tracing.begin()
    cases.gather(draft.id, actor=village.me, at=v.AT)
    tracing.end()
    assert [one["trace"] for one in agencies["asked"]] == [[here.trace]] * 2
