"""The tables of the ledger and the function that writes them.

Every key carries the shard. No foreign keys, no triggers: the same statements run on a cluster
that is distributed by shard.
"""

from django.db import migrations, models

TABLES = """
create table ledger_event (
    shard smallint not null,
    stream bigint not null,
    seq integer not null,
    id bigint not null,
    type text not null,
    at timestamptz not null,
    actor jsonb not null,
    data jsonb not null,
    objects jsonb not null,
    schema smallint not null,
    primary key (shard, stream, seq)
);

-- Free space on each page keeps the updates of a head on its page (HOT).
create table ledger_stream (
    shard smallint not null,
    id bigint not null,
    kind text not null,
    version integer not null,
    status text not null,
    queue text,
    subject bigint not null,
    number text,
    label text not null,
    due date,
    attrs jsonb not null,
    created_at timestamptz not null,
    changed_at timestamptz not null,
    primary key (shard, id)
) with (fillfactor = 85);
create index ledger_stream_of on ledger_stream (subject, kind, id);
create index ledger_stream_at on ledger_stream (kind, queue, id);
create unique index ledger_stream_number on ledger_stream (number, shard) where number is not null;

-- Open tasks only: a closed one is deleted. Without a due date it is due at infinity, so that
-- one index gives the pages of a queue in order.
create table ledger_task (
    shard smallint not null,
    stream bigint not null,
    id bigint not null,
    queue text not null,
    kind text not null,
    due_at timestamptz not null,
    data jsonb not null,
    tries smallint not null default 0,
    retry_at timestamptz,
    error text not null default '',
    primary key (shard, stream, id)
);
create index ledger_task_due on ledger_task (queue, due_at, id);

-- The key begins with the event's id, which is ordered by time: it is the order of delivery too.
create table ledger_outbox (
    event bigint not null,
    listener text not null,
    shard smallint not null,
    stream bigint not null,
    seq integer not null,
    tries smallint not null default 0,
    retry_at timestamptz,
    error text not null default '',
    primary key (event, listener, shard)
);

create table ledger_counter (
    queue text not null,
    kind text not null,
    id bigint not null,
    delta integer not null,
    shard smallint not null,
    primary key (queue, kind, id, delta, shard)
);
"""

# One argument, an object of arrays; an array that has nothing to do is left out. What the events
# of one command share, actor and instant, stands once beside the arrays. A stream's id
# holds its shard, ten bits above the lowest twelve (kernel.ids). The row of the
# stream is the lock; the event's key is the second guard. What raises here takes everything back.
APPEND = """
create function append_v1(p jsonb)
returns void language plpgsql as $fn$
declare
    r record;
begin
    if p ? 'new' then
        insert into ledger_stream
        select ((s.id >> 12) & 1023)::smallint, s.id, s.kind, s.version, s.status, s.queue,
               s.subject, s.number, s.label, s.due, s.attrs, s.created_at, s.changed_at
        from jsonb_to_recordset(p -> 'new') as s(id bigint, kind text, version integer,
            status text, queue text, subject bigint, number text, label text, due date,
            attrs jsonb, created_at timestamptz, changed_at timestamptz);
    end if;
    if p ? 'moved' then
        for r in select * from jsonb_to_recordset(p -> 'moved') as s(id bigint,
            expected integer, version integer, has_head boolean, status text, queue text,
            subject bigint, number text, label text, due date, attrs jsonb,
            changed_at timestamptz)
        loop
            if r.has_head then
                update ledger_stream set version = r.version, status = r.status, queue = r.queue,
                    subject = r.subject, number = r.number, label = r.label, due = r.due,
                    attrs = r.attrs, changed_at = r.changed_at
                where shard = (r.id >> 12) & 1023 and id = r.id and version = r.expected;
            else
                update ledger_stream set version = r.version, changed_at = r.changed_at
                where shard = (r.id >> 12) & 1023 and id = r.id and version = r.expected;
            end if;
            if not found then
                raise exception 'the stream has moved on' using errcode = 'TB409';
            end if;
        end loop;
    end if;
    insert into ledger_event
    select ((e.stream >> 12) & 1023)::smallint, e.stream, e.seq, e.id, e.type,
           coalesce(e.at, (p ->> 'at')::timestamptz), coalesce(e.actor, p -> 'actor'),
           e.data, e.objects, coalesce(e.schema, 1)
    from jsonb_to_recordset(p -> 'events') as e(stream bigint, seq integer, id bigint,
        type text, at timestamptz, actor jsonb, data jsonb, objects jsonb, schema smallint);
    if p ? 'close' then
        for r in select * from jsonb_to_recordset(p -> 'close') as c(stream bigint,
            ids bigint[], kinds text[])
        loop
            with gone as (
                delete from ledger_task t
                where t.shard = (r.stream >> 12) & 1023 and t.stream = r.stream
                  and (t.id = any (r.ids) or t.kind = any (r.kinds))
                returning t.queue, t.kind, t.id, t.shard
            )
            insert into ledger_counter
            select g.queue, g.kind, g.id, -1, g.shard from gone g where g.queue <> 'clock';
        end loop;
    end if;
    if p ? 'open' then
        with opened as (
            insert into ledger_task (shard, stream, id, queue, kind, due_at, data)
            select ((o.stream >> 12) & 1023)::smallint, o.stream, o.id, o.queue, o.kind, coalesce(o.due_at, 'infinity'), o.data
            from jsonb_to_recordset(p -> 'open') as o(stream bigint, id bigint,
                queue text, kind text, due_at timestamptz, data jsonb)
            returning queue, kind, id, shard
        )
        insert into ledger_counter
        select o.queue, o.kind, o.id, 1, o.shard from opened o where o.queue <> 'clock';
    end if;
    if p ? 'outbox' then
        insert into ledger_outbox (event, listener, shard, stream, seq)
        select o.event, o.listener, ((o.stream >> 12) & 1023)::smallint, o.stream, o.seq
        from jsonb_to_recordset(p -> 'outbox') as o(event bigint, listener text,
            stream bigint, seq integer);
    end if;
end
$fn$;
"""

