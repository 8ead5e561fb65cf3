"""A witness cosigns what continues the tree it saw, and refuses everything else by its status."""

import pytest

from tongban.kernel.signing import make_signer
from tongban.oversight.log.domain import trees
from tongban.oversight.log.domain.notes import (
    COSIGNS,
    Checkpoint,
    Note,
    NoteKey,
    cosignature,
    signature,
)
from tongban.oversight.log.domain.receipts import BrokenReceiptError, Receipt
from tongban.oversight.log.domain.witnessing import Cosign, Request, judge

LOG, OTHER = make_signer("Ed25519"), make_signer("Ed25519")
ORIGIN = "city.example/log/2026"
KEY = NoteKey(ORIGIN, LOG.public)
LEAVES = [trees.leaf_hash(bytes([n])) for n in range(9)]


def note(size, *, leaves=LEAVES, signer=LOG, origin=ORIGIN):
    text = Checkpoint(origin, size, trees.fold(leaves[:size])).text
    return Note(text).plus(signature(origin, signer, text))


def asked(old, size, **kinds):
    proof = trees.consistency(old, size, trees.nodes_of(kinds.get("leaves", LEAVES)))
    return Request.parse(str(Request(old, tuple(proof), note(size, **kinds))))


def status(request, seen=5):
    before = Checkpoint(ORIGIN, seen, trees.fold(LEAVES[:seen])) if seen else None
    match judge(request, logs={ORIGIN: [KEY]}, seen=before):
        case Cosign():
            return 200
        case refused:
            return refused.status


CHANGED = [*LEAVES[:2], LEAVES[8], *LEAVES[3:]]


@pytest.mark.parametrize(
    ("request_", "seen", "expected"),
    [
        (asked(5, 9), 5, 200),
        (asked(0, 9), 0, 200),
        (asked(5, 5), 5, 200),
        (asked(0, 9), 5, 409),
        (asked(5, 9, leaves=CHANGED), 5, 422),
        (asked(5, 5, leaves=CHANGED), 5, 409),
        (asked(5, 9, signer=OTHER), 5, 403),
        (asked(5, 9, origin="other.example"), 5, 404),
        (Request(9, (), note(5)), 5, 400),
    ],
)
def test_a_witness_answers_by_what_it_saw(request_, seen, expected):
    assert status(request_, seen) == expected


def receipt(index=3):
    proof = trees.inclusion(index, 9, trees.nodes_of(LEAVES))
    seen = cosignature("other.example/w", OTHER, note(9).text, at=1_770_000_000)
    return Receipt(bytes([index]), index, tuple(proof), note(9).plus(seen))


def test_a_receipt_is_read_back_and_holds_with_its_witness():
    found = Receipt.parse(str(receipt()))
    assert found == receipt()
    found.verify(KEY, [NoteKey("other.example/w", OTHER.public, COSIGNS)], least=1)


@pytest.mark.parametrize(
    "change",
    [
        lambda one: Receipt(b"other", one.index, one.proof, one.note),
        lambda one: Receipt(one.data, one.index + 1, one.proof, one.note),
        lambda one: Receipt(one.data, one.index, one.proof, note(9, leaves=CHANGED)),
        lambda one: Receipt(one.data, one.index, one.proof, note(9, signer=OTHER)),
    ],
)
def test_a_changed_receipt_shows_nothing(change):
    with pytest.raises(BrokenReceiptError):
        change(receipt()).verify(KEY)


def test_a_receipt_without_enough_witnesses_is_not_enough():
    unseen = Receipt(receipt().data, 3, receipt().proof, note(9))
    with pytest.raises(BrokenReceiptError):
        unseen.verify(KEY, [NoteKey("other.example/w", OTHER.public, COSIGNS)], least=1)
