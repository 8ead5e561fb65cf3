"""The registry's tables, the message log and the functions that write it.

What one call writes before it is made (the version of the registry it was judged by, its nonce, its
idempotency key, its counters, its intent, its leaf) is one function and one commit. The log is
partitioned by the day its ids were made in, so that retention drops partitions; what no day was
opened for lies in the default one.
"""

from django.db import migrations, models
import django.db.models.fields.composite

TABLES = """
create table exchange_call (
    shard smallint not null,
    id bigint not null,
    side varchar(4) not null,
    tx varchar(80) not null,
    client text not null,
    service text not null,
    purpose text not null,
    said jsonb not null,
    subject varchar(64) not null,
    leaf_key varchar(32) not null,
    at timestamptz not null,
    until timestamptz not null,
    visible_from date,
    primary key (shard, id)
) partition by range (id);
create table exchange_call_default partition of exchange_call default;
create index exchange_call_of on exchange_call (subject, id);
create index exchange_call_tx on exchange_call (tx);
create table exchange_outcome (
    shard smallint not null,
    id bigint not null,
    result varchar(12) not null,
    problem varchar(40) not null,
    status integer not null,
    response varchar(120) not null,
    ms integer not null,
    at timestamptz not null,
    body bytea,
    primary key (shard, id)
) partition by range (id);
create table exchange_outcome_default partition of exchange_outcome default;
create table exchange_leaf (
    shard smallint not null,
    id bigint not null,
    call bigint,
    kind varchar(12) not null,
    said text not null,
    place bigint,
    primary key (shard, id)
) with (fillfactor = 85);
create index exchange_leaf_waiting on exchange_leaf (id) where place is null;
create unique index exchange_leaf_place on exchange_leaf (place, shard) where place is not null;
create table exchange_seen (
    client varchar(280) not null,
    nonce varchar(200) not null,
    until timestamptz not null,
    primary key (client, nonce)
);
create index exchange_seen_until on exchange_seen (until);
create table exchange_once (
    client varchar(280) not null,
    key varchar(200) not null,
    digest varchar(120) not null,
    call bigint not null,
    until timestamptz not null,
    primary key (client, key)
);
create index exchange_once_until on exchange_once (until);
create table exchange_tally (
    scope varchar(200) not null,
    slot smallint not null,
    n bigint not null,
    until timestamptz not null,
    primary key (scope, slot)
) with (fillfactor = 70);
"""

# Says "ok", or what stops the call: "reload" (the registry has changed since it was judged),
# "replay.detected", "idempotency.conflict", "repeat:<call>", "limit:<index>". The side that asks
# ("out") has neither nonce nor counters.
INTEND = """
create function exchange_intend_v1(p jsonb)
returns text language plpgsql as $fn$
declare
    r record;
    found_call bigint;
    found_digest text;
    total bigint;
begin
    if (p ->> 'registry')::bigint is distinct from
       coalesce((select version from exchange_state where name = 'registry'), 0) then
        return 'reload';
    end if;
    if p ? 'nonce' then
        insert into exchange_seen (client, nonce, until)
        values (p ->> 'client', p ->> 'nonce', (p ->> 'nonce_until')::timestamptz)
        on conflict do nothing;
        if not found then
            return 'replay.detected';
        end if;
    end if;
    if p ? 'key' then
        select o.call, o.digest into found_call, found_digest from exchange_once o
        where o.client = p ->> 'client' and o.key = p ->> 'key' and o.until > now();
        if found then
            if found_digest = p ->> 'digest' then
                return 'repeat:' || found_call;
            end if;
            return 'idempotency.conflict';
        end if;
    end if;
    for r in select l.value, l.ordinality from jsonb_array_elements(p -> 'limits') with ordinality l
    loop
        insert into exchange_tally as t (scope, slot, n, until)
        values (r.value ->> 0, (pg_backend_pid() % 16)::smallint, 1, to_timestamp((r.value ->> 2)::bigint))
        on conflict (scope, slot) do update set n = t.n + 1;
        select sum(n) into total from exchange_tally where scope = r.value ->> 0;
        if total > (r.value ->> 1)::bigint then
            return 'limit:' || r.ordinality - 1;
        end if;
    end loop;
    if p ? 'key' then
        insert into exchange_once as o (client, key, digest, call, until)
        values (p ->> 'client', p ->> 'key', p ->> 'digest', (p ->> 'id')::bigint,
                (p ->> 'key_until')::timestamptz)
        on conflict (client, key) do update
        set digest = excluded.digest, call = excluded.call, until = excluded.until
        where o.until <= now();
        if not found then
            return 'replay.detected';
        end if;
    end if;
    insert into exchange_call (shard, id, side, tx, client, service, purpose, said, subject, leaf_key,
                               at, until, visible_from)
    select ((c.id >> 12) & 1023)::smallint, c.id, c.side, c.tx, c.client, c.service, c.purpose, c.said,
           c.subject, c.leaf_key, c.at, c.until, c.visible_from
    from jsonb_to_record(p) as c(id bigint, side text, tx text, client text, service text,
        purpose text, said jsonb, subject text, leaf_key text, at timestamptz, until timestamptz,
        visible_from date);
    insert into exchange_leaf (shard, id, call, kind, said)
    values ((((p ->> 'leaf_id')::bigint >> 12) & 1023)::smallint, (p ->> 'leaf_id')::bigint,
            (p ->> 'id')::bigint, 'intent', p ->> 'leaf');
    return 'ok';
end
$fn$;
"""

