"""Every leaf of every tree can be proved, every tree continues every smaller one; nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.oversight.log.domain import tiles, trees

SIZES = st.integers(1, 700)


def leaves(size, *, salt=b""):
    return [trees.leaf_hash(salt + n.to_bytes(4, "big")) for n in range(size)]


@given(size=SIZES, data=st.data())
def test_a_leaf_is_proved_at_its_own_place_and_nowhere_else(size, data):
    index = data.draw(st.integers(0, size - 1))
    made = leaves(size)
    proof = trees.inclusion(index, size, trees.nodes_of(made))
    assert trees.root_by(index, size, made[index], proof) == trees.fold(made)
    other = (index + 1) % size
    try:
        found = trees.root_by(other, size, made[index], proof)
    except trees.BrokenProofError:
        return
    assert found != trees.fold(made) or other == index


@given(size=SIZES, data=st.data())
def test_a_tree_continues_its_beginning_and_no_other(size, data):
    old = data.draw(st.integers(0, size))
    made, other = leaves(size), leaves(old, salt=b"x")
    proof = trees.consistency(old, size, trees.nodes_of(made))
    whole = trees.fold(made)
    assert trees.consistent(old, trees.fold(made[:old]), size, whole, proof)
    assert old == 0 or not trees.consistent(old, trees.fold(other), size, whole, proof)
    assert not trees.consistent(old, trees.fold(made[:old]), size, whole, [*proof, whole])


def test_a_proof_too_long_or_too_short_is_refused():
    made = leaves(5)
    proof = trees.inclusion(2, 5, trees.nodes_of(made))
    for broken in (proof[:-1], [*proof, proof[0]]):
        with pytest.raises(trees.BrokenProofError):
            trees.root_by(2, 5, made[2], broken)


@given(steps=st.lists(st.integers(0, 400), max_size=6))
def test_tiles_written_in_any_steps_are_the_tree(steps):
    files, size, made = {}, 0, leaves(sum(steps))
    for step in steps:
        edge = tiles.Edge.read(lambda tile: files[tile.path], size)
        for tile, content in edge.add(made[size : size + step]):
            files[tile.path] = content
        size += step
        assert edge.root() == trees.fold(made[:size])
    assert {tile.path for tile in tiles.tiles(size)} <= files.keys()
    assert trees.root(size, tiles.nodes(lambda tile: files[tile.path], size)) == trees.fold(made)


def test_a_bundle_that_was_cut_is_noticed():
    with pytest.raises(tiles.BrokenTileError):
        tiles.unbundle(tiles.bundle([b"one", b"two"])[:-1])
