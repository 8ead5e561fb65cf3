"""The ways into the tables of facts (事实的读写函数), first version.

They run with the rights of their owner, the role of this room, so that whoever calls them needs
none on the tables. A read writes its reading in the same statement; consent, pauses and the end
of a statement are looked at there too. A value comes back sealed with its sealed key.
"""

RESULT = """id bigint, subject bigint, kind varchar, value text, sealed bytea, key_sealed bytea,
    key bigint, source varchar, holder varchar, licence bigint, licence_kind varchar,
    in_case bigint, message text, dataset bigint, law text, consent text,
    recorded_at timestamptz, valid_from date, valid_to date, disputed boolean, ended_on date,
    shard smallint"""

STATEMENT = """s.id, s.subject, s.kind, s.value::text as value, s.sealed, k.sealed as key_sealed,
    s.key, s.source, s.source_holder, s.source_licence, s.source_licence_kind, s.source_case,
    s.source_message, s.source_dataset, s.law, s.consent, s.recorded_at, s.valid_from, s.valid_to,
    s.dispute is not null as disputed, s.ended_on, s.shard"""

NAMES = """f.id, f.subject, f.kind, f.value, f.sealed, f.key_sealed, f.key, f.source,
    f.source_holder, f.source_licence, f.source_licence_kind, f.source_case, f.source_message,
    f.source_dataset, f.law, f.consent, f.recorded_at, f.valid_from, f.valid_to, f.disputed,
    f.ended_on, f.shard"""

READING = """p_at timestamptz, p_who text, p_who_kind text, p_who_id bigint, p_agency text,
    p_matter text, p_reference text, p_basis text, p_words text, p_ground text"""

WHO = """p_at, p_who, p_who_kind, p_who_id, p_agency, p_matter, p_reference, p_basis, p_words,
    p_ground"""

READ_COLUMNS = """id, shard, subject, at, who, who_kind, who_id, agency, matter, reference, basis,
    words, ground, kinds, missing, withheld"""

STANDS = """(s.valid_from is null or s.valid_from <= p_on)
        and (s.valid_to is null or s.valid_to >= p_on)
        and (s.ended_on is null or s.ended_on > p_on or s.ended_at > p_as_of)
        and (p_as_of is null or s.recorded_at <= p_as_of)
        and (s.source <> 'other' or s.source_case = p_within)
        and (s.source_licence is null or not exists (
            select from facts_pause p
            where p.shard = ((s.source_licence >> 12) & 1023)::smallint
                and p.licence = s.source_licence and p.from_on <= p_on
                and (p.until_on is null or p.until_on > p_on)))"""

CONSENTED = """(s.consent is null or exists (
            select from facts_consent c where c.shard = s.shard and c.subject = s.subject
                and c.scope = s.consent and c.withdrawn_at is null))
        and (not w.asks or exists (
            select from facts_consent c where c.shard = s.shard and c.subject = s.subject
                and c.scope = p_scope and c.withdrawn_at is null
                and (c.kinds = '{}' or s.kind = any (c.kinds))))"""


RANK = """case when h.source in ('person', 'other') then 0
        when h.source = 'company' then 1
        else 2 end"""


def _known(name: str, distinct: str) -> str:
    return f"""
create function {name}(p_shards smallint[], p_subjects bigint[], p_kinds text[], p_asks boolean[],
    p_on date, p_as_of timestamptz, p_within bigint, p_scope text, {READING},
    p_read_ids bigint[], p_read_shards smallint[], p_read_subjects bigint[])
returns table ({RESULT}) language plpgsql security definer
set search_path = public, pg_temp as $fn$
#variable_conflict use_column
begin
return query with wanted as (
    select * from unnest(p_shards, p_subjects, p_kinds, p_asks) as w(shard, subject, kind, asks)
), held as materialized (
    select {STATEMENT}, {CONSENTED} as open
    from wanted w join facts_statement s
        on s.shard = w.shard and s.subject = w.subject and s.kind = w.kind
    left join facts_key k on k.shard = s.shard and k.id = s.key
    where {STANDS}
), found as materialized (
    select {distinct} h.* from held h where h.open
    order by h.subject, h.kind, {RANK}, h.recorded_at desc, h.id desc
), had as (
    select h.subject, h.kind, bool_or(h.open) as open, bool_or(not h.open) as shut
    from held h group by h.subject, h.kind
), logged as (
    insert into facts_read ({READ_COLUMNS})
    select r.id, r.shard, r.subject, {WHO},
        coalesce(array_agg(w.kind order by w.kind) filter (where h.open), '{{}}'),
        coalesce(array_agg(w.kind order by w.kind) filter (where h.open is null), '{{}}'),
        coalesce(array_agg(w.kind order by w.kind) filter (where h.shut), '{{}}')
    from unnest(p_read_ids, p_read_shards, p_read_subjects) as r(id, shard, subject)
    join wanted w on w.subject = r.subject
    left join had h on h.subject = w.subject and h.kind = w.kind
    group by r.id, r.shard, r.subject
)
select {NAMES} from found f;
end $fn$;
"""