# The answer does not wait for the disk: an outcome that is lost with the machine is "unknown".
CONCLUDE = """
create function exchange_conclude_v1(p jsonb, b bytea)
returns boolean language plpgsql as $fn$
begin
    perform set_config('synchronous_commit', 'off', true);
    insert into exchange_outcome (shard, id, result, problem, status, response, ms, at, body)
    select ((c.id >> 12) & 1023)::smallint, c.id, c.result, c.problem, c.status, c.response, c.ms,
           c.at, nullif(b, ''::bytea)
    from jsonb_to_record(p) as c(id bigint, result text, problem text, status integer,
        response text, ms integer, at timestamptz)
    on conflict do nothing;
    if not found then
        return false;
    end if;
    insert into exchange_leaf (shard, id, call, kind, said)
    values ((((p ->> 'leaf_id')::bigint >> 12) & 1023)::smallint, (p ->> 'leaf_id')::bigint,
            (p ->> 'id')::bigint, 'outcome', p ->> 'leaf');
    return true;
end
$fn$;
"""

# An id holds its milliseconds since 2024 above its lowest 22 bits (kernel.ids).
OPEN_DAY = """
-- The platform's role may not make tables; this opens a day's partitions in its owner's name.
create function exchange_open_day_v1(day date)
returns void language plpgsql security definer set search_path = public, pg_temp as $fn$
declare
    low bigint := ((extract(epoch from day::timestamptz at time zone 'UTC') * 1000)::bigint - 1704067200000) << 22;
    high bigint := ((extract(epoch from (day + 1)::timestamptz at time zone 'UTC') * 1000)::bigint - 1704067200000) << 22;
    part text;
begin
    foreach part in array array['exchange_call', 'exchange_outcome'] loop
        if to_regclass(part || '_' || to_char(day, 'YYYYMMDD')) is null then
            execute format('create table %I partition of %I for values from (%s) to (%s)',
                           part || '_' || to_char(day, 'YYYYMMDD'), part, low, high);
        end if;
    end loop;
end
$fn$;
"""

DROP = """
drop function exchange_intend_v1, exchange_conclude_v1, exchange_open_day_v1;
drop table exchange_call, exchange_outcome, exchange_leaf, exchange_seen, exchange_once, exchange_tally;
"""


