"""Merkle trees (默克尔树): one hash stands for every leaf before it (RFC 6962 §2.1, RFC 9162 §2.1).

A tree is read through a `Nodes`: a function that gives the hash over `2**height` leaves which
begin at `place * 2**height`. Whoever has that can prove that a leaf is in (inclusion) and that a
smaller tree is the beginning of this one (consistency); whoever verifies needs neither.

>>> leaves = [leaf_hash(bytes([n])) for n in range(7)]
>>> nodes = nodes_of(leaves)
>>> proof = inclusion(4, 7, nodes)
>>> root_by(4, 7, leaves[4], proof) == root(7, nodes) == fold(leaves)
True
>>> consistent(3, fold(leaves[:3]), 7, fold(leaves), consistency(3, 7, nodes))
True
"""

from collections.abc import Callable, Sequence
from hashlib import sha256

EMPTY = sha256().digest()
"""The root of a tree without leaves."""

Nodes = Callable[[int, int], bytes]
"""The hash over `2**height` whole leaves, by height and place (节点)."""


class BrokenProofError(ValueError):
    """A proof that is too long, too short or cannot belong to such a tree."""


def leaf_hash(data: bytes) -> bytes:
    """Hash an entry; the 0 before it keeps it apart from a node (RFC 6962 §2.1)."""
    return sha256(b"\0" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two children into their parent."""
    return sha256(b"\1" + left + right).digest()


def split(size: int) -> int:
    """Return the largest power of two below a size: how many leaves stand on the left."""
    return 1 << ((size - 1).bit_length() - 1)


def fold(hashes: Sequence[bytes]) -> bytes:
    """Return the root over these hashes of leaves.

    >>> fold([]) == EMPTY
    True
    """
    level = list(hashes)
    if not level:
        return EMPTY
    while len(level) > 1:
        odd = level[-1:] if len(level) % 2 else []
        level = [node_hash(level[n], level[n + 1]) for n in range(0, len(level) - 1, 2)] + odd
    return level[0]


def nodes_of(hashes: Sequence[bytes]) -> Nodes:
    """Read a tree that is wholly in memory."""

    def node(height: int, place: int) -> bytes:
        return fold(hashes[place << height : (place + 1) << height])

    return node


def peaks(size: int) -> list[tuple[int, int]]:
    """Name the whole trees a size is made of, left to right, by height and place.

    >>> peaks(6)
    [(2, 0), (1, 2)]
    """
    found, start = [], 0
    for height in range(size.bit_length() - 1, -1, -1):
        if size >> height & 1:
            found.append((height, start >> height))
            start += 1 << height
    return found


def join(hashes: Sequence[bytes]) -> bytes:
    """Return the root over peaks, given left to right."""
    if not hashes:
        return EMPTY
    found = hashes[-1]
    for left in reversed(hashes[:-1]):
        found = node_hash(left, found)
    return found


def root(size: int, nodes: Nodes) -> bytes:
    """Return the root of the tree of the first `size` leaves."""
    return join([nodes(height, place) for height, place in peaks(size)])


def _over(start: int, end: int, nodes: Nodes) -> bytes:
    """Return the hash over the leaves from `start` to `end`, which begin where a split falls."""
    width = end - start
    if width & (width - 1) == 0:
        return nodes(width.bit_length() - 1, start // width)
    middle = start + split(width)
    return node_hash(_over(start, middle, nodes), _over(middle, end, nodes))


def inclusion(index: int, size: int, nodes: Nodes) -> list[bytes]:
    """Prove that the leaf at `index` is in the tree of this size: its siblings, lowest first.

    Raises ValueError for a leaf the tree does not have.
    """
    if not 0 <= index < size:
        raise ValueError(f"there is no leaf {index} among {size}")
    found: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + split(end - start)
        if index < middle:
            found.append(_over(middle, end, nodes))
            end = middle
        else:
            found.append(_over(start, middle, nodes))
            start = middle
    return found[::-1]


def root_by(index: int, size: int, leaf: bytes, proof: Sequence[bytes]) -> bytes:
    """Return the root that follows from a leaf's hash and its proof (RFC 9162 §2.1.3.2).

    Raises BrokenProofError for a proof that no such tree has.
    """
    if not 0 <= index < size:
        raise BrokenProofError("the leaf lies outside the tree")
    place, last, found = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            raise BrokenProofError("the proof is too long")
        if place & 1 or place == last:
            found = node_hash(sibling, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        place, last = place >> 1, last >> 1
    if last:
        raise BrokenProofError("the proof is too short")
    return found


def consistency(old: int, size: int, nodes: Nodes) -> list[bytes]:
    """Prove that the tree of `old` leaves is the beginning of the one of `size` (RFC 6962 §2.1.2).

    Empty where there is nothing to prove: from an empty tree, and to the same one.
    """
    if not 0 <= old <= size:
        raise ValueError(f"{old} is not the beginning of {size}")
    if old in (0, size):
        return []
    found: list[bytes] = []
    start, end, is_whole = 0, size, True
    while old != end:
        middle = start + split(end - start)
        if old <= middle:
            found.append(_over(middle, end, nodes))
            end = middle
        else:
            found.append(_over(start, middle, nodes))
            start, is_whole = middle, False
    if not is_whole:
        found.append(_over(start, end, nodes))
    return found[::-1]


def consistent(
    old: int, old_root: bytes, size: int, new_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Tell whether a proof shows that the smaller tree begins the larger (RFC 9162 §2.1.4.2)."""
    if old > size or old < 0:
        return False
    if old == size:
        return not proof and old_root == new_root
    if old == 0:
        return not proof
    path = list(proof)
    if old & (old - 1) == 0:
        path.insert(0, old_root)
    if not path:
        return False
    place, last = old - 1, size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    small = large = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            small, large = node_hash(sibling, small), node_hash(sibling, large)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            large = node_hash(large, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and small == old_root and large == new_root
