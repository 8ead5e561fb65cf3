"""From columns to kinds of facts (归入数据项表): reused, new by a draft, or the dataset's own."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from tongban.catalogue import api as catalogue
from tongban.catalogue.domain.drafts import DraftStatus
from tongban.catalogue.domain.yamltext import write
from tongban.facts.domain.datasets import Dataset, Terms
from tongban.facts.domain.problems import DatasetTerms, WrongDatasetStep
from tongban.facts.domain.proposing import KEY, Proposal
from tongban.kernel import time
from tongban.kernel.actors import SYSTEM, Actor

OWN = "data"


def chosen(
    dataset: Dataset, proposed: Sequence[Proposal], columns: Mapping[str, str]
) -> dict[str, str]:
    """Return the kind of every column; one that is kept as it is gets a kind of the dataset's own.

    Raises DatasetTerms where two columns would be the same kind.
    """
    made: dict[str, str] = {}
    for no, each in enumerate(proposed, 1):
        if each.act == KEY:
            continue
        made[each.column] = columns.get(each.column, each.kind) or own_kind(dataset.id, no)
    twice = {kind for kind in made.values() if list(made.values()).count(kind) > 1}
    if twice:
        raise DatasetTerms(f"两列归到了同一个数据项:{'、'.join(sorted(twice))}")
    return made


def own_kind(dataset: int, no: int) -> str:
    """Name the kind under which a column nobody knows is kept; no book has it."""
    return f"{OWN}:{dataset}:{no}"


def publish(
    dataset: Dataset,
    proposed: Sequence[Proposal],
    columns: Mapping[str, str],
    terms: Terms,
    *,
    actor: Actor,
    at: datetime,
) -> int | None:
    """Draft the kinds that are new, and publish them where the city lets one person; the draft's id."""
    known = catalogue.book().kinds
    files = {
        f"shared/facts/{kind}.yaml": _text(each, kind, dataset, terms, at)
        for each in proposed
        if (kind := columns.get(each.column)) and kind not in known and ":" not in kind
    }
    if not files:
        return None
    draft = catalogue.save_draft(files, actor=actor, title=dataset.name, at=at)
    if catalogue.four_eyes():
        catalogue.submit_draft(draft.id, actor=actor, at=at)
    else:
        catalogue.publish_draft(draft.id, actor=actor, at=at)
    return draft.id


def ensure_published(dataset: Dataset) -> None:
    """Raise WrongDatasetStep while the kinds of a dataset wait for approval."""
    if dataset.draft is None:
        return
    status = catalogue.the_draft(dataset.draft, actor=SYSTEM).status
    if status is not DraftStatus.PUBLISHED:
        raise WrongDatasetStep("新数据项还在审批")


def _text(each: Proposal, kind: str, dataset: Dataset, terms: Terms, at: datetime) -> str:
    column = next(c for c in dataset.profile["columns"] if c["name"] == each.column)
    made = {
        "fact": kind,
        "version": time.city_date(at).isoformat(),
        "name": {"zh": each.column},
        "type": each.type,
        "grade": max(terms.grade, _least(each.type)),
        "retention": {"months": terms.months, "law": terms.law or terms.purpose},
        "sharing": terms.sharing,
        "note": f"{dataset.name}: {terms.purpose}",
    }
    if options := column.get("options"):
        made["options"] = [{"zh": option} for option in options]
    return write(made)


def _least(type_: str) -> int:
    """Return the grade below which no column of a type is taken in."""
    return 3 if type_ in ("idno", "phone", "bankacct", "address") else 1