class Migration(migrations.Migration):
    dependencies = [("tongban_exchange", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name='MemberRow',
            fields=[
                ('id', models.CharField(max_length=280, primary_key=True, serialize=False)),
                ('name', models.JSONField()),
                ('address', models.CharField(default='', max_length=300)),
                ('peer', models.CharField(default='', max_length=64)),
                ('until', models.DateTimeField(null=True)),
                ('changed_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'exchange_member',
            },
        ),
        migrations.CreateModel(
            name='OrderRow',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=12)),
                ('number', models.CharField(max_length=120)),
                ('body', models.CharField(max_length=200)),
                ('purpose', models.CharField(max_length=120)),
                ('subject', models.CharField(max_length=64)),
                ('since', models.DateTimeField()),
                ('ends', models.DateTimeField()),
                ('reviewed_at', models.DateTimeField(null=True)),
                ('reviewed_by', models.JSONField(null=True)),
                ('made_by', models.JSONField()),
            ],
            options={
                'db_table': 'exchange_order',
            },
        ),
        migrations.CreateModel(
            name='StateRow',
            fields=[
                ('name', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('version', models.BigIntegerField(default=0)),
                ('at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'exchange_state',
            },
        ),
        migrations.CreateModel(
            name='AgreementRow',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('client', models.CharField(max_length=280)),
                ('provider', models.CharField(max_length=280)),
                ('service', models.CharField(max_length=360)),
                ('state', models.CharField(max_length=16)),
                ('terms', models.JSONField()),
                ('digest', models.CharField(max_length=64)),
                ('secret', models.BinaryField()),
                ('signatures', models.JSONField(default=dict)),
                ('due', models.DateField(null=True)),
                ('changed_at', models.DateTimeField()),
                ('changed_by', models.JSONField()),
            ],
            options={
                'db_table': 'exchange_agreement',
                'indexes': [models.Index(fields=['service', 'client', 'state'], name='exchange_agreement_of'), models.Index(fields=['digest'], name='exchange_agreement_digest')],
            },
        ),
        migrations.CreateModel(
            name='ConsentRow',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=12)),
                ('subject', models.CharField(max_length=64)),
                ('recipient', models.CharField(max_length=280)),
                ('purpose', models.CharField(max_length=120)),
                ('fields', models.JSONField()),
                ('reference', models.CharField(max_length=120)),
                ('since', models.DateTimeField()),
                ('until', models.DateTimeField()),
                ('once', models.BooleanField(default=False)),
                ('used_at', models.DateTimeField(null=True)),
                ('revoked_at', models.DateTimeField(null=True)),
                ('given_by', models.JSONField()),
            ],
            options={
                'db_table': 'exchange_consent',
                'indexes': [models.Index(fields=['subject', 'kind', 'purpose'], name='exchange_consent_of')],
            },
        ),
        migrations.CreateModel(
            name='KeyRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key_id', models.CharField(max_length=64)),
                ('member', models.CharField(max_length=280)),
                ('use', models.CharField(max_length=16)),
                ('jwk', models.JSONField()),
                ('since', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'exchange_member_key',
                'constraints': [models.UniqueConstraint(fields=('member', 'use', 'key_id'), name='exchange_member_key_once')],
            },
        ),
        migrations.CreateModel(
            name='ParcelRow',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=12)),
                ('owner', models.CharField(max_length=280)),
                ('service', models.CharField(max_length=360)),
                ('name', models.CharField(max_length=120)),
                ('place', models.BigIntegerField(default=0)),
                ('state', models.CharField(max_length=12)),
                ('said', models.JSONField(default=dict)),
                ('body', models.BinaryField(null=True)),
                ('made_at', models.DateTimeField()),
                ('until', models.DateTimeField()),
            ],
            options={
                'db_table': 'exchange_parcel',
                'indexes': [models.Index(fields=['kind', 'owner', 'place'], name='exchange_parcel_of'), models.Index(fields=['name'], name='exchange_parcel_name')],
            },
        ),
        migrations.CreateModel(
            name='RefusalRow',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('type', models.CharField(max_length=40)),
                ('client', models.CharField(max_length=280)),
                ('service', models.CharField(max_length=360)),
                ('purpose', models.CharField(max_length=120)),
                ('tx', models.CharField(max_length=80)),
                ('official', models.CharField(max_length=64)),
            ],
            options={
                'db_table': 'exchange_refusal',
                'indexes': [models.Index(fields=['-id', 'type'], name='exchange_refusal_newest')],
            },
        ),
        migrations.CreateModel(
            name='ServiceRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('member', models.CharField(max_length=280)),
                ('code', models.CharField(max_length=64)),
                ('major', models.IntegerField()),
                ('state', models.CharField(max_length=16)),
                ('card', models.JSONField()),
                ('findings', models.JSONField(default=list)),
                ('deprecated_on', models.DateField(null=True)),
                ('changed_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'exchange_service',
                'constraints': [models.UniqueConstraint(fields=('member', 'code', 'major'), name='exchange_service_once')],
            },
        ),
        migrations.RunSQL(
            TABLES + INTEND + CONCLUDE + OPEN_DAY,
            DROP,
            state_operations=[
                migrations.CreateModel(
                    name='CallRow',
                    fields=[
                        ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                        ('shard', models.SmallIntegerField()),
                        ('side', models.CharField(max_length=4)),
                        ('tx', models.CharField(max_length=80)),
                        ('client', models.TextField()),
                        ('service', models.TextField()),
                        ('purpose', models.TextField()),
                        ('said', models.JSONField()),
                        ('subject', models.CharField(max_length=64)),
                        ('leaf_key', models.CharField(max_length=32)),
                        ('at', models.DateTimeField()),
                        ('until', models.DateTimeField()),
                        ('visible_from', models.DateField(null=True)),
                    ],
                    options={
                        'db_table': 'exchange_call',
                    },
                ),
                migrations.CreateModel(
                    name='LeafRow',
                    fields=[
                        ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                        ('shard', models.SmallIntegerField()),
                        ('call', models.BigIntegerField(null=True)),
                        ('kind', models.CharField(max_length=12)),
                        ('said', models.TextField()),
                        ('place', models.BigIntegerField(null=True)),
                    ],
                    options={
                        'db_table': 'exchange_leaf',
                    },
                ),
                migrations.CreateModel(
                    name='OnceRow',
                    fields=[
                        ('pk', models.CompositePrimaryKey('client', 'key', blank=True, editable=False, primary_key=True, serialize=False)),
                        ('client', models.CharField(max_length=280)),
                        ('key', models.CharField(max_length=200)),
                        ('digest', models.CharField(max_length=120)),
                        ('call', models.BigIntegerField()),
                        ('until', models.DateTimeField()),
                    ],
                    options={
                        'db_table': 'exchange_once',
                    },
                ),
                migrations.CreateModel(
                    name='OutcomeRow',
                    fields=[
                        ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                        ('shard', models.SmallIntegerField()),
                        ('result', models.CharField(max_length=12)),
                        ('problem', models.CharField(max_length=40)),
                        ('status', models.IntegerField()),
                        ('response', models.CharField(max_length=120)),
                        ('ms', models.IntegerField()),
                        ('at', models.DateTimeField()),
                        ('body', models.BinaryField(null=True)),
                    ],
                    options={
                        'db_table': 'exchange_outcome',
                    },
                ),
                migrations.CreateModel(
                    name='SeenRow',
                    fields=[
                        ('pk', models.CompositePrimaryKey('client', 'nonce', blank=True, editable=False, primary_key=True, serialize=False)),
                        ('client', models.CharField(max_length=280)),
                        ('nonce', models.CharField(max_length=200)),
                        ('until', models.DateTimeField()),
                    ],
                    options={
                        'db_table': 'exchange_seen',
                    },
                ),
                migrations.CreateModel(
                    name='TallyRow',
                    fields=[
                        ('pk', models.CompositePrimaryKey('scope', 'slot', blank=True, editable=False, primary_key=True, serialize=False)),
                        ('scope', models.CharField(max_length=200)),
                        ('slot', models.SmallIntegerField()),
                        ('n', models.BigIntegerField()),
                        ('until', models.DateTimeField()),
                    ],
                    options={
                        'db_table': 'exchange_tally',
                    },
                ),
            ],
        ),
    ]
