"""Asking prints what cli.md fixes; a bad line is told so, and the rest is answered."""

import json

import pytest

from tongban.catalogue import api as catalogue
from tongban.catalogue.tests import town
from tongban.catalogue.words.documents import documents
from tongban.catalogue.words.finder import Finder
from tongban.catalogue.words.index import Index
from tongban.catalogue.words.lexicon import lexicon
from tongban.cli import main


@pytest.fixture(autouse=True)
def asked(monkeypatch):
    """Ask the town without a database."""
    finder = Finder(Index(documents(town.book()), lexicon()))
    monkeypatch.setattr("tongban.config.boot.boot", lambda **_more: False)
    monkeypatch.setattr(catalogue, "revision", lambda: 1)
    monkeypatch.setattr(catalogue, "ask", lambda text, **_more: finder.ask(text))


def lines(capsys):
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_one_question_prints_one_object(capsys):
    assert main(["ask", "我想搞个民宿", "--top", "2", "--json"]) == 0
    (made,) = lines(capsys)
    assert made.keys() >= {"id", "none", "results"}
    assert made["none"] is False
    assert len(made["results"]) <= 2
    assert made["results"][0].keys() == {"id", "kind", "score", "matched"}
    assert made["results"][0]["id"] == "INN-OPEN"
    assert "民宿" in made["results"][0]["matched"][0]


def test_nothing_that_answers_is_no_error(capsys):
    assert main(["ask", "<script>alert('1')</script> 🙂", "--json"]) == 0
    (made,) = lines(capsys)
    assert made["none"] is True
    assert made["results"] == []


@pytest.mark.parametrize("words", [[""], ["长" * 10_001], [], ["民宿", "--top", "0"]])
def test_what_is_no_question_is_refused_in_a_sentence(words, capsys):
    assert main(["ask", *words, "--json"]) == 2
    assert capsys.readouterr().err.startswith("tongban")


def test_a_batch_answers_line_by_line_and_names_bad_lines(tmp_path, capsys):
    given = "\ufeffid\ttext\tstyle\nA\t民宿\t口语\nB\t\t\nC\nD\tqqq\n\tno id\n".encode()
    (tmp_path / "asked.tsv").write_bytes(given + b"E\t\xff\xfe\n")
    assert main(["ask", "--batch", str(tmp_path / "asked.tsv"), "--json"]) == 2
    made = lines(capsys)
    assert [one["id"] for one in made] == ["A", "B", "C", "D", None, None]
    assert ["error" in one for one in made] == [False, True, True, False, True, True]
    assert made[3] == {"id": "D", "none": True, "results": []}


def test_a_batch_without_its_columns_says_what_they_are(tmp_path, capsys):
    (tmp_path / "asked.tsv").write_text("question\n民宿\n", encoding="utf-8")
    assert main(["ask", "--batch", str(tmp_path / "asked.tsv")]) == 2
    assert "columns id and text" in lines(capsys)[0]["error"]


def test_people_read_the_answer_in_their_language(monkeypatch, capsys):
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert main(["ask", "民宿"]) == 0
    assert "事项" in capsys.readouterr().out
    assert main(["ask", "今天天气"]) == 0
    assert "12345" in capsys.readouterr().out
