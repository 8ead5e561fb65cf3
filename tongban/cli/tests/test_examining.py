"""The doctor says what is wrong, why it matters and how it is mended, for every usual fault."""

import os
from datetime import UTC, datetime, timedelta

import pytest

from tongban.cli.examining import machine, outward, safekeeping
from tongban.cli.installing.writing import self_signed
from tongban.config.continuous import erased, places, sealed


@pytest.fixture
def etc(tmp_path):
    """The machine's folder of the city, with a certificate of its own and its key."""
    (tmp_path / "tls").mkdir()
    (tmp_path / "secrets").mkdir()
    certificate, key = self_signed(("city.example",))
    (tmp_path / "tls" / "certificate.pem").write_text(certificate)
    (tmp_path / "tls" / "key.pem").write_text(key)
    (tmp_path / "tls" / "key.pem").chmod(0o600)
    return tmp_path


def whats(found):
    found = list(found)
    assert all(set(one) == {"what", "why", "mend"} and all(one.values()) for one in found)
    return " ".join(one["what"] for one in found)


def test_a_certificate_that_ends_soon_is_named_before_it_does(etc):
    assert "signed by itself" in whats(machine.certificates(etc))
    soon = datetime.now(UTC) + timedelta(days=80)
    assert "ends in 9 days" in whats(machine.certificates(etc, at=soon))


def test_a_key_that_others_can_read_is_named(etc):
    assert whats(machine.secrets_modes(etc)) == ""
    (etc / "tls" / "key.pem").chmod(0o644)
    assert "key.pem can be read by others" in whats(machine.secrets_modes(etc))


@pytest.mark.django_db
def test_a_sound_machine_is_left_in_peace():
    assert whats(machine.clock()) == ""
    assert whats(outward.providers()) == ""


@pytest.mark.django_db
def test_more_connections_than_the_database_takes_are_named(monkeypatch):
    monkeypatch.setenv("TONGBAN_SERVERS", ",".join(str(port) for port in range(8001, 8041)))
    assert "the database takes" in whats(machine.connections())


def test_a_replica_that_does_not_answer_is_named(monkeypatch):
    monkeypatch.setenv("TONGBAN_REPORTS_URL", "postgresql://nobody@127.0.0.1:1/none")
    assert "does not answer" in whats(safekeeping.replica())


@pytest.fixture
def older(tmp_path, monkeypatch):
    """A city that was set up some days ago, in a home of its own."""
    monkeypatch.setenv("TONGBAN_HOME", str(tmp_path))
    monkeypatch.delenv("TONGBAN_BACKUPS", raising=False)
    (tmp_path / "secret").write_text("x")
    ago = (datetime.now(UTC) - timedelta(days=3)).timestamp()
    os.utime(tmp_path / "secret", (ago, ago))
    return tmp_path


def test_a_city_without_a_key_for_its_backups_is_named_until_it_has_one(older):
    assert "no key that backups are sealed to" in whats(safekeeping.key())
    sealed.new_pair(older / "private", places.public_key())
    assert whats(safekeeping.key()) == ""


def test_a_list_of_erased_keys_that_somebody_changed_is_named(older):
    erased.note(NothingErased())
    assert whats(safekeeping.erasures()) == ""
    erased.file().write_bytes(b"1 1\n" + erased.file().read_bytes())
    assert "not as this city signed it" in whats(safekeeping.erasures())


def test_a_newest_backup_of_a_release_that_did_not_sign_is_named(older):
    (places.backups() / "base-1.sealed").write_bytes(b"TONGBAN-SEALED-1\n")
    assert "base-1.sealed, is not signed" in whats(safekeeping.signed())
    (places.backups() / "base-1.sealed").write_bytes(b"TONGBAN-SEALED-2\n")
    assert whats(safekeeping.signed()) == ""


class NothingErased:
    """A connection to a city in which nothing was erased yet."""

    def execute(self, *_):
        return self

    def fetchall(self):
        return []


@pytest.mark.django_db
def test_a_log_that_nobody_follows_is_named_and_so_is_one_that_piles_up(older, monkeypatch):
    sealed.new_pair(older / "private", places.public_key())
    monkeypatch.setattr(safekeeping, "_one", lambda *_: None)
    assert "is not laid beside the backups" in whats(safekeeping.following())
    monkeypatch.setattr(safekeeping, "_one", lambda *_: (True, 5 << 30))
    assert "keeps 5120 MB of its log for nobody" in whats(safekeeping.following())
    monkeypatch.setattr(safekeeping, "_one", lambda *_: (True, 0))
    assert whats(safekeeping.following()) == ""


@pytest.mark.django_db
def test_a_log_that_nobody_outside_vouches_for_is_named(settings):
    settings.LOG_COSIGNATURES = 1
    assert "Nobody outside witnesses the log" in whats(outward.witnesses())
    settings.LOG_COSIGNATURES = 0
    assert whats(outward.witnesses()) == ""
