"""Reading a question (读懂问句): which terms it holds, where they stand, and what they are worth.

A term is a character, a pair of neighbours, the stem of an English word, or a notion of the
lexicon ("=child"). Pinyin is written in characters first, and a character that belongs to no known
word may be read as another of the same sound.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from tongban.catalogue.words.lexicon import Lexicon
from tongban.catalogue.words.sounds import BEGINS, FIXED, Sounded, blurred, sounds, spelled
from tongban.catalogue.words.text import CHUNKS, even, is_han, stem

HEARD = 0.75  # what a term is worth that was only heard, against one that was written
WRITTEN_OUT = 0.95  # what a term is worth that was typed in pinyin
LONG, MEANT = 20, 28  # from how many characters on fillers are left out for the model, and its most
LATIN = 0.3  # what a Latin letter weighs against a Chinese character there


@dataclass(frozen=True, slots=True)
class Term:
    """A term of a question (检索词): its place in the text and its worth."""

    key: str
    start: int
    end: int
    worth: float = 1.0


@dataclass(slots=True)
class Piece:
    """A run of one script: how it is read, and which place of the text each character has."""

    said: str
    places: list[tuple[int, int]]
    worth: list[float]


@dataclass(frozen=True, slots=True)
class Reading:
    """A question as it was read (读出的问句).

    `meant` is what to ask a model of meaning, whose time grows with it: pinyin written out, and
    fillers left out where it is long. `content` are the places that say something, of characters
    and of words; fillers are none of them.
    """

    text: str
    terms: tuple[Term, ...] = ()
    content: frozenset[int] = field(default_factory=frozenset)
    meant: str = ""
    written: str = ""


class Reader:
    """Reads questions with a lexicon and with the sounds of a catalogue's words (读者)."""

    def __init__(self, lexicon: Lexicon, sounded: Sounded, english: frozenset[str]) -> None:
        """Take what is known: notions, pairs by sound, and the stems of the catalogue's English."""
        self.lexicon = lexicon
        self.sounded = sounded
        self.english = english | frozenset(lexicon.english)

    def read(self, text: str) -> Reading:
        """Read one question."""
        said = even(text)
        terms: list[Term] = []
        content: set[int] = set()
        plain: list[str] = []
        short: list[str] = []
        for piece in self._pieces(said):
            if is_han(piece.said.strip()):
                terms += self._chinese(piece, content)
            else:
                terms += self._english(piece, content)
            plain.append(piece.said)
            short.append(_without_fillers(piece, content))
        whole = " ".join(plain)
        meant = whole if _weight(whole) <= LONG else _first(" ".join(short))
        return Reading(said, tuple(terms), frozenset(content), meant, whole)

    def _pieces(self, said: str) -> Iterator[Piece]:
        """Cut a text into runs of Chinese and rows of English words; write pinyin out."""
        latin: list[tuple[str, int]] = []
        for found in CHUNKS.finditer(said):
            chunk, start = found.group(), found.start()
            if is_han(chunk):
                yield from self._latin(latin)
                latin = []
                yield self._run(chunk, start)
            else:
                latin.append((chunk, start))
        yield from self._latin(latin)

    def _run(self, chunk: str, start: int) -> Piece:
        """Read a run of characters, homophones of known words as these."""
        kept = _kept(chunk, self.lexicon)
        written = chunk
        heard = sounds(chunk)
        if "" in kept and len(heard) == len(chunk) and len(chunk) > 1:
            written = self.sounded.write(heard, chunk, kept)
        worth = [1.0 if one == two else HEARD for one, two in zip(chunk, written, strict=True)]
        return Piece(written, [(start + at, start + at + 1) for at in range(len(chunk))], worth)

    def _latin(self, words: list[tuple[str, int]]) -> Iterator[Piece]:
        """Read a row of Latin words: English, pinyin, or initials."""
        if not words:
            return
        english = [self._is_english(word) for word, _ in words]
        row: list[tuple[str, int, tuple[str, ...]]] = []
        for (word, start), known in zip(words, english, strict=True):
            sound = () if known and sum(english) * 2 >= len(words) else spelled(word)
            row.append((word, start, sound))
        at = 0
        while at < len(row):
            end = at + 1
            while end < len(row) and bool(row[end][2]) == bool(row[at][2]):
                end += 1
            yield from self._spoken(row[at:end]) if row[at][2] else self._worded(row[at:end])
            at = end

    def _is_english(self, word: str) -> bool:
        return word in self.lexicon.small or stem(word) in self.english or word.isdigit()

    def _spoken(self, row: list[tuple[str, int, tuple[str, ...]]]) -> Iterator[Piece]:
        heard, kept, places = [], [], []
        for word, start, sound in row:
            heard += [blurred(one) for one in sound]
            kept += [BEGINS, *[""] * (len(sound) - 1)]
            places += [(start, start + len(word))] * len(sound)
        written = self.sounded.write(heard, [""] * len(heard), kept) if len(heard) > 1 else " "
        piece, spots = "", list[tuple[int, int]]()
        for character, place in zip(written, places, strict=True):
            if character == " ":
                if piece:
                    yield Piece(piece, spots, [WRITTEN_OUT] * len(piece))
                piece, spots = "", []
                continue
            piece, spots = piece + character, [*spots, place]
        if piece:
            yield Piece(piece, spots, [WRITTEN_OUT] * len(piece))

    def _worded(self, row: list[tuple[str, int, tuple[str, ...]]]) -> Iterator[Piece]:
        rest: list[tuple[str, int]] = []
        for word, start, _ in row:
            if run := self.sounded.initials.get(word):
                yield Piece(run, [(start, start + len(word))] * len(run), [HEARD] * len(run))
            else:
                rest.append((word, start))
        if rest:
            places = [(start, start + len(word)) for word, start in rest]
            yield Piece(" ".join(word for word, _ in rest), places, [1.0] * len(rest))

    def _chinese(self, piece: Piece, content: set[int]) -> Iterator[Term]:
        run, places, worth = piece.said, piece.places, piece.worth
        for notion, start, end in self.lexicon.chinese_notions(run):
            yield Term(notion, places[start][0], places[end - 1][1], min(worth[start:end]))
        idle = _idle(run, self.lexicon)
        for at, character in enumerate(run):
            if not idle[at]:
                content.add(places[at][0])
                yield Term(character, *places[at], worth[at])
            if at and idle[at] != FIXED and idle[at - 1] != FIXED:
                least = min(worth[at - 1 : at + 1])
                yield Term(run[at - 1 : at + 1], places[at - 1][0], places[at][1], least)

    def _english(self, piece: Piece, content: set[int]) -> Iterator[Term]:
        words = piece.said.split(" ")
        stems = [stem(word) for word in words]
        for notion, start, end in self.lexicon.english_notions(stems):
            yield Term(notion, piece.places[start][0], piece.places[end - 1][1])
        for word, one, place in zip(words, stems, piece.places, strict=True):
            if word not in self.lexicon.small:
                content.add(place[0])
                yield Term(one, *place)


