"""The ground under the tests and the server we start."""

import socket

import pytest
from django.db import connection

from conftest import OutsideWorldError


@pytest.mark.django_db
def test_the_database_knows_which_bytes_are_letters():
    with connection.cursor() as cursor:
        cursor.execute("create extension if not exists pg_trgm")
        cursor.execute("select show_trgm('昆明市')")
        assert len(cursor.fetchone()[0]) == 4


@pytest.mark.django_db
def test_the_database_speaks_utc_and_compiles_nothing():
    with connection.cursor() as cursor:
        cursor.execute("select current_setting('timezone'), current_setting('jit')")
        assert cursor.fetchone() == ("UTC", "off")


def test_a_test_cannot_reach_the_outside_world():
    with socket.socket() as somewhere, pytest.raises(OutsideWorldError):
        somewhere.connect(("192.0.2.1", 80))
