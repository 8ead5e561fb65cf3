"""No role of the database but the room's own may read facts."""

from datetime import UTC, datetime

import psycopg
import pytest
from django.db import ProgrammingError, connection, transaction

from tongban.facts import api as facts
from tongban.facts import closing
from tongban.kernel.actors import SYSTEM, Purpose
from tongban.people import api as people

NOON = datetime(2026, 4, 10, 4, tzinfo=UTC)
PURPOSE = Purpose("case", "260410-0417-00231-4", "行政许可法 第三十一条", "办理落户时核对身份")
TABLES = ["statement", "read", "key", "log_key", "consent", "dispute", "pause", "act", "dataset"]


@pytest.fixture
def platform(db, test_server):
    """A connection of the platform's own role to the database of this test run."""
    name = connection.settings_dict["NAME"]
    told = f"host={test_server.socket} user={closing.PLATFORM} dbname={name}"
    with psycopg.connect(told, autocommit=True) as server:
        yield server


@pytest.mark.parametrize("table", TABLES)
def test_the_platforms_own_role_reads_no_table_of_facts(platform, table):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        platform.execute(f"select * from facts_{table}")  # noqa: S608
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        platform.execute(f"delete from facts_{table}")  # noqa: S608


def test_it_may_use_every_other_table(platform):
    shut = platform.execute(
        "select relname from pg_class c join pg_namespace n on n.oid = relnamespace"
        " where nspname = 'public' and relkind = 'r' and relname !~ '^(facts|oversight_log)_'"
        " and not has_table_privilege(c.oid, 'select, insert, update, delete')"
    ).fetchall()
    assert shut == []


def test_another_role_reads_neither_tables_nor_through_the_room(platform):
    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute("create role somebody nologin")
        cursor.execute("set local session authorization somebody")
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            cursor.execute("select * from facts_statement")
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            cursor.execute("set local role tongban_facts")
        transaction.set_rollback(True)


def test_what_comes_through_the_function_leaves_its_reading(platform, cast):
    me = people.register(number=cast.applicant.number, name="林晓舟", actor=SYSTEM)
    facts.record(me.id, {"phone": "138"}, source=facts.Source("person"), actor=SYSTEM, at=NOON)
    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute(f"set local session authorization {closing.PLATFORM}")
        found = facts.known(me.id, ["phone"], purpose=PURPOSE, actor=SYSTEM, at=NOON)
        assert found["phone"].value == "138"
        assert [each.kinds for each in facts.readers(me.id)] == [("phone",)]
        transaction.set_rollback(True)


def test_the_value_at_rest_is_not_there_to_be_read(cast, db):
    me = people.register(number=cast.applicant.number, name="林晓舟", actor=SYSTEM)
    facts.record(me.id, {"phone": "13812345678"}, source=facts.Source("person"), actor=SYSTEM)
    with connection.cursor() as cursor:
        cursor.execute("select s::text from facts_statement s")
        assert "13812345678" not in cursor.fetchone()[0]


def test_closing_again_changes_nothing(db):
    assert closing.close(connection.connection)
    assert not facts.closed()  # a test logs in as the owner, and doctor would say so


@pytest.fixture
def one_user(test_server):
    """A server as somebody else runs it: one user who owns a database, and no superuser."""
    with psycopg.connect(test_server.conninfo(), autocommit=True) as server:
        for what in ("database one_city", "role one_user", "role one_room"):
            server.execute(f"drop {what.split()[0]} if exists {what.split()[1]}")
        server.execute("create role one_user login createrole")
        server.execute("create database one_city owner one_user template template0")
        told = f"host={test_server.socket} user=one_user dbname=one_city"
        with psycopg.connect(told, autocommit=True) as theirs:
            theirs.execute("grant all on schema public to one_user")
            theirs.execute("create table facts_thing (id int)")
            yield theirs
        server.execute("alter role one_user nocreaterole")
        server.execute("drop database one_city with (force)")
        server.execute("drop role one_user, one_room")


def test_with_one_user_alone_the_tables_are_closed_as_far_as_the_server_lets(one_user):
    assert closing.close(one_user, role="one_room")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        one_user.execute("select * from facts_thing")
    closing.open_(one_user, role="one_room")
    one_user.execute("alter table facts_thing add column value int")
    closing.close(one_user, role="one_room")
    with one_user.transaction():
        one_user.execute("set local role one_room")
        assert one_user.execute("select value from facts_thing").fetchall() == []


def test_a_server_that_lets_no_role_be_made_leaves_them_open_and_says_so(one_user, test_server):
    with psycopg.connect(test_server.conninfo(), autocommit=True) as server:
        server.execute("create role one_room")
        server.execute("alter role one_user nocreaterole")
    found = closing.close(one_user, role="one_room_more")
    assert not found
    assert "permission denied" in found.reason
    assert one_user.execute("select * from facts_thing").fetchall() == []
