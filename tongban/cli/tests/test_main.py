"""The command line itself: help, bad input in one sentence, exit codes."""

import json
import socket
import subprocess
import sys

import pytest

from tongban.cli import main, output
from tongban.cli.commands import serve


@pytest.fixture
def clock_file(tmp_path):
    path = tmp_path / "clock.json"

    def write(**given):
        path.write_text(json.dumps(given), encoding="utf-8")
        return str(path)

    return write


def test_help_lists_every_command(capsys):
    assert main(["--help"]) == 0
    said = capsys.readouterr().out
    for name in ("serve", "worker", "migrate", "clock", "doctor", "import"):
        assert f"\n  {name} " in said


def test_nothing_asked_shows_the_help_and_fails(capsys):
    assert main([]) == 2
    assert "usage:" in capsys.readouterr().out


def test_a_misspelt_command_is_told_the_right_one(capsys):
    assert main(["clokc"]) == 2
    assert "Did you mean: tongban clock?" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["__init__", "../output", "import-", "a.b", ""])
def test_what_is_no_command_is_no_file_either(name, capsys):
    assert main([name]) == 2
    assert "There is no command" in capsys.readouterr().err


def test_every_command_explains_itself(capsys):
    from tongban.cli import _names

    for name in _names():
        assert main([name, "--help"]) == 0
        assert "--json" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["serve", "--port", "99999"], "is not a port from 1 to 65535"),
        (["serve", "--port", "x"], "is not a port"),
        (["clock"], "the following arguments are required: file"),
        (["clock", "/no/such/file"], "No such file"),
        (["worker", "--batch", "0"], "from 1 to 1000"),
        (["bench", "nothing"], "There is no bench 'nothing'"),
    ],
)
def test_bad_input_is_one_sentence_and_exit_2(words, said, capsys):
    assert main(words) == 2
    found = capsys.readouterr()
    assert said in found.err
    assert (found.out, found.err.count("\n")) == ("", 1)


def test_a_clock_prints_what_scripts_read(clock_file, capsys):
    path = clock_file(
        start="2026-04-13", days=3, unit="working_day", today="2026-04-16",
        pauses=[{"from": "2026-04-14", "to": "2026-04-15"}], extensions=[],
    )  # fmt: skip
    assert main(["clock", path, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found.pop("explanation")
    assert found == {"due": "2026-04-20", "days_used": 1, "days_left": 2, "overdue": False}


def test_a_clock_speaks_both_languages(clock_file, capsys):
    path = clock_file(start="2026-04-13", days=1, today="2026-04-13")
    main(["clock", path, "--language", "zh"])
    assert "最后一天是 2026 年 4 月 14 日" in capsys.readouterr().out
    main(["clock", path, "--language", "en"])
    assert "The last day is Tuesday, 14 April 2026." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "start is a day"),
        ({"start": "2026-02-30"}, "start is a day like 2026-04-10, not '2026-02-30'"),
        ({"start": "2026-04-13", "days": "5", "today": "2026-04-13"}, "days is a whole number"),
        ({"start": "2026-04-13", "days": True, "today": "2026-04-13"}, "days is a whole number"),
        ({"start": "2026-04-13", "days": -1, "today": "2026-04-13"}, "cannot be negative"),
        ({"start": "2026-04-13", "days": 1, "today": "2026-04-13", "unit": "week"}, "not in week"),
        ({"start": "2026-04-13", "days": 1, "today": "2026-04-13", "unit": []}, "not in []"),
        ({"start": "9999-12-30", "days": 9, "today": "9999-12-30"}, "after the year 9999"),
        ({"strat": "2026-04-13"}, "unknown field 'strat'"),
        ({"start": "2026-04-13", "days": 1, "today": "2026-04-13", "pauses": [1]}, "pauses[0]"),
        (
            {
                "start": "2026-04-13", "days": 1, "today": "2026-04-13",
                "pauses": [{"from": "2026-04-14", "to": "2026-04-13"}],
            },
            "before it starts",
        ),
    ],
)  # fmt: skip
def test_a_wrong_clock_names_the_field(given, said, clock_file, capsys):
    assert main(["clock", clock_file(**given)]) == 2
    assert said in capsys.readouterr().err


def test_a_clock_that_is_no_json_names_the_line(tmp_path, capsys):
    (tmp_path / "c").write_text('{"start":\n oops}')
    assert main(["clock", str(tmp_path / "c")]) == 2
    assert "line 2: this is no JSON" in capsys.readouterr().err


def test_a_taken_port_is_said(capsys):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert not serve.is_free("127.0.0.1", port)
        assert main(["serve", "--port", str(port)]) == 3
    assert f"Port {port} on 127.0.0.1 cannot be had" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("url", "code", "said"),
    [
        ("mysql://root@localhost/x", 3, "DATABASE_URL must look like"),
        ("postgresql://nobody@127.0.0.1:1/x", 3, "cannot be reached"),
    ],
)
def test_a_database_that_cannot_be_reached_is_said(url, code, said, tmp_path):
    import os

    environment = os.environ | {"DATABASE_URL": url, "TONGBAN_HOME": str(tmp_path)}
    command = [sys.executable, "-m", "tongban.cli", "migrate"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_help_and_pure_commands_never_wait_for_django():
    code = (
        "import sys; from tongban.cli import main; main(['--help']); main(['clock', '-', '--json']);"
        "assert 'django' not in sys.modules"
    )
    given = '{"start": "2026-04-13", "days": 1, "today": "2026-04-13"}'
    done = subprocess.run(
        [sys.executable, "-c", code], input=given, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.django_db
def test_the_doctor_names_what_is_missing(capsys, monkeypatch):
    # The server's own database has none of our tables.
    monkeypatch.setenv("TONGBAN_TEST_NAME", "postgres")
    assert main(["doctor", "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert not found["healthy"]
    assert {"what", "why", "mend"} == set(found["findings"][0])


@pytest.mark.django_db
def test_a_worker_asked_once_comes_back(capsys):
    assert main(["worker", "--once", "--json"]) == 0
    first = json.loads(capsys.readouterr().out)["handled"]  # what comes again and again was due
    assert main(["worker", "--once", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"handled": 0}, first


def test_people_read_an_outline(capsys):
    class Args:
        json = False

    output.emit({"a": 1, "b": {"c": ["x", "y"], "d": None}, "e": [{"f": True}]}, Args())
    assert capsys.readouterr().out == "a: 1\nb:\n  c: x、y\n  d: -\ne:\n  f: yes\n"


def test_an_unexpected_error_is_one_sentence(monkeypatch, capsys):
    from tongban.cli.commands import clock

    monkeypatch.setattr(clock, "run", lambda args: 1 / 0)
    assert main(["clock", "-"]) == 3
    assert capsys.readouterr().err.count("\n") == 1


def test_a_file_error_without_a_name_keeps_its_words(monkeypatch, capsys):
    from tongban.cli.commands import clock

    def lost(_args):
        raise FileNotFoundError("no such directory: /there/out.parquet")

    monkeypatch.setattr(clock, "run", lost)
    assert main(["clock", "-"]) == 2
    assert "/there/out.parquet" in capsys.readouterr().err
