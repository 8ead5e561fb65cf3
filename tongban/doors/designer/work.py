"""One definition in somebody's hands (编辑中的定义): as published, or as a draft has it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.utils.http import base36_to_int
from django.utils.translation import gettext as _

from tongban.catalogue import api as catalogue
from tongban.catalogue.api import Definition, Draft
from tongban.catalogue.domain.choice_words import KINDS
from tongban.catalogue.domain.definitions import kind_of
from tongban.catalogue.domain.differences import name_of
from tongban.catalogue.domain.editing import REMOVE, changed
from tongban.catalogue.domain.jsontext import Path
from tongban.catalogue.domain.yamlread import BadYaml, read
from tongban.catalogue.domain.yamltext import write
from tongban.doors.designer.editor.shapes import inside_of
from tongban.kernel import time
from tongban.kernel.actors import Actor
from tongban.kernel.text import Text

STATES = {
    "draft": Text("起草中", "Draft"),
    "submitted": Text("待审批", "Waiting for approval"),
    "approved": Text("已审批", "Approved"),
    "scheduled": Text("已排期", "Scheduled"),
    "published": Text("已发布", "Published"),
    "failed": Text("到期未能发布", "Could not be published"),
    "dropped": Text("已放弃", "Given up"),
}
OPEN = ("draft", "submitted", "approved", "scheduled", "failed")
TONES = {"draft": "", "submitted": "ask", "approved": "info", "scheduled": "info",
         "published": "held", "failed": "late", "dropped": ""}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Work:
    """A definition as somebody edits it (编辑对象): its text, and what is published of it."""

    kind: str
    id: str
    file: str
    text: str
    published: Definition | None
    draft: Draft | None = None

    @property
    def whole(self) -> Mapping[str, Any]:
        """Return what its file says."""
        found: Mapping[str, Any] = read(self.text).value
        return found

    @property
    def within(self) -> Path:
        """Return where in its file the definition stands."""
        return inside_of(self.kind, self.id)

    @property
    def value(self) -> Mapping[str, Any]:
        """Return what the definition says."""
        found: Any = self.whole
        for part in self.within:
            found = found[part]
        return {self.kind: self.id, **found} if self.within else found

    @property
    def name(self) -> Text:
        """Name it as it is called now."""
        return name_of(Definition(self.kind, self.id, "", self.value))

    @property
    def kind_words(self) -> Text:
        """Name its kind."""
        return Text(*KINDS.get(self.kind, (self.kind, self.kind)))

    @property
    def dated(self) -> bool:
        """Whether it has versions by day."""
        return "version" in self.value

    def with_changes(self, changes: Mapping[Path, Any]) -> str:
        """Return its text with changes of the definition; what goes is taken away last."""
        put = {(*self.within, *path): one for path, one in changes.items() if one is not REMOVE}
        gone = sorted(
            ((*self.within, *path) for path, one in changes.items() if one is REMOVE),
            key=lambda path: [str(part).zfill(6) for part in path],
            reverse=True,
        )
        # An entry behind the end of a list is appended, so the lowest number goes first.
        ordered = dict(sorted(put.items(), key=lambda pair: [str(p).zfill(6) for p in pair[0]]))
        text = changed(self.text, ordered)
        return changed(text, dict.fromkeys(gone, REMOVE)) if gone else text


def key_of(said: str) -> int | None:
    """Read the id of a draft as an address says it; nothing where none is named, 404 for none."""
    try:
        return base36_to_int(said) if said else None
    except ValueError:
        raise Http404 from None


def opened(kind: str, ident: str, actor: Actor, draft: int | None = None) -> Work:
    """Take up a definition as it was published last, or as a draft has it; 404 where it is nowhere."""
    published = catalogue.newest(kind, ident)
    if draft is not None:
        try:
            found = catalogue.the_draft(draft, actor=actor)
        except catalogue.UnknownDraft:
            raise Http404 from None
        for name, text in catalogue.draft_files(draft, actor=actor).items():
            if (kind, ident) in defined(text):
                return Work(kind, ident, name, text, published, found)
        if published is None:
            raise Http404
        return Work(kind, ident, *_published(published), published, found)
    if published is None:
        raise Http404
    return Work(kind, ident, *_published(published), published)


def _published(one: Definition) -> tuple[str, str]:
    source = catalogue.source(one.kind, one.id, one.version)
    within = inside_of(one.kind, one.id)
    if not source:
        value = {key: item for key, item in one.value.items() if key != one.kind or not within}
        source = write({within[0]: {within[1]: value}} if within else value)
    name = f"{within[0]}/{one.id}.yaml" if within else one.file or f"{one.id}.yaml"
    return name, source


def defined(text: str) -> list[tuple[str, str]]:
    """Tell which definitions a file holds, even one that is not right yet."""
    try:
        value = read(text).value
    except BadYaml:
        return []
    kind = kind_of(value)
    match kind:
        case None:
            return []
        case "agencies" | "laws":
            many = value[kind] if isinstance(value[kind], Mapping) else {}
            return [("agency" if kind == "agencies" else "law", one) for one in many]
        case "roles" | "same_as" | "city" | "demands":
            return [(kind, kind)]
        case _:
            return [(kind, str(value[kind]))]


def drafts_on(file: str, actor: Actor) -> list[Draft]:
    """Return the drafts under way that write a file, the newest first."""
    return [one for one in catalogue.open_drafts(200, actor=actor) if file in one.files]


def mine(drafts: list[Draft], actor: Actor) -> Draft | None:
    """Return the one of these drafts that the actor writes in and may go on with."""
    return next(
        (one for one in drafts
         if one.status.value in ("draft", "failed") and (actor.kind, actor.id) in one.hands),
        None,
    )  # fmt: skip


def kept(
    work: Work, text: str, *, actor: Actor, seen: int | None = None, more: Mapping[str, str] = {}
) -> Draft:
    """Keep the text of a definition in its draft, or begin a draft with it; `more` are new files."""
    files = catalogue.draft_files(work.draft.id, actor=actor) if work.draft else {}
    title = work.draft.title if work.draft else _("修改 %(name)s") % {"name": work.name.zh}
    return catalogue.save_draft(
        {**files, work.file: text, **more},
        actor=actor,
        title=title,
        draft=work.draft.id if work.draft else None,
        seen=seen,
    )


def today() -> str:
    """Return today's day in the city."""
    return time.city_date(time.now()).isoformat()
