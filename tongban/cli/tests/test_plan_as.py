"""`plan --as`: the resident's holdings decide, and looking leaves a row they can see."""

import json

import pytest
from django.apps import apps

from tongban.cli import main


@pytest.fixture(autouse=True)
def _no_boot(monkeypatch):
    """The tests' database is already there."""
    monkeypatch.setattr("tongban.config.boot.boot", lambda **_more: False)


@pytest.fixture(scope="module")
def published(django_db_setup, django_db_blocker):
    from tests import staffing

    with django_db_blocker.unblock():
        yield staffing.publish()
        staffing.forget()


@pytest.fixture
def resident(db, published, cast):
    from tests import staffing

    staffing.staff()
    return staffing.settle(cast.applicant, published)


def rows():
    """How many rows each table has."""
    models = [model for model in apps.get_models() if model._meta.app_label.startswith("tongban_")]
    return {model._meta.db_table: model._default_manager.count() for model in models}


def test_a_plan_for_a_resident_asks_nothing_the_state_holds_of_them(resident, cast, capsys):
    assert main(["plan", "RS-PENSION", "--as", cast.applicant.number, "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    held = {one["fact"]: one["source"] for one in made["facts"]["held"]}
    assert held["applicant.birth"] == "derived"
    assert {"applicant.name", "applicant.idno"} <= set(held)


def test_looking_leaves_rows_of_the_look_and_nothing_else(resident, cast, capsys):
    before = rows()
    assert main(["plan", "LE-RETIRE", "--as", cast.applicant.number, "--json"]) == 0
    changed = {table for table, count in rows().items() if count != before[table]}
    assert changed == {"facts_read"}


def test_a_number_with_a_wrong_check_digit_is_bad_input(published, db, cast, capsys):
    number = cast.applicant.number
    wrong = number[:-1] + ("1" if number[-1] != "1" else "2")
    assert main(["plan", "LE-RETIRE", "--as", wrong]) == 2
    assert wrong not in capsys.readouterr().err


def test_somebody_who_does_not_live_here_is_bad_input(published, db, cast, capsys):
    assert main(["plan", "LE-RETIRE", "--as", cast.stranger.number]) == 2
    assert capsys.readouterr().err


@pytest.mark.parametrize("command", ["plan", "story"])
def test_an_empty_number_is_bad_input_and_not_nobody(published, db, capsys, command):
    assert main([command, "LE-RETIRE", "--as", "", "--json"]) == 2
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
