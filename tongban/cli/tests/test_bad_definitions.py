"""Whatever is handed in as definitions is read rightly or refused clearly, and nothing is half done."""

import os

import pytest

from tongban.catalogue import api as catalogue
from tongban.catalogue.tests import town
from tongban.cli import main, output
from tongban.kernel.actors import SYSTEM

pytestmark = pytest.mark.django_db

DEEP = "extra: " + "{a: " * 2000 + "1" + "}" * 2000 + "\n"
LAUGHS = "a: &a [x, x]\n" + "".join(
    f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefg", "bcdefgh", strict=True)
)
REFUSED = {
    "an unknown fact": ({"open": town.OPEN.replace("{fact: house}", "{fact: hause}", 1)},
                        {("open.yaml", "references.fact")}),
    "a unit that is none": ({"open": town.OPEN.replace("days: 5, unit: working_day", "days: 5, unit: 工作日")},
                            {("open.yaml", "schema.enum")}),
    "another unit of a fact": ({"open": town.OPEN.replace("unit: 岁", "unit: 月")},
                               {("open.yaml", "tests.unit")}),
    "a number of thirty digits": ({"open": town.OPEN.replace("days: 5", "days: " + "9" * 30)},
                                  {("open.yaml", "yaml")}),
    "ten megabytes": ({"big": "fact: big\nnote: " + "大" * 3_500_000 + "\n"}, {("big.yaml", "yaml")}),
    "billions of laughs": ({"laughs": LAUGHS}, {("laughs.yaml", "yaml")}),
    "a key twice": ({"open": town.OPEN + "agency: FIRE\n"}, {("open.yaml", "yaml")}),
    "full-width digits": ({"open": town.OPEN.replace("days: 5", "days: \uff15")}, {("open.yaml", "schema.type")}),
    "GB 18030": ({"open": town.OPEN.encode("gb18030")}, {("open.yaml", "yaml.encoding")}),
    "neither UTF-8 nor anything": ({"open": b"\xff\xfe\x00\xd8" + town.OPEN.encode()}, {("open.yaml", "yaml.encoding")}),
    "two files with one id": ({"again": town.OPEN}, {("open.yaml", "ids.twice")}),
    "a missing service": ({"event": town.EVENT.replace("FIRE-CHECK", "FIRE-CHEK")}, {("event.yaml", "references.service")}),
    "an empty file": ({"empty": ""}, {("empty.yaml", "yaml.kind")}),
    "only comments": ({"empty": "# 以后再写\n"}, {("empty.yaml", "yaml.kind")}),
    "endless nesting": ({"open": town.OPEN + DEEP}, {("open.yaml", "yaml")}),
    "a tag": ({"open": town.OPEN + "extra: !!python/object/apply:os.system [id]\n"}, {("open.yaml", "yaml")}),
    "no mapping": ({"list": "- a\n- b\n"}, {("list.yaml", "yaml.kind")}),
    "a day that is none": ({"open": town.OPEN.replace("2026-01-01", "2026-02-30", 1)}, {("open.yaml", "schema.format")}),
    "a zero byte": ({"open": town.OPEN + "note: a\x00b\n"}, {("open.yaml", "yaml")}),
}  # fmt: skip


@pytest.fixture(autouse=True)
def _no_boot(monkeypatch):
    """The tests' database is already there."""
    monkeypatch.setattr("tongban.config.boot.boot", lambda **_more: False)


@pytest.fixture
def put(tmp_path):
    """Write the town's files, some of them changed, and return the directory."""

    def write(**changes):
        for name, text in town.texts().items():
            (tmp_path / name).write_text(text, encoding="utf-8")
        for name, said in changes.items():
            raw = said if isinstance(said, bytes) else said.lstrip().encode()
            (tmp_path / f"{name}.yaml").write_bytes(raw)
        return tmp_path

    return write


@pytest.fixture
def run(monkeypatch):
    """Run a command; return its code and what it says to programs."""

    def command(*words):
        said = []
        monkeypatch.setattr(output, "emit", lambda made, *_: said.append(made))
        return main([str(word) for word in words]), said[-1]

    return command


def nothing_published():
    return not (catalogue.revision() or catalogue.open_drafts(actor=SYSTEM))


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_by_name_and_nothing_is_published(name, put, run):
    changes, expected = REFUSED[name]
    path = put(**changes)
    code, said = run("publish", path)
    assert code == output.BAD_INPUT
    assert {(one["file"], one["rule"]) for one in said["errors"]} == expected
    assert all(one["message"] and one["line"] >= 1 for one in said["errors"])
    assert nothing_published()
    assert run("check", path, "--alone")[0] == output.FOUND
    assert run("publish", path, "--at", "2030-01-01T08:00")[0] == output.BAD_INPUT
    assert nothing_published()


