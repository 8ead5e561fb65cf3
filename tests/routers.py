"""Would a cluster send this statement to one place? Judged from its text, by a parser of SQL.

Citus routes a statement to one worker where every distributed table in it is held to one value of
its shard: by a value, or by a table that is. Nothing here runs on a cluster: it is the rule of
its documentation, applied to what the database says it has run.
"""

import sqlglot
from sqlglot import exp


def unrouted(statement: str, distributed: frozenset[str]) -> list[str]:
    """Return the distributed tables that a statement looks for on every worker.

    >>> unrouted("select * from e where stream = $1", frozenset("e"))
    ['e']
    >>> unrouted("select * from e join s on s.shard = e.shard where e.shard = $1", frozenset("es"))
    []
    """
    tree = sqlglot.parse_one(statement, dialect="postgres")
    scopes = list(tree.find_all(exp.Select, exp.Update, exp.Delete))
    held = _held(tree)
    lacking = {}
    for scope in scopes:
        for table in _tables(scope):
            if table.name in distributed and table.alias_or_name not in held:
                lacking[table.name] = None
    return sorted(lacking)


def _tables(scope):
    """The tables a query reads itself: those of its subqueries are theirs."""
    for table in scope.find_all(exp.Table):
        if table.find_ancestor(exp.Select, exp.Update, exp.Delete) is scope or (
            isinstance(scope, exp.Update | exp.Delete) and table.parent is scope
        ):
            yield table


def _held(tree):
    """The names whose shard is held to a value, directly or through another name."""
    direct, pairs = set(), []
    names = {one.alias_or_name for one in tree.find_all(exp.Table)}
    for equal in tree.find_all(exp.EQ, exp.In):
        left, right = equal.this, equal.args.get("expression")
        for one, other in ((left, right), (right, left)):
            if not _is_shard(one):
                continue
            scope = one.find_ancestor(exp.Select, exp.Update, exp.Delete)
            own = _owners(one, scope)
            if _is_shard(other):
                pairs.append((own, _owners(other, scope)))
            elif other is None or not _columns_of(other, names):
                direct |= own
    while True:
        more = {name for a, b in pairs for name in (a | b) if (a | b) & direct} - direct
        if not more:
            return direct
        direct |= more


def _is_shard(node):
    return isinstance(node, exp.Column) and node.name == "shard"


def _owners(column, scope):
    if column.table:
        return {column.table}
    return {one.alias_or_name for one in _tables(scope)} if scope else set()


def _columns_of(node, names):
    return [one for one in node.find_all(exp.Column) if not one.table or one.table in names]
