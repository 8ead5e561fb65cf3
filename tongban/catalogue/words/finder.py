"""Answering (答问): from a question to its wishes, and what answers each."""

from collections.abc import Iterable, Iterator, Sequence

from tongban.catalogue.words import weighing
from tongban.catalogue.words.asked import Asked, Found, Wish
from tongban.catalogue.words.documents import SERVICE, Document
from tongban.catalogue.words.index import Candidate, Index
from tongban.catalogue.words.meaning import Meanings
from tongban.catalogue.words.reading import Reading
from tongban.catalogue.words.text import LONGEST, even
from tongban.catalogue.words.weighing import Features, Weights, features, score
from tongban.catalogue.words.wishes import MOST, parts

SHOWN = 10  # answers kept for one wish
FAINT = 0.02  # what is less sure is not shown even among others
YIELDS = 0.3  # how sure a service must be, against its life event, to come first
CLEAR = 0.95  # how sure words must be for the model not to be asked
SURE, SURE_ALONE = 0.5, 0.7  # how sure a part must be to be a wish: joined by words, by a comma


class Finder:
    """Finds what answers a question (答问者): by words and, once vectors are ready, by meaning."""

    def __init__(self, index: Index, meanings: Meanings | None = None) -> None:
        self.index = index
        self.meanings = meanings

    def ask(self, text: str) -> Asked:
        """Answer a question: its wishes, and for each what answers it, best first."""
        read = even(text[:LONGEST])
        several = self._wishes(read)
        if several:
            wishes = tuple(Wish(part, tuple(self._answers(part))) for part in several)
        else:
            whole = Wish(read.strip(), tuple(self._whole(read)))
            wishes = (whole,) if whole.found else self._rambling(read) or (whole,)
        return Asked(text, wishes, unread=max(len(text) - LONGEST, 0))

    def considered(
        self, text: str, meanings: Meanings | None
    ) -> tuple[Reading, list[tuple[Candidate, Features]]]:
        """Read a text and return every candidate with its features."""
        reading = self.index.read(text)
        if not reading.terms:
            return reading, []
        if meanings is None:
            plain = self.index.candidates(reading)
            return reading, [(one, features(one, self._document(one))) for one in plain]
        near = meanings.near(reading.meant)
        nearest = meanings.nearest(near)
        best = float(near[nearest[0]]) if nearest else 0.0
        found = self.index.candidates(reading, nearest)
        return reading, [
            (one, features(one, self._document(one), float(near[one.document]), best))
            for one in found
        ]

    def _document(self, candidate: Candidate) -> Document:
        return self.index.documents[candidate.document]

    def _weighed(
        self, text: str, meanings: Meanings | None
    ) -> tuple[Reading, list[tuple[float, Candidate]]]:
        weights = weighing.MEANING if meanings else weighing.WORDS
        reading, found = self.considered(text, meanings)
        weighed = [(score(each, weights), one) for one, each in found]
        weighed.sort(key=lambda each: (-each[0], self._document(each[1]).id))
        return reading, weighed

    def _whole(self, text: str) -> Iterator[Found]:
        """Answer a question of one wish; the model is asked where words leave a doubt."""
        reading, weighed = self._weighed(text, None)
        if self.meanings is None or (weighed and weighed[0][0] >= CLEAR):
            return self._shown(reading, weighed, weighing.WORDS)
        return self._shown(*self._weighed(text, self.meanings), weighing.MEANING)

    def _answers(self, text: str) -> Iterator[Found]:
        return self._shown(*self._weighed(text, None), weighing.WORDS)

    def _shown(
        self, reading: Reading, weighed: list[tuple[float, Candidate]], weights: Weights
    ) -> Iterator[Found]:
        if not weighed or weighed[0][0] < weights.enough(self.index.named):
            return
        likely = [each for each in weighed if each[0] >= FAINT]
        for worth, one in in_order(likely, self.index.documents)[:SHOWN]:
            document = self._document(one)
            words = _said(reading.text, one.spans)
            yield Found(document.id, document.kind, document.name, round(worth, 4), words)

    def _wishes(self, text: str) -> list[str]:
        """Tell the wishes of a question apart; nothing if they are not surely more than one.

        Each was found by its words alone, and is answered by them: meaning has nothing to add.
        """
        cut = [*parts(text, self.index.lexicon)]
        if len(cut) == 1:
            return []
        wishes: list[str] = []
        aims: list[str] = []
        for part, joined in cut:
            aim = self._aim(part, SURE if joined else SURE_ALONE)
            if aim and aim not in aims and len(wishes) < MOST:
                aims.append(aim)
                wishes.append(part)
            elif wishes:
                wishes[-1] += f"，{part}"
            else:
                wishes.append(part)
                aims.append(aim)
        return wishes if len(wishes) > 1 and all(aims) else []

    def _rambling(self, text: str) -> tuple[Wish, ...]:
        """Answer the one part that is clear where the whole, with all that was told, is not."""
        cut = [part for part, _ in parts(text, self.index.lexicon)]
        for part in cut[:MOST] if len(cut) > 1 else ():
            if self._aim(part, SURE) and (found := tuple(self._answers(part))):
                return (Wish(part, found),)
        return ()

    def _aim(self, part: str, least: float) -> str:
        """Return the service that a part of a question surely asks for, or nothing."""
        _, weighed = self._weighed(part, None)
        for worth, one in weighed:
            if self._document(one).kind == SERVICE:
                return self._document(one).id if worth >= least else ""
        return ""


def in_order(
    weighed: Sequence[tuple[float, Candidate]], documents: Sequence[Document]
) -> list[tuple[float, Candidate]]:
    """Put a life event or policy behind the service it is about, where that is about as sure.

    The service is the nearer step: the page of a service leads on to its event, and its policy.
    """
    sure = {documents[one.document].id: worth for worth, one in weighed}

    def place(each: tuple[float, Candidate]) -> tuple[float, bool, str]:
        worth, document = each[0], documents[each[1].document]
        nearer = [sure[id_] for id_ in document.about if sure.get(id_, 0.0) >= YIELDS * worth]
        return -min([worth, max(nearer, default=worth)]), document.kind != SERVICE, document.id

    return sorted(weighed, key=place)


def _said(text: str, spans: Iterable[tuple[int, int]]) -> tuple[str, ...]:
    """Return the words of the question that spoke, overlapping places made one."""
    merged: list[list[int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1] and not _apart(text, merged[-1][1], start):
            merged[-1][1] = max(merged[-1][1], end)
        else:
            merged.append([start, end])
    return tuple(dict.fromkeys(text[start:end] for start, end in merged))


def _apart(text: str, end: int, start: int) -> bool:
    """Whether two neighbouring places are words with a space between them."""
    return start == end and text[start - 1].isascii()
