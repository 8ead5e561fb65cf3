"""Plan and burden print what cli.md fixes; without `--as` nobody's data is looked at."""

import json
from datetime import date

import pytest
from rich.console import Console

from tongban.catalogue import api as catalogue
from tongban.catalogue.domain.model import Book, FactRef
from tongban.cli import main
from tongban.cli.showing import plans
from tongban.oversight.burden import burden
from tongban.policy.api import Goals, Holdings, plan
from tongban.policy.tests.books import book as small_book
from tongban.policy.tests.books import definitions, service

PROMISED = {
    "goal", "stages", "edges", "asked", "materials", "agencies", "visits", "days", "facts",
    "optional",
}  # fmt: skip


@pytest.fixture(scope="module")
def book():
    return definitions()


@pytest.fixture
def published(monkeypatch):
    """Publish a book without a database."""
    monkeypatch.setattr("tongban.config.boot.boot", lambda **_more: False)

    def publish(made):
        monkeypatch.setattr(catalogue, "book", lambda *_: made)

    return publish


def run(capsys, *words):
    code = main([*words, "--json"])
    out = capsys.readouterr().out
    return code, json.loads(out) if out else None


@pytest.mark.parametrize("goal", ["LE-BIRTH", "GA-PASSPORT"])
def test_a_plan_prints_every_key_that_is_promised(goal, book, published, capsys):
    published(book)
    code, made = run(capsys, "plan", goal)
    assert code == 0
    assert set(made) >= PROMISED
    heaps = made["materials"]
    assert heaps["listed"] == sum(len(heaps[one]) for one in ("found", "generated", "asked"))
    assert made["facts"]["needed"] == len(made["facts"]["held"]) + len(made["facts"]["asked"])
    assert made["asked"] == made["facts"]["asked"]


def test_events_and_services_may_be_mixed(book, published, capsys):
    published(book)
    _, made = run(capsys, "plan", "GA-PASSPORT", "LE-UNEMP")
    assert made["goal"] == ["GA-PASSPORT", "LE-UNEMP"]
    assert made["stages"] == [["GA-PASSPORT", "RS-UNEMP-REG"]]


def test_an_unknown_goal_is_bad_input_and_names_what_is_near(book, published, capsys):
    published(book)
    assert main(["plan", "LE-BRTH"]) == 2
    assert "LE-BIRTH" in capsys.readouterr().err


def test_nothing_published_says_what_to_run(published, capsys):
    published(Book())
    assert main(["plan", "LE-BIRTH"]) == 2
    assert "tongban publish" in capsys.readouterr().err
    assert main(["burden"]) == 2


def test_a_plan_that_cannot_be_carried_out_is_a_finding_and_still_printed(published, capsys):
    published(
        small_book(
            service("A", gives="L1", requires=["L2"]), service("B", gives="L2", requires=["L1"])
        )
    )
    code, made = run(capsys, "plan", "A", "B")
    assert code == 1
    assert made["reachable"] is False
    assert made["findings"][0]["services"] == ["A", "B"]


def test_the_burden_of_every_service_and_event_is_printed_with_totals(book, published, capsys):
    published(book)
    code, made = run(capsys, "burden")
    assert code == 0
    assert [one["id"] for one in made["services"]] == sorted(book.services)
    assert [one["id"] for one in made["life_events"]] == sorted(book.events)
    for part in ("facts", "materials"):
        for figure in made["totals"][part]:
            every = [one[part][figure] for one in made["services"]]
            assert made["totals"][part][figure] == sum(every)


def test_of_all_the_services_nothing_the_government_holds_is_asked(book):
    for one in burden(book)["services"]:
        kinds = [each.kind for each in book.services[one["id"]].materials if each.required]
        brought = sum(kind in ("applicant_prepared", "third_party_issued") for kind in kinds)
        assert one["materials"]["asked"] <= brought
        assert one["facts"]["needed"] == one["facts"]["held"] + one["facts"]["asked"]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("goal", ["LE-BIRTH", "LE-RESTAURANT", "LE-HOUSE", "LE-RETIRE"])
def test_a_plan_can_be_read_in_the_terminal(goal, language, book, capsys):
    resident = Holdings({FactRef("applicant", "gender"): "女"}, parties={"applicant": 1})
    for holdings in (Holdings(anonymous=True), resident):
        found = plan(Goals.of([goal], book), book, holdings=holdings, today=date(2026, 4, 10))
        Console(width=100).print(plans.show(found, book, language))
        shown = capsys.readouterr().out
        for one in found.services:
            assert book.services[one.service].name.in_(language)[:12] in shown


@pytest.mark.parametrize("language", ["zh_CN.UTF-8", "en_US.UTF-8"])
def test_the_burden_can_be_read_in_the_terminal(language, book, published, capsys, monkeypatch):
    monkeypatch.setenv("LC_ALL", language)
    monkeypatch.setenv("COLUMNS", "140")
    published(book)
    assert main(["burden"]) == 0
    assert "LE-BIRTH" in capsys.readouterr().out
