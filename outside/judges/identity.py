"""python-stdnum and our checks agree on 20,000 numbers, right ones and wrong ones."""

import random
import sys
from datetime import date, timedelta

from stdnum.cn import ric, uscc

from tongban.kernel import identifiers

REGION = "350102"
random.seed(20261123)


def ours(check, text: str) -> bool:
    """Whether our check accepts the text."""
    try:
        check(text)
    except identifiers.BadIdentifier:
        return False
    return True


def spoilt(text: str) -> str:
    """Change one character or swap two neighbours."""
    at = random.randrange(len(text) - 1)
    if random.random() < 0.5:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text[:at] + random.choice("0123456789X") + text[at + 1 :]


different = []
for _ in range(10_000):
    born = date(1930, 1, 1) + timedelta(days=random.randrange(34_000))
    right = identifiers.make_citizen_number(REGION, born, random.randrange(1, 1000))
    for text in (right, spoilt(right)):
        # stdnum does not know every county; ours is asked about the number, not about the county.
        theirs = ric.calc_check_digit(text) == text[-1] if text[:17].isdigit() else False
        theirs = theirs and len(text) == 18
        if theirs:
            try:
                ric.get_birth_date(text)
            except Exception:  # noqa: BLE001 - any refusal is a refusal
                theirs = False
        if (
            theirs
            and date.fromisoformat(f"{text[6:10]}-{text[10:12]}-{text[12:14]}") > date.today()
        ):
            continue
        if ours(identifiers.check_citizen_number, text) != theirs:
            different.append(text)
for number in range(10_000):
    right = identifiers.make_uscc(REGION, number + 1)
    for text in (right, spoilt(right)):
        if uscc.is_valid(text) and not ours(identifiers.check_uscc, text):
            # ours also checks the organisation code inside, stdnum does not
            continue
        if ours(identifiers.check_uscc, text) and not uscc.is_valid(text):
            different.append(text)
if different:
    print(f"{len(different)} different, first: {different[:5]}")
sys.exit(bool(different))
