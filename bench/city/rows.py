"""The rows of a resident of the bulk, in statements over series: the shapes the rooms write.

A resident is a number from 1 on; everything of theirs has an id of that number's millisecond and
shard, told apart by the counter, so that nothing is looked up while it is written. ID numbers are
valid and distinct, and found by the digest the people room makes. Every twentieth has a case, a
quarter of those are open. What the bulk does not have: facts under keys, attachments, notices;
those are of the residents who are signed in, and made by the rooms' own hand.
"""

NUMBERS = """
create unlogged table bench_birth as
select d, '350105' || to_char(day, 'YYYYMMDD') as part,
       (select sum(substr('350105' || to_char(day, 'YYYYMMDD'), at, 1)::int
                   * (array[7,9,10,5,8,4,2,1,6,3,7,9,10,5])[at]) from generate_series(1, 14) at)::int as sum
from (select d, date '1930-01-01' + d as day from generate_series(0, 32849) d) s;
create unlogged table bench_serial as
select s, lpad(s::text, 3, '0') as part,
       s / 100 * 8 + s / 10 % 10 * 4 + s % 10 * 2 as sum from generate_series(0, 999) s;
alter table bench_birth add primary key (d);
alter table bench_serial add primary key (s);
"""
DAMM = """
create function bench_damm(digits text) returns text language plpgsql immutable parallel safe as $$
declare said int := 0; at int;
begin
  for at in 1..length(digits) loop
    said := substr('{table}', said * 10 + substr(digits, at, 1)::int + 1, 1)::int;
  end loop;
  return said::text;
end $$;
"""
OF = """
(select n, (((%(base)s + n) << 22) | ((n * 7919 %% 1024) << 12))::bigint as id,
        (n * 7919 %% 1024)::smallint as shard
 from generate_series(%(first)s::bigint, %(last)s::bigint) n)
"""
PARTIES = f"""
insert into people_party (id, kind, number, number_digest, name, registered_at, registered_by,
                          identified_at, identified_by)
select id, 'person', number,
       encode(sha256(%(outer)s::bytea || sha256(%(inner)s::bytea || number::bytea)), 'hex'),
       (%(surnames)s::text[])[1 + n %% 20] || (%(given)s::text[])[1 + n / 20 %% 30]
       || (%(given)s::text[])[1 + n / 600 %% 30],
       %(at)s, %(registrar)s::jsonb, %(at)s, %(registrar)s::jsonb
from (select r.n, r.id, b.part || s.part
             || substr('10X98765432', (b.sum + s.sum) %% 11 + 1, 1) as number
      from {OF} r join bench_birth b on b.d = r.n %% 32850 join bench_serial s on s.s = r.n / 32850) m
"""
LICENCES = f"""
insert into licences_licence (id, shard, seq, kind, name_zh, name_en, identifier, holder, issuer,
  issuer_name_zh, issuer_name_en, attributes, statements, issued_on, valid_from, status,
  status_since, reason, trust, version, successor)
select r.id + k.no, r.shard, 1, k.kind, k.name_zh, k.name_en,
       k.front || lpad(upper(to_hex(r.id + k.no)), 20, '0') || '.001.0', r.id, k.issuer, k.issuer_zh,
       k.issuer_en, case k.no when 1 then ('{{"bank": "6222021' || lpad(r.n::text, 12, '0')
         || '", "sscard_no": "A' || lpad(r.n::text, 8, '0') || '", "bank_branch": "榕城银行仓山支行"}}')::jsonb
         else '{{"no_crime": true}}'::jsonb end,
       '{{}}', %(on)s::date, %(on)s::date, 'valid', %(on)s::date, '', 'A', 1, ''
from {OF} r, bench_kind k
"""
LICENCE_HEADS = f"""
insert into ledger_stream
select r.shard, r.id + k.no, 'licence', 1, 'valid', null, r.id,
       k.front || lpad(upper(to_hex(r.id + k.no)), 20, '0') || '.001.0', k.name_zh, null, k.attrs, %(at)s, %(at)s
from {OF} r, bench_kind k
"""
LICENCE_EVENTS = f"""
insert into ledger_event (shard, stream, seq, id, type, at, actor, data, objects, schema)
select r.shard, r.id + k.no, 1, r.id + 2 + k.no, 'licences.Issued', %(at)s, %(registrar)s::jsonb,
       (k.said || '"holder": ' || r.id || ', "contents": "' || encode(sha256(int8send(r.id + k.no)), 'hex')
        || '", "identifier": "' || k.front || lpad(upper(to_hex(r.id + k.no)), 20, '0') || '.001.0"}}')::jsonb,
       ('[["licence", "' || r.id + k.no || '", "subject"], ["party", "' || r.id || '", "holder"], ["agency", "'
        || k.issuer || '", "issuer"]]')::jsonb, 1
from {OF} r, bench_kind k
"""
CASES = f"""
create temp table bench_made on commit drop as
select m.*, left(dated, 11) || '-' || substr(dated, 12) || '-' || bench_damm(replace(dated, '-', '')) as number
from (select r.*, v.service, v.agency, v.name, v.version, r.n %% 80 = 0 as is_open, f.filed, f.filed::timestamptz + interval '2 hours' as at,
             to_char(f.filed, 'YYMMDD') || '-' || lpad(r.shard::text, 4, '0') || lpad(r.n::text, 5, '0') as dated
      from {OF} r join bench_service v on v.no = r.n / 80 %% %(services)s
      cross join lateral (select %(on)s::date + (r.n / 20 %% 200)::int as filed) f
      where r.n %% 20 = 0) m
"""
CASE_ROWS = """
insert into ledger_stream
select shard, id + 5, 'application', case when is_open then 1 else 2 end,
       case when is_open then 'running' else 'finished' end, null, id, null, name, null,
       '{"matters": 1}', at, at from bench_made;
insert into ledger_stream
select shard, id + 6, 'case', case when is_open then 2 else 4 end,
       case when is_open then 'accepted' else 'granted' end, agency, id, number, name,
       case when is_open then current_date + 5 + (n / 80 %% 20)::int end,
       jsonb_build_object('service', service, 'version', version, 'application', id + 5)
       || case when is_open then '{}'::jsonb else jsonb_build_object('closed', filed + 4) end, at, at
from bench_made;
insert into ledger_event (shard, stream, seq, id, type, at, actor, data, objects, schema)
select shard, id + 5, 1, id + 7, 'cases.Submitted', at,
       jsonb_build_object('id', id, 'kind', 'person', 'assurance', 'code'),
       jsonb_build_object('on', filed, 'goal', jsonb_build_array(service), 'draft', id + 12, 'title', name,
         'book_on', filed, 'channel', 'web', 'parties', jsonb_build_object('applicant', id), 'applicant', id,
         'matters', jsonb_build_array(jsonb_build_object('key', service, 'bind', jsonb_build_object('contact', 'applicant'),
           'case', id + 6, 'stage', 1, 'number', number, 'service', service, 'version', version))),
       jsonb_build_array(jsonb_build_array('application', (id + 5)::text, 'application'),
         jsonb_build_array('party', id::text, 'applicant'), jsonb_build_array('case', (id + 6)::text, 'case')), 1
from bench_made
union all
select shard, id + 5, 2, id + 15, 'cases.Finished', at, %(system)s::jsonb, jsonb_build_object('on', filed + 4),
       '1'::jsonb, 1 from bench_made where not is_open
union all
select shard, id + 6, 1, id + 8, 'cases.Filed', at,
       jsonb_build_object('id', id, 'kind', 'person', 'assurance', 'code'),
       jsonb_build_object('on', filed, 'bind', jsonb_build_object('contact', 'applicant'), 'name', name, 'place', '350105',
         'agency', agency, 'number', number, 'book_on', filed, 'parties', jsonb_build_object('applicant', id),
         'service', service, 'version', version, 'applicant', id, 'demo_days', 5, 'statements', '{}'::jsonb,
         'application', id + 5),
       jsonb_build_array(jsonb_build_array('case', (id + 6)::text, 'case'),
         jsonb_build_array('application', (id + 5)::text, 'application'),
         jsonb_build_array('party', id::text, 'applicant'), jsonb_build_array('service', service, 'service'),
         jsonb_build_array('agency', agency, 'agency')), 1
from bench_made
union all
select shard, id + 6, 2, id + 9, 'cases.Accepted', at + interval '1 day',
       jsonb_build_object('id', 5, 'name', '陈立', 'agency', agency, 'assurance', 'number'),
       jsonb_build_object('on', filed + 1), '1'::jsonb, 1 from bench_made
union all
select shard, id + 6, 3, id + 10, 'cases.Decided', at + interval '4 days',
       jsonb_build_object('id', 5, 'name', '陈立', 'agency', agency, 'assurance', 'number'),
       jsonb_build_object('on', filed + 4, 'reason', '符合条件，准予办理。', 'outcome', 'granted', 'officers', '[5]'::jsonb),
       '{"+": [["account", "5", "reviewer"]]}'::jsonb, 1 from bench_made where not is_open
union all
select shard, id + 6, 4, id + 11, 'cases.Closed', at + interval '4 days',
       jsonb_build_object('id', 5, 'name', '陈立', 'agency', agency, 'assurance', 'number'),
       jsonb_build_object('on', filed + 4, 'result', name, 'delivered', 'electronic'),
       '{"+": [["account", "5", "reviewer"]]}'::jsonb, 1 from bench_made where not is_open;
insert into ledger_task (shard, stream, id, queue, kind, due_at, data)
select shard, id + 6, id + 13, agency, 'decide', current_date + 6 + (n / 80 %% 20)::int - interval '8 hours', '{}'::jsonb
from bench_made where is_open
union all
select shard, id + 6, id + 14, 'clock', 'cases.overdue', current_date + 6 + (n / 80 %% 20)::int - interval '8 hours', '{}'::jsonb
from bench_made where is_open;
insert into ledger_counter (queue, kind, id, delta, shard)
select agency, 'decide', min(id) + 13, count(*)::int, 0 from bench_made where is_open group by agency;
insert into oversight_case (id, shard, seq, number, service, version, agency, channel, status, officer, filed_on,
  ended_on, due_on, filed, accepted, granted, decided, timed, in_time, asked, path, causes, accepted_by_silence, refused,
  withdrawn, not_accepted, terminated, supplement, overdue, taken_early, stuck, noticed, notice_kept, returned, visits,
  asked_held, automatic, overturned, waiting_s, working_s, applicant_s, others_s, special_s)
select id + 6, shard, case when is_open then 2 else 4 end, number, service, version, agency, 'web',
       case when is_open then 'accepted' else 'granted' end, 5, filed, case when not is_open then filed + 4 end,
       case when is_open then current_date + 5 + (n / 80 %% 20)::int end, 1, 1, (not is_open)::int, (not is_open)::int,
       (not is_open)::int, (not is_open)::int, 5,
       case when is_open then 'Filed>Accepted' else 'Filed>Accepted>Decided.granted>Closed' end,
       '{}', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 86400, 259200, 0, 0, 0
from bench_made;
"""
