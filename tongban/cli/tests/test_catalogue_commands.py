"""The commands print what cli.md fixes, and leave nothing half-written behind."""

import json

import pytest

from tongban.catalogue.tests import tiny, town
from tongban.cli import main

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_boot(monkeypatch):
    """The tests' database is already there."""
    monkeypatch.setattr("tongban.config.boot.boot", lambda **_more: False)


@pytest.fixture
def items(tmp_path):
    """Write an item directory and return it."""

    def write(**changes):
        place = tmp_path / "items"
        place.mkdir(exist_ok=True)
        for name, raw in tiny.directory(**changes).items():
            (place / name).write_bytes(raw)
        return place

    return write


def run(capsys, *words):
    code = main([str(word) for word in words] + ["--json"])
    out = capsys.readouterr().out
    return code, json.loads(out)


def test_import_prints_its_counts_and_writes_the_files(items, tmp_path, capsys):
    out = tmp_path / "out"
    code, said = run(capsys, "import", items(), "--out", out)
    counts = {key: said[key] for key in ("services", "life_events", "licences", "policies")}
    assert code == 0
    assert counts == {"services": 1, "life_events": 1, "licences": 2, "policies": 1}
    assert (out / "TEA" / "TEA-STALL.yaml").read_text("utf-8").startswith("service: TEA-STALL")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["items", "out"]


def test_what_import_writes_can_be_published(items, tmp_path, capsys):
    run(capsys, "import", items(), "--out", tmp_path / "out")
    code, said = run(capsys, "check", tmp_path / "out")
    assert (code, said["errors"]) == (0, [])
    code, said = run(capsys, "publish", tmp_path / "out")
    assert code == 0
    assert {"id": "TEA-STALL", "version": said["published"][-1]["version"]} in said["published"]
    code, said = run(capsys, "publish", tmp_path / "out")
    assert (code, said["published"]) == (0, [])


def test_import_with_an_error_prints_json_and_writes_nothing(items, tmp_path, capsys):
    out = tmp_path / "out"
    code, said = run(capsys, "import", items(services=b"nonsense"), "--out", out)
    assert code == 2
    assert said["errors"][0].keys() >= {"file", "line", "field", "message"}
    assert not out.exists()


def test_import_does_not_overwrite_what_was_completed_by_hand(items, tmp_path, capsys):
    out = tmp_path / "out"
    run(capsys, "import", items(), "--out", out)
    file = out / "TEA" / "TEA-STALL.yaml"
    file.write_text(file.read_text("utf-8") + "note: 手工补充\n", encoding="utf-8")
    code, said = run(capsys, "import", items(), "--out", out)
    assert code == 2
    assert [error["file"] for error in said["errors"]] == [str(file)]
    assert "手工补充" in file.read_text("utf-8")
    code, said = run(capsys, "import", items(), "--out", out, "--force")
    assert code == 0
    assert "手工补充" not in file.read_text("utf-8")


def test_importing_the_same_twice_changes_nothing(items, tmp_path, capsys):
    run(capsys, "import", items(), "--out", tmp_path / "out")
    assert run(capsys, "import", items(), "--out", tmp_path / "out")[0] == 0


def test_import_finds_the_rest_in_what_is_published(items, tmp_path, capsys):
    run(capsys, "import", items(), "--out", tmp_path / "out")
    run(capsys, "publish", tmp_path / "out")
    more = tmp_path / "more"
    more.mkdir()
    (more / "services.jsonl").write_bytes(tiny.line(id="TEA-HOUSE"))
    assert run(capsys, "import", more, "--out", tmp_path / "second")[0] == 0
    (more / "services.jsonl").write_bytes(tiny.line(id="TEA-HOUSE", downstream_items=["NO"]))
    code, said = run(capsys, "import", more, "--out", tmp_path / "third")
    assert (code, [error["field"] for error in said["errors"]]) == (2, ["downstream_items[0]"])


def test_import_of_a_place_that_is_not_there_is_an_error_in_json(tmp_path, capsys):
    code, said = run(capsys, "import", tmp_path / "nowhere", "--out", tmp_path / "out")
    assert (code, len(said["errors"])) == (2, 1)


def test_check_finds_and_says_so_by_its_exit_code(tmp_path, capsys):
    for name, text in town.texts(event=town.EVENT.replace("FIRE-CHECK", "NO")).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    code, said = run(capsys, "check", tmp_path)
    assert code == 1
    assert said["errors"][0].keys() >= {"file", "line", "field", "rule", "message"}
    code, said = run(capsys, "publish", tmp_path)
    assert (code, said["published"], len(said["errors"])) == (2, [], 1)


def test_check_speaks_to_people_too(tmp_path, capsys):
    for name, text in town.texts().items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert main(["check", str(tmp_path)]) == 0
    assert "0 errors" in capsys.readouterr().out


@pytest.mark.parametrize("command", ["check", "publish"])
@pytest.mark.parametrize("there", [False, True])
def test_a_place_without_definitions_is_bad_input_in_json(command, there, tmp_path, capsys):
    place = tmp_path / "place"
    if there:
        place.mkdir()
    assert main([command, str(place), "--json"]) == 2
    said = capsys.readouterr()
    assert [one["file"] for one in json.loads(said.out)["errors"]] == [str(place)]
    assert said.err.count("\n") == 1
