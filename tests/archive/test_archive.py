"""`tongban archive`: a package is verified, a changed one told, a lost one refused, two destroy."""

import argparse
import json

import pytest
from django.db import connection

from tests import staffing
from tongban.cases.archiving import api as archiving
from tongban.cases.archiving.tests.test_archiving import NIGHT, change
from tongban.cases.tests import village as v
from tongban.cases.tests.test_migrating import gift
from tongban.cli.commands import archive
from tongban.kernel import time


@pytest.fixture
def packed(village, settings, tmp_path, monkeypatch):
    """A case that was granted and packed; where its package lies."""
    from tongban.config import boot

    settings.HOME = tmp_path
    monkeypatch.setattr(boot, "boot", lambda: None)
    monkeypatch.setattr(time, "now", lambda: NIGHT)
    v.grant(village, case := gift(village))
    v.settle_all()
    return case.number


def said(capsys, *typed):
    """Run the command; its exit and what it printed."""
    parser = argparse.ArgumentParser()
    archive.arguments(parser)
    parser.add_argument("--json", action="store_true")
    code = archive.run(parser.parse_args([*typed, "--json"]))
    out = capsys.readouterr().out
    return code, json.loads(out) if out.strip() else {}


def path(number):
    from django.conf import settings

    return settings.HOME / archiving.archive(number).path


def test_a_package_is_packed_verified_and_holds_after_the_key_has_changed(packed, capsys):
    assert said(capsys, "pack") == (0, {"packed": 1})
    assert said(capsys, "rotate")[0] == 0
    assert said(capsys, "verify", packed) == (0, {"verified": [packed], "faults": {}})


def test_a_changed_byte_is_told_and_a_lost_package_or_number_refused(packed, capsys):
    said(capsys, "pack")
    change(path(packed), "metadata.json", b"{}")
    code, made = said(capsys, "verify", packed)
    assert (code, list(made["faults"])) == (1, [packed])
    path(packed).unlink()
    assert said(capsys, "verify", packed)[0] == 2
    assert said(capsys, "show", "000000-0000-00000-0")[0] == 2


def test_two_officers_destroy_by_the_command(packed, capsys):
    said(capsys, "pack")
    with connection.cursor() as cursor:
        cursor.execute("update cases_archive set keep_until = %s", [NIGHT.date()])
    for name in ("jia", "yi"):
        staffing.officer(name, name, "head", "COIN")
    assert [one["number"] for one in said(capsys, "due")[1]["archives"]] == [packed]
    assert said(capsys, "propose", packed)[0] == 2  # nobody
    made = said(capsys, "propose", packed, "--as", "jia")[1]["list"]
    assert said(capsys, "approve", str(made), "--as", "jia")[0] == 2
    code, done = said(capsys, "approve", str(made), "--as", "yi")
    assert (code, bool(done["signature"])) == (0, True)
    assert said(capsys, "due", "--what", "demands") == (0, {"demands": []})
