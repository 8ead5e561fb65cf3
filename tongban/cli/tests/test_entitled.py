"""tongban entitled: one question or a file of them, as cli.md fixes it."""

import json

import pytest

from tongban.catalogue import api as catalogue
from tongban.cli import main
from tongban.policy.tests.books import DEFINITIONS, definitions

BOOK = definitions()
GIVEN = json.loads((DEFINITIONS.parent / "tests" / "field-data" / "policies.json").read_text())


@pytest.fixture(autouse=True)
def _published(monkeypatch):
    monkeypatch.setattr("tongban.config.boot.boot", lambda **_more: False)
    monkeypatch.setattr(catalogue, "book", lambda *_: BOOK)


@pytest.fixture
def file(tmp_path):
    def write(text):
        path = tmp_path / "facts"
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write


def test_one_question_is_answered_with_its_reasons_and_the_law(file, capsys):
    facts = file('{"paid_months": 60, "involuntary": true, "registered": true}')
    assert main(["entitled", "--policy", "P-UNEMP-GD", "--facts", facts, "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert (made["eligible"], made["values"]["months"]) == (True, 6)
    assert {"clause", "value", "law"} <= made["because"][0].keys()
    assert (made["missing"], made["next"]) == (["min_wage"], "min_wage")


def test_every_example_of_the_field_data_comes_out_in_a_batch_in_the_order_of_the_file(
    file, capsys
):
    lines = [
        {"id": f"{one['id']}-{number}", "policy": one["id"], "facts": example["facts"]}
        for one in GIVEN
        for number, example in enumerate(one["examples"])
    ]
    batch = file("\n".join(json.dumps(line, ensure_ascii=False) for line in lines))
    assert main(["entitled", "--batch", batch, "--json"]) == 0
    made = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [one["id"] for one in made] == [line["id"] for line in lines]
    expected = [example["expected"] for one in GIVEN for example in one["examples"]]
    for found, wanted in zip(made, expected, strict=True):
        for key, value in wanted.items():
            given = found["eligible"] if key == "eligible" else found["values"].get(key)
            assert given == value or float(given) == value, found["id"]


def test_a_bad_line_says_what_is_wrong_and_the_others_are_answered(file, capsys):
    batch = file(
        '{"id": "a", "policy": "P-NONE", "facts": {}}\n'
        "no json\n"
        '{"id": "c", "policy": "P-OLDAGE-BJ", "facts": {"age": "old"}}\n'
        "[]\n"
        '{"id": "e", "policy": "P-OLDAGE-BJ", "facts": {"age": 80, "local": true}}\n'
    )
    assert main(["entitled", "--batch", batch, "--json"]) == 2
    made = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [one["id"] for one in made] == ["a", 2, "c", 4, "e"]
    assert [sorted(one) for one in made[:4]] == [["error", "id"]] * 4
    assert made[4]["values"]["amount"] == "100.00"


@pytest.mark.parametrize(
    "text", ["", "[1]", "{", "[" * 100_000, '{"age": NaN, "local": true}', '{"age": 1e999999}']
)
def test_bad_input_is_one_clear_error(file, text, capsys):
    assert main(["entitled", "--policy", "P-OLDAGE-BJ", "--facts", file(text), "--json"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 1


def test_without_facts_or_batch_it_says_what_is_needed(capsys):
    assert main(["entitled", "--policy", "P-OLDAGE-BJ"]) == 2
    assert "--facts" in capsys.readouterr().err


@pytest.mark.parametrize("policy", sorted(BOOK.policies))
def test_people_are_shown_every_answer_in_words(policy, file, capsys, monkeypatch):
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    example = BOOK.policies[policy].examples[0]
    facts = file(json.dumps(example["facts"]))
    assert main(["entitled", "--policy", policy, "--facts", facts]) == 0
    said = capsys.readouterr().out
    assert "为什么" in said or "还缺什么" in said