def test_everything_that_is_wrong_is_told_at_once(put, run):
    code, said = run("publish", put(
        empty="", laughs=LAUGHS, open=town.OPEN.encode("gb18030"),
        event=town.EVENT.replace("lead: INN", "lead: 1"), fact_age="fact: age\nversion: 2026\nname: 年龄\n",
    ))  # fmt: skip
    assert code == output.BAD_INPUT
    assert {one["file"] for one in said["errors"]} == {
        "empty.yaml", "laughs.yaml", "open.yaml", "event.yaml", "fact_age.yaml"}  # fmt: skip
    assert nothing_published()


def test_a_name_nobody_defines_is_told_although_another_file_cannot_be_read(put, run):
    _, said = run("check", put(
        open=town.OPEN + "agency: FIRE\n", event=town.EVENT.replace("FIRE-CHECK", "FIRE-CHEK"),
    ), "--alone")  # fmt: skip
    assert {(one["file"], one["rule"]) for one in said["errors"]} == {
        ("open.yaml", "yaml"), ("event.yaml", "references.service")}  # fmt: skip


def test_an_id_that_cannot_be_one_is_told_how_ids_are_written(put, run):
    _, said = run("check", put(open=town.OPEN.replace("service: ", "service: ../ x", 1)), "--alone")
    (wrong,) = (one["message"] for one in said["errors"] if one["rule"] == "schema.pattern")
    assert "字母、数字" in wrong
    assert "^" not in wrong


def test_a_fee_below_nothing_is_refused(put, run):
    _, said = run("check", put(open=town.OPEN.replace("amount: 0", "amount: -12")), "--alone")
    assert [one["rule"] for one in said["errors"]] == ["schema.minimum"]


READ = {
    "a mark at the beginning": {"open": b"\xef\xbb\xbf" + town.OPEN.lstrip().encode()},
    "lines that end as in Windows": {"open": town.OPEN.lstrip().replace("\n", "\r\n").encode()},
    "full-width digits in a text": {"open": town.OPEN.replace("房屋照片", "房屋照片\uff12张")},
    "rare characters": {"open": town.OPEN.replace("开客栈", "𠮷䶮客栈")},
}


@pytest.mark.parametrize("name", READ)
def test_what_can_be_meant_is_read(name, put, run):
    code, said = run("publish", put(**READ[name]))
    assert (code, said["errors"]) == (output.DONE, [])
    assert {"id": "INN-OPEN", "version": "2026-01-01"} in said["published"]


def test_links_in_circles_and_pipes_hold_nobody_up(put, run):
    path = put()
    (path / "loop.yaml").symlink_to("loop.yaml")
    (path / "round").symlink_to(path)
    os.mkfifo(path / "pipe.yaml")
    code, said = run("publish", path)
    assert code == output.BAD_INPUT
    assert {(one["file"], one["rule"]) for one in said["errors"]} == {
        ("loop.yaml", "files.unreadable"), ("pipe.yaml", "yaml.kind")}  # fmt: skip
    assert nothing_published()


def test_a_dry_run_tells_changes_and_findings_and_publishes_nothing(put, run):
    assert run("publish", put())[0] == output.DONE
    code, said = run("publish", put(open=town.OPEN.replace("days: 5", "days: 3")), "--dry-run")
    assert code == output.DONE
    assert [one["en"] for one in said["changes"][0]["differences"]] == ["promised days: 5 → 3"]
    assert (said["unchanged"], catalogue.revision()) == (len(town.texts()), 1)


def test_history_roll_back_and_withdrawal_speak_to_programs(put, run):
    run("publish", put())
    run("publish", put(open=town.OPEN.replace("days: 5", "days: 3")), "--note", "缩短")
    code, said = run("roll-back")
    assert (code, said["revision"], said["back_to"], said["changed"]) == (output.DONE, 3, 1, 1)
    acts = [(one["act"], one["note"]) for one in run("history")[1]["revisions"]]
    assert acts == [("roll_back", ""), ("publish", "缩短"), ("publish", "")]
    code, said = run("withdraw", "FIRE-CHECK", "--until", "2026-12-31")
    assert (code, said["errors"][0]["rule"]) == (output.BAD_INPUT, "references.service")
    assert run("withdraw", "P-INN", "--until", "2026-12-31")[0] == output.DONE
    assert run("history", "P-INN")[1]["versions"][0]["until"] == "2026-12-31"


def test_a_publication_can_be_put_off(put, run):
    code, said = run("publish", put(), "--at", "2030-01-01T08:00", "--note", "新年起")
    assert (code, said["scheduled"]) == (output.DONE, "2030-01-01T08:00:00+08:00")
    assert not catalogue.revision()


def test_a_time_that_is_none_is_refused(put, capsys):
    assert main(["publish", str(put()), "--at", "morgen"]) == output.BAD_INPUT
    assert "morgen" in capsys.readouterr().err
