"""tongban classify: what it prints and how it ends."""

import json

import pytest

from tongban.catalogue import api as catalogue
from tongban.cli import main
from tongban.voice.routing import api as routing
from tongban.voice.routing.domain.router import Router
from tongban.voice.routing.tests import pilot

KEYS = {
    "id", "type", "category_l1", "category_l2", "department", "co_departments", "urgency",
    "places", "confidence", "why",
}  # fmt: skip


@pytest.fixture(autouse=True)
def router(monkeypatch):
    made = Router.of(pilot.book())
    monkeypatch.setattr("tongban.config.boot.boot", lambda **_more: False)
    monkeypatch.setattr(catalogue, "revision", lambda: 1)
    monkeypatch.setattr(type(routing.CURRENT), "router", lambda _self: made)


def test_a_demand_is_sent_to_the_unit_of_its_district_with_reasons(capsys):
    assert main(["classify", "台江万达旁边路灯坏了好几天", "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert made.keys() >= KEYS
    assert (made["department"], made["places"]) == ("台江区城市管理局", ["台江万达"])
    assert made["why"]
    assert 0 < made["confidence"] < 1


def test_a_batch_answers_every_line_in_its_order(tmp_path, capsys):
    (tmp_path / "said.tsv").write_text("id\ttext\nA\t家里没水了\nB\t \nC\t闻到煤气味\n", "utf-8")
    assert main(["classify", "--batch", str(tmp_path / "said.tsv"), "--json"]) == 2
    made = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [one["id"] for one in made] == ["A", "B", "C"]
    assert "error" in made[1]
    assert made[2]["urgency"] == "紧急"


def test_words_that_no_duty_knows_are_left_to_a_person(capsys):
    assert main(["classify", "嗯嗯啊啊"]) == 0
    assert "a person decides" in capsys.readouterr().out


@pytest.mark.parametrize("words", [[], [" "], ["a", "--batch", "b"]])
def test_nothing_said_is_bad_input(words):
    assert main(["classify", *words, "--json"]) == 2
