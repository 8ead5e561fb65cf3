"""A finished case is packed so that it proves itself, kept by law, and destroyed by two."""

import json
import subprocess
import sys
import warnings
import zipfile
from datetime import date, timedelta

import pytest

from tongban.cases.archiving import api as archiving
from tongban.cases.archiving.models import ArchiveRow
from tongban.cases.archiving.packing import _plain
from tongban.cases.tests import village as v
from tongban.cases.tests.test_migrating import gift
from tongban.kernel.actors import Actor

NIGHT = v.AT + timedelta(days=2)
FIRST, SECOND = Actor("officer", 11, "甲"), Actor("officer", 12, "乙")


@pytest.fixture
def packed(village, home):
    """A case that was granted and packed the night after; where its package lies."""
    case = gift(village)
    v.grant(village, case)
    v.settle_all()
    assert archiving.pack_waiting(NIGHT) == 1
    return home / archiving.archive(case.number).path


def test_notes_of_officers_go_with_the_file(village, home):
    from tongban.cases.models import FileNoteRow
    from tongban.kernel import ids

    case = gift(village)
    FileNoteRow.objects.create(
        id=ids.new(ids.shard_of(case.id)), shard=ids.shard_of(case.id), case=case.id,
        words="已与派出所核对", at=v.AT, by=FIRST.to_json(),
    )  # fmt: skip
    v.grant(village, case)
    v.settle_all()
    archiving.pack_waiting(NIGHT)
    with zipfile.ZipFile(home / archiving.archive(case.number).path) as package:
        said = json.loads(package.read("notes.json"))
    assert [(one["by"], one["words"]) for one in said] == [("甲", "已与派出所核对")]
    assert archiving.verify_archive(case.number) == []


def number(path):
    return path.stem


def alone(path, *trusted):
    """Run the verifier that lies in the package, in a Python that has nothing of ours."""
    with zipfile.ZipFile(path) as package:
        place = path.parent / "verify.py"
        place.write_bytes(package.read("verify.py"))
    command = [sys.executable, "-I", str(place), str(path), *map(str, trusted)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def change(path, name, content):
    """Put another content in one file of a package."""
    with zipfile.ZipFile(path) as package:
        kept = {one: package.read(one) for one in package.namelist()}
    with zipfile.ZipFile(path, "w") as package:
        for one, old in (kept | {name: content}).items():
            package.writestr(one, old)


def test_a_package_has_everything_and_proves_it_alone(packed):
    with zipfile.ZipFile(packed) as package:
        names, said = package.namelist(), json.loads(package.read("metadata.json"))
    assert {"events.jsonl", "manifest.json", "manifest.sig", "signer.pem"} <= set(names)
    assert any(name.startswith("papers/") for name in names)
    assert said["档号"] == number(packed)
    assert said["未核对"]
    done = alone(packed)
    assert (done.returncode, done.stdout.strip()) == (0, "whole")


def test_what_was_packed_before_a_key_changed_still_holds(packed, village):
    archiving.rotate_key()
    ArchiveRow.objects.update(packed_at=None)
    old = packed.read_bytes()
    archiving.pack_waiting(NIGHT)
    assert packed.read_bytes() != old
    packed.write_bytes(old)
    assert archiving.verify_archive(number(packed)) == []


@pytest.mark.parametrize("name", ["metadata.json", "events.jsonl", "manifest.json", "extra.txt"])
def test_whatever_is_changed_or_added_is_found(packed, name):
    change(packed, name, b'{"files": {}}')
    assert archiving.verify_archive(number(packed))
    assert alone(packed).returncode == 1


def test_a_file_that_lies_in_it_twice_is_found(packed):
    with warnings.catch_warnings(), zipfile.ZipFile(packed, "a") as package:
        warnings.simplefilter("ignore")
        package.writestr("metadata.json", package.read("metadata.json"))
    assert "twice" in archiving.verify_archive(number(packed))[0]


@pytest.mark.parametrize("name", ["../../etc/cron.d/x", "..\\x.exe", "C:x", "\x00a", "...", ""])
def test_what_somebody_called_a_file_leads_nowhere(name):
    plain = _plain(name)
    assert plain
    assert not set(plain) & set("/\\:\x00")
    assert not plain.startswith(".")


def test_a_package_of_a_key_that_is_not_ours_is_found(packed, home, tmp_path):
    other = tmp_path / "other.pem"
    other.write_text("-----BEGIN CERTIFICATE-----")
    assert alone(packed, other).returncode == 1


def due(packed, on=NIGHT):
    ArchiveRow.objects.update(keep_until=on.date())
    return number(packed)


def test_nothing_is_destroyed_before_its_time_or_while_it_is_held(packed):
    with pytest.raises(archiving.NotToBeDestroyed):
        archiving.propose_destruction([number(packed)], actor=FIRST, at=NIGHT)
    archiving.hold(due(packed), why="诉讼", actor=FIRST)
    assert archiving.due_for_destruction(NIGHT.date()) == []
    with pytest.raises(archiving.NotToBeDestroyed):
        archiving.propose_destruction([number(packed)], actor=FIRST, at=NIGHT)


def test_two_persons_destroy_and_a_signed_certificate_remains(
    packed, django_capture_on_commit_callbacks
):
    made = archiving.propose_destruction([due(packed)], actor=FIRST, at=NIGHT)
    with pytest.raises(archiving.NotToBeDestroyed):
        archiving.approve_destruction(made, actor=FIRST, at=NIGHT)
    with django_capture_on_commit_callbacks(execute=True):
        certificate, signature = archiving.approve_destruction(made, actor=SECOND, at=NIGHT)
    assert not packed.exists()
    assert signature
    assert json.loads(certificate)["档案"][0]["number"] == number(packed)
    assert archiving.archive(number(packed)).destroyed_at == NIGHT
    with pytest.raises(archiving.NotToBeDestroyed):
        archiving.approve_destruction(made, actor=SECOND, at=NIGHT)


def test_a_case_of_a_city_without_terms_is_kept_for_ever(packed):
    assert archiving.archive(number(packed)).keep_until is None
    assert archiving.due_for_destruction(date(2999, 1, 1)) == []
