"""The city could be spread over several servers by shard: the schema and the statements fit."""

import re
from datetime import date

import pytest
from django.db import connection

from tests.routers import unrouted
from tongban.cli.simulation.story import tell_story
from tongban.config import sharding

TODAY = date(2026, 11, 20)
pytestmark = pytest.mark.django_db

# Looked for on every server, each for a reason; everything else a story runs goes to one.
EVERYWHERE = {
    "from ledger_outbox": "the worker takes what waits; on a cluster it locks a shard at a time",
    "from ledger_task t": "an agency's inbox is over everybody who applied",
    "from exchange_sending where due_at": "what is due to be sent, as what waits",
    "from exchange_trade where next_at": "payments that are due, as what waits",
    "from ledger_task": "clocks that have run out, as what waits",
    "delete from ledger_outbox o": "what a worker has settled, by shard and key",
    "where s.kind = $1 and s.status": "lists over everybody, as of alarms and drafts",
    "exchange_leaf": "the log takes in everybody's leaves, in one order",
    "as w(shard": "facts of several people in one statement, by shard and key",
    "as w(shard, subject": "the same, for what is held of them",
    "p_shards": "the same, inside the function that notes the reading",
}


def test_nothing_in_the_schema_stands_in_the_way():
    assert sharding.faults() == []


def test_what_is_somebodys_is_distributed_and_the_rest_is_not():
    found = sharding.layout()
    assert {"ledger_event", "ledger_stream", "facts_statement"} <= set(found.distributed)
    assert {"catalogue_definition", "agencies_agency", "django_session"} <= set(found.local)


def test_a_key_without_the_shard_is_named():
    with connection.cursor() as cursor:
        cursor.execute("create table somebodys (shard smallint, id bigint primary key)")
    assert [(one.table, one.what) for one in sharding.faults()] == [
        ("somebodys", "the unique index somebodys_pkey does not contain the shard")
    ]


def test_every_statement_of_a_life_event_goes_to_one_place(published):
    distributed = frozenset(sharding.layout().distributed)
    forget_statements()
    tell_story(published, ("LE-BIRTH",), today=TODAY)
    found = {text: unrouted(text, distributed) for text in statements(distributed)}
    assert len(found) > 30
    lost = [text for text, tables in found.items() if tables and not reason(text)]
    assert lost == []


def test_a_statement_without_the_shard_is_seen():
    assert unrouted(
        "select 1 from ledger_stream s where s.number = $1", frozenset(["ledger_stream"])
    )


def reason(text):
    return next((why for part, why in EVERYWHERE.items() if part in text), None)


def forget_statements():
    with connection.cursor() as cursor:
        cursor.execute("create extension if not exists pg_stat_statements")
        cursor.execute(
            "select pg_stat_statements_reset(0, oid, 0) from pg_database"
            " where datname = current_database()"
        )


def statements(distributed):
    """What this database has run since, with values as $1, where a distributed table is in it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select query from pg_stat_statements s join pg_database d on d.oid = s.dbid"
            " where d.datname = current_database()"
        )
        texts = [re.sub(r"\s+", " ", text) for (text,) in cursor.fetchall()]
    named = re.compile(rf"\b({'|'.join(distributed)})\b")
    return [
        text for text in texts
        if named.search(text) and re.match(r"(?i)\(?(with|select|insert|update|delete)", text)
    ]  # fmt: skip