DROP = """
drop function append_v1;
drop table ledger_event, ledger_stream, ledger_task, ledger_outbox, ledger_counter;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.RunSQL(
            TABLES + APPEND,
            DROP,
            state_operations=[
                migrations.CreateModel(
                    name="EventRow",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("shard", models.SmallIntegerField()),
                        ("stream", models.BigIntegerField()),
                        ("seq", models.IntegerField()),
                        ("type", models.TextField()),
                        ("at", models.DateTimeField()),
                        ("actor", models.JSONField()),
                        ("data", models.JSONField()),
                        ("objects_touched", models.JSONField(db_column="objects")),
                        ("schema", models.SmallIntegerField()),
                    ],
                    options={"db_table": "ledger_event"},
                ),
                migrations.CreateModel(
                    name="StreamRow",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("shard", models.SmallIntegerField()),
                        ("kind", models.TextField()),
                        ("version", models.IntegerField()),
                        ("status", models.TextField()),
                        ("queue", models.TextField(null=True)),
                        ("subject", models.BigIntegerField()),
                        ("number", models.TextField(null=True)),
                        ("label", models.TextField()),
                        ("due", models.DateField(null=True)),
                        ("attrs", models.JSONField()),
                        ("created_at", models.DateTimeField()),
                        ("changed_at", models.DateTimeField()),
                    ],
                    options={"db_table": "ledger_stream"},
                ),
                migrations.CreateModel(
                    name="TaskRow",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("shard", models.SmallIntegerField()),
                        ("stream", models.BigIntegerField()),
                        ("queue", models.TextField()),
                        ("kind", models.TextField()),
                        ("due_at", models.DateTimeField()),
                        ("data", models.JSONField()),
                        ("tries", models.SmallIntegerField(default=0)),
                        ("retry_at", models.DateTimeField(null=True)),
                        ("error", models.TextField(default="")),
                    ],
                    options={"db_table": "ledger_task"},
                ),
                migrations.CreateModel(
                    name="OutboxRow",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "event", "listener", "shard", blank=True, editable=False,
                                primary_key=True, serialize=False,
                            ),
                        ),
                        ("event", models.BigIntegerField()),
                        ("listener", models.TextField()),
                        ("shard", models.SmallIntegerField()),
                        ("stream", models.BigIntegerField()),
                        ("seq", models.IntegerField()),
                        ("tries", models.SmallIntegerField(default=0)),
                        ("retry_at", models.DateTimeField(null=True)),
                        ("error", models.TextField(default="")),
                    ],
                    options={"db_table": "ledger_outbox"},
                ),
                migrations.CreateModel(
                    name="CounterRow",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "queue", "kind", "id", "delta", "shard", blank=True,
                                editable=False, primary_key=True, serialize=False,
                            ),
                        ),
                        ("queue", models.TextField()),
                        ("kind", models.TextField()),
                        ("id", models.BigIntegerField()),
                        ("delta", models.IntegerField()),
                        ("shard", models.SmallIntegerField()),
                    ],
                    options={"db_table": "ledger_counter"},
                ),
            ],
        ),
    ]
