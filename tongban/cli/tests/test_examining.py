"""The doctor says what is wrong, why it matters and how it is mended, for every usual fault."""

from datetime import UTC, datetime, timedelta

import pytest

from tongban.cli.examining import machine, outward, safekeeping
from tongban.cli.installing.writing import self_signed


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