def _without_fillers(piece: Piece, content: set[int]) -> str:
    words = piece.said if is_han(piece.said.strip()) else piece.said.split(" ")
    said = [one for one, place in zip(words, piece.places, strict=True) if place[0] in content]
    return ("" if isinstance(words, str) else " ").join(said)


def _weight(text: str) -> float:
    return sum(1.0 if is_han(one) else LATIN for one in text)


def _first(text: str) -> str:
    """Return as much of a text from its start as the model is to read."""
    left = float(MEANT)
    for at, one in enumerate(text):
        left -= 1.0 if is_han(one) else LATIN
        if left < 0:
            return text[:at]
    return text


def _cut(run: str) -> list[str]:
    # Its dictionary takes a third of a second to load: only whoever reads loads it.
    import rjieba

    return list(rjieba.cut(run, False))  # noqa: FBT003 - the library takes no keyword


def _kept(chunk: str, lexicon: Lexicon) -> list[str]:
    """Say of each character whether it belongs to a known word and is meant as it stands."""
    kept: list[str] = []
    for word in _cut(chunk):
        fixed = len(word) > 1 or word in lexicon.fillers
        kept += [FIXED if fixed else ""] * len(word)
    for _, start, end in lexicon.chinese_notions(chunk):
        if end - start > 1:
            kept[start:end] = [FIXED] * (end - start)
    return kept


def _idle(run: str, lexicon: Lexicon) -> list[str]:
    """Say of each character whether it is a filler: "=" for words of fillers, "-" for one alone."""
    idle: list[str] = []
    for word in _cut(run):
        idle += [("-" if word in lexicon.fillers else "")] * len(word)
    for found in lexicon.filler_words.finditer(run):
        idle[found.start() : found.end()] = [FIXED] * (found.end() - found.start())
    return idle


def terms_of(text: str, lexicon: Lexicon) -> Iterator[str]:
    """Yield the terms of a text that was written with care: a name, an alias, a condition.

    >>> from tongban.catalogue.words.lexicon import lexicon
    >>> sorted(terms_of("护照", lexicon()))
    ['=passport', '护', '护照', '照']
    """
    latin: list[str] = []
    for chunk in CHUNKS.findall(even(text)):
        if is_han(chunk):
            yield from chunk
            yield from (chunk[at : at + 2] for at in range(len(chunk) - 1))
            yield from (notion for notion, _, _ in lexicon.chinese_notions(chunk))
        else:
            latin.append(chunk)
    stems = [stem(word) for word in latin]
    yield from (notion for notion, _, _ in lexicon.english_notions(stems))
    yield from (one for one, word in zip(stems, latin, strict=True) if word not in lexicon.small)
