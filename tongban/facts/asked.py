"""What people were asked although it was held (重复索要), for whoever counts it: ids, no values.

What can be had by sharing may not be asked again (国务院令第716号 第七条).
"""

from collections.abc import Iterable

from django.db import connection

from tongban.facts import closing
from tongban.facts.domain.statements import SAID
from tongban.kernel import ids

_ASKED = """
select s.id, s.kind, h.holder
from unnest(%s::smallint[], %s::bigint[]) as w(shard, id)
join facts_statement s on s.shard = w.shard and s.id = w.id
left join lateral (
    select coalesce(h.source_holder, '') as holder from facts_statement h
    where h.shard = s.shard and h.subject = s.subject and h.kind = s.kind
        and h.source <> all(%s::text[]) and h.recorded_at < s.recorded_at
        and (h.valid_from is null or h.valid_from <= s.recorded_at::date)
        and (h.valid_to is null or h.valid_to >= s.recorded_at::date)
        and (h.ended_on is null or h.ended_on > s.recorded_at::date)
    limit 1) h on true
where s.source = any(%s::text[])
"""


def asked_of(statements: Iterable[int]) -> dict[int, bool]:
    """Return, of these statements, those a person said, and whether it was held by then.

    An agency's own valid statement of the same kind about the same subject is what counts as
    held. Tells ids alone, so it needs no purpose.
    """
    return {one: holder is not None for one, _, holder in _asked(statements)}


def held_by(statements: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Return, of these statements, those that were held when a person said them: kind and holder.

    Tells ids, kinds and agencies, nobody's value, so it needs no purpose.
    """
    return {one: (kind, holder) for one, kind, holder in _asked(statements) if holder is not None}


def _asked(statements: Iterable[int]) -> list[tuple[int, str, str | None]]:
    """Return the statements a person said: id, kind, and who held it (None: nobody)."""
    wanted, said = list(statements), list(SAID)
    with closing.inside(), connection.cursor() as cursor:
        cursor.execute(_ASKED, [[ids.shard_of(one) for one in wanted], wanted, said, said])
        return list(cursor.fetchall())