KNOWN = _known("facts_known_v1", f"distinct on (h.subject, h.kind, {RANK})")
EVERY = _known("facts_every_v1", "")

FOUND = f"""
create function facts_found_v1(p_shards smallint[], p_ids bigint[], p_only bigint[], {READING},
    p_read_ids bigint[])
returns table ({RESULT}) language plpgsql security definer
set search_path = public, pg_temp as $fn$
#variable_conflict use_column
begin
return query with wanted as (
    select * from unnest(p_shards, p_ids, p_read_ids) as w(shard, id, reading)
), found as materialized (
    select {STATEMENT}, w.reading from wanted w
    join facts_statement s on s.shard = w.shard and s.id = w.id
    left join facts_key k on k.shard = s.shard and k.id = s.key
    where p_only is null or s.subject = any (p_only)
), logged as (
    insert into facts_read ({READ_COLUMNS})
    select min(f.reading), f.shard, f.subject, {WHO}, array_agg(distinct f.kind order by f.kind),
        '{{}}', '{{}}'
    from found f group by f.shard, f.subject
)
select {NAMES} from found f;
end $fn$;
"""

RECORD = """
create function facts_record_v1(p_at timestamptz, p_by jsonb,
    p_keys bigint[], p_key_shards smallint[], p_key_subjects bigint[], p_key_sealed bytea[],
    p_sources jsonb, p_ids bigint[], p_shards smallint[], p_subjects bigint[], p_kinds text[],
    p_sealed bytea[], p_key_of bigint[], p_source_of integer[], p_from date[], p_to date[])
returns void language plpgsql security definer set search_path = public, pg_temp as $fn$
begin
insert into facts_key (id, shard, subject, sealed)
select * from unnest(p_keys, p_key_shards, p_key_subjects, p_key_sealed);
insert into facts_statement (id, shard, subject, kind, sealed, key, source, source_holder,
    source_licence, source_licence_kind, source_case, source_message, source_dataset, law, consent,
    recorded_at, recorded_by, valid_from, valid_to, ended_why)
select n.id, n.shard, n.subject, n.kind, n.sealed, n.key, s.kind, s.holder, s.licence,
    s.licence_kind, s."case", s.message, s.dataset, s.law, s.consent, p_at, p_by, n.valid_from,
    n.valid_to, ''
from unnest(p_ids, p_shards, p_subjects, p_kinds, p_sealed, p_key_of, p_source_of, p_from, p_to)
    as n(id, shard, subject, kind, sealed, key, source, valid_from, valid_to)
join jsonb_to_recordset(p_sources) as s(no integer, kind text, holder text, licence bigint,
    licence_kind text, "case" bigint, message text, dataset bigint, law text, consent text)
    on s.no = n.source;
end $fn$;
"""

READ = f"""
create function facts_read_v1({READING}, p_ids bigint[], p_shards smallint[], p_subjects bigint[],
    p_kinds text[])
returns void language sql security definer set search_path = public, pg_temp as $fn$
insert into facts_read ({READ_COLUMNS})
select r.id, r.shard, r.subject, {WHO}, string_to_array(r.kinds, ','), '{{}}', '{{}}'
from unnest(p_ids, p_shards, p_subjects, p_kinds) as r(id, shard, subject, kinds);
$fn$;
"""

CREATE = KNOWN + EVERY + FOUND + RECORD + READ
DROP = """
drop function facts_known_v1, facts_every_v1, facts_found_v1, facts_record_v1, facts_read_v1;
"""
