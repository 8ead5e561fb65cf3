"""What publishing would do (发布的准备), decided before anything is written."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from tongban.catalogue.domain.compile import in_force
from tongban.catalogue.domain.definitions import Definition
from tongban.catalogue.domain.finding import Finding, Findings
from tongban.catalogue.domain.linters import lint_in, own
from tongban.catalogue.domain.linters.context import Context, context_of
from tongban.catalogue.domain.loader import Loaded
from tongban.catalogue.domain.ports import Checker
from tongban.catalogue.domain.trials import tried

Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Plan:
    """The definitions that are new or corrected (发布方案), and those with other comments only."""

    new: tuple[Definition, ...]
    corrected: tuple[Definition, ...]
    recommented: tuple[Definition, ...] = ()

    @property
    def changed(self) -> tuple[Definition, ...]:
        """Return everything to be written."""
        return (*self.new, *self.corrected)


def examine_loaded(
    loaded: Loaded,
    published: Iterable[Definition] = (),
    *,
    checkers: Sequence[Checker] = (),
    versions: Iterable[Definition] = (),
    on: str = "",
) -> Findings:
    """Check definitions already loaded against what is published; tells everything at once.

    `published` is the newest version of everything, `versions` all versions of the checkers'
    kinds. What a newer version has replaced by the day `on` is history and only its shape is
    checked. What a file that cannot be read seems to define is not held against others. Joined
    checkers look at what is right so far; examples are tried once everything is.
    """
    found = list(loaded.errors)
    known = tuple(published)
    last, still = standing(loaded.definitions, on)
    context = replace(context_of(last, known), unread=loaded.unread)
    rest = context_of(still, known, on=on, beside=last) if still else None
    rest = rest and replace(rest, unread=loaded.unread)
    contexts = [context, rest] if rest else [context]
    found += (*lint_in(context), *(own(rest) if rest else ()))
    wrong = {one.file for one in found if one.level == "error"}
    if not loaded.unread:
        every = (*versions, *loaded.definitions)
        found += [one for each in contexts for one in _checked(each, checkers, every, wrong)]
    if not wrong:
        found += [one for each in contexts for one in tried(each.given, each.book, checkers)]
    return Findings.of(len(loaded.definitions), found)


def standing(
    given: Iterable[Definition], on: str
) -> tuple[tuple[Definition, ...], tuple[Definition, ...]]:
    """Split definitions into the last version of each, and those a later one has yet to replace.

    What a later version has replaced by the day `on` is left out.
    """
    all_ = tuple(given)
    now = in_force(all_, on)
    last: dict[tuple[str, str], Definition] = {}
    for one in all_:
        if one.key not in last or last[one.key].version < one.version:
            last[one.key] = one
    still = [
        one
        for one in all_
        if one is not last[one.key] and (one.key not in now or one.version >= now[one.key].version)
    ]
    return tuple(one for one in all_ if one is last[one.key]), tuple(still)


def _checked(
    context: Context,
    checkers: Sequence[Checker],
    versions: Sequence[Definition],
    wrong: Collection[str],
) -> Iterator[Finding]:
    """Let the joined checkers look at the definitions of files that nothing is wrong with."""
    for checker in checkers:
        mine = [one for one in context.given if one.kind in checker.kinds and one.file not in wrong]
        dated = {
            (one.kind, one.id, one.version): one for one in versions if one.kind in checker.kinds
        }
        if mine:
            yield from checker.check(mine, context.book, tuple(dated.values()))


def prepare(definitions: Iterable[Definition], known: Mapping[Key, tuple[str, str]]) -> Plan:
    """Tell which definitions a publication changes.

    `known` gives the digest, and the file's digest, of every version that is published.
    """
    new, corrected, recommented = [], [], []
    for one in definitions:
        before = known.get((one.kind, one.id, one.version))
        if before is None:
            new.append(one)
        elif before[0] != one.digest:
            corrected.append(one)
        elif one.raw and before[1] != one.raw:
            recommented.append(one)
    return Plan(tuple(new), tuple(corrected), tuple(recommented))


def unread_twice(loaded: Loaded, skipped: Mapping[Key, str]) -> Loaded:
    """Add the findings about versions that stand again in a file which was not read anew."""
    again = [
        one.finding(
            (one.kind,), "ids.twice",
            f"{one.id} {one.version} is defined twice, also in"
            f" {skipped[one.kind, one.id, one.version]};"
            " take another id, or a later version for a change",
        )
        for one in loaded.definitions
        if (one.kind, one.id, one.version) in skipped
    ]  # fmt: skip
    return replace(loaded, errors=(*loaded.errors, *again))
