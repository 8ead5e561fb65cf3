"""A server that somebody else put behind our socket is none of ours; settings hold behind TLS."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tongban.config import postgres

ROOT_ONLY = pytest.mark.skipif(os.geteuid() != 0, reason="only root can act as somebody else")
STRANGER = 64_999


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A home whose path is too long, so that its socket lies where anybody may write."""
    monkeypatch.setattr(postgres, "_ANYBODYS", tmp_path)
    around = tmp_path / "tongban-1000"
    place = postgres.Cluster(tmp_path / "home", around / "tongban-abc")
    place.socket.mkdir(parents=True)
    return place


@ROOT_ONLY
@pytest.mark.parametrize("taken", ["socket", "around"])
def test_a_directory_of_somebody_else_is_not_connected_to(place, taken, monkeypatch):
    import psycopg

    connected = []
    monkeypatch.setattr(psycopg, "connect", lambda *a, **k: connected.append(a))
    there = {"socket": place.socket, "around": place.socket.parent}[taken]
    os.chown(there, STRANGER, STRANGER)
    assert not postgres.answers(place)
    assert connected == []


@ROOT_ONLY
def test_nor_is_one_behind_a_link_that_can_be_turned(place, tmp_path):
    real = tmp_path / "real"
    place.socket.parent.rename(real)
    place.socket.parent.symlink_to(real)
    os.chown(place.socket.parent, STRANGER, STRANGER, follow_symlinks=False)
    assert not postgres.answers(place)


def test_the_directory_around_the_socket_is_closed_like_it(tmp_path, monkeypatch):
    monkeypatch.setattr(postgres, "_ANYBODYS", tmp_path)
    place = postgres.Cluster(tmp_path / "home", tmp_path / "tongban-1000" / "tongban-abc")
    me = postgres._Owner(os.geteuid(), os.getegid())
    postgres._make_directories(place, me)
    for directory in (place.base, place.socket.parent, place.socket):
        assert directory.stat().st_mode & 0o777 == 0o700


def told(**environment):
    """Run Django's own check of a deployment, and print what the cookies are called."""
    code = (
        "import django; django.setup()\n"
        "from django.conf import settings as s\n"
        "from django.core.management import call_command\n"
        "call_command('check', deploy=True, fail_level='WARNING')\n"
        "print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.DEBUG)\n"
    )
    home = os.environ["TONGBAN_HOME"]
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "tongban.config.settings"} | environment
    env.pop("TONGBAN_MODE", None)
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=env | {"TONGBAN_HOME": home},
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout.split(), done.stderr


def test_behind_https_nothing_is_left_to_warn_about():
    code, said, errors = told(TONGBAN_HTTPS="1")
    assert code == 0, errors
    assert said[-4:] == ["__Host-tongban_session", "__Host-tongban_csrf", "True", "False"]
