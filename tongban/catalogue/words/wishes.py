"""Several wishes in one sentence (一句多愿): where one ends and another begins."""

import re
from collections.abc import Iterator

from tongban.catalogue.words.lexicon import Lexicon

MOST = 4  # wishes told apart in one question
_STOPS = re.compile(r"[,，。.;；?？!！、\n]+")


def parts(text: str, lexicon: Lexicon) -> Iterator[tuple[str, bool]]:
    """Cut a question at its joints; say of each part whether words joined it to what stood before.

    >>> from tongban.catalogue.words.lexicon import lexicon
    >>> [*parts("护照要办，顺便问下公租房", lexicon())]
    [('护照要办', False), ('问下公租房', True)]
    """
    start, joined = 0, False
    cuts = [(one.start(), one.end(), True) for one in lexicon.joints.finditer(text)]
    cuts += [(one.start(), one.end(), False) for one in _STOPS.finditer(text)]
    for begin, end, spoken in [*sorted(cuts), (len(text), len(text), False)]:
        if begin < start:
            continue
        if part := text[start:begin].strip():
            yield part, joined
            joined = False
        start, joined = end, joined or spoken
