"""tongban population: counts on standard output, how far it is on standard error."""

import json
import shutil

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tongban.cli import main

POLICY = "P-UNEMP-GD"
WORDS = ["population", "--definitions", "definitions/shared/policies", "--policies", POLICY]


@pytest.fixture
def people(tmp_path):
    path = tmp_path / "people.parquet"
    count = 40
    columns = {
        "person": list(range(count)), "paid_months": [12 + n for n in range(count)],
        "remaining": [False] * count, "involuntary": [True] * count, "registered": [True] * count,
        "min_wage": [200_000] * count, "place": ["东"] * 37 + ["西"] * 3,
    }  # fmt: skip
    pq.write_table(pa.table(columns), path)
    return path


def test_the_command_prints_counts_and_progress_apart(people, tmp_path, capsys):
    code = main([*WORDS, "--people", str(people), "--out", str(tmp_path / "o.parquet"), "--json"])
    said = capsys.readouterr()
    made = json.loads(said.out)
    assert code == 0
    assert (made["persons"], made["granted"], made["unknown"]) == (40, {POLICY: 40}, {POLICY: 0})
    assert {"seconds", "peak_mb"} <= made.keys()
    assert "people: 40 of 40" in said.err


def test_the_command_refuses_a_bad_file_in_one_sentence(tmp_path, capsys):
    path = tmp_path / "people.parquet"
    pq.write_table(pa.table({"person": [1]}), path)
    code = main([*WORDS, "--people", str(path), "--out", str(tmp_path / "o.parquet")])
    said = capsys.readouterr()
    assert (code, said.out) == (2, "")
    assert said.err.count("\n") == 1
    assert "people.parquet" in said.err


def test_the_command_compares_with_a_draft_and_hides_small_groups(people, tmp_path, capsys):
    draft = tmp_path / "draft"
    shutil.copytree("definitions/shared/policies", draft)
    file = draft / f"{POLICY}.yaml"
    text = file.read_text("utf-8")
    file.write_text(text.replace("累计缴费月数 ≥ 12 月", "累计缴费月数 ≥ 24 月"), "utf-8")
    words = [*WORDS, "--people", str(people), "--compare", str(draft), "--by", "place", "--json"]
    assert main(words) == 0
    (change,) = json.loads(capsys.readouterr().out)["changes"]
    assert (change["total"]["lose"], change["total"]["before"]) == (12, 40)
    assert set(change["groups"]["place"]["西"].values()) == {None}
