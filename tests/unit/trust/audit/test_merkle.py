"""Merkle trees: the published vectors, brute force over every small tree, and proofs that must not hold. Shows S99."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from sumisura.trust.audit.merkle import (
    EMPTY,
    bagged,
    consistency,
    consistent,
    grown,
    includes,
    inclusion,
    leaf_hash,
    node_hash,
    root,
)

# The test data of the reference implementation of RFC 6962, google/certificate-transparency.
LEAVES = [
    bytes.fromhex(text)
    for text in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
    )
]  # fmt: skip
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
FIRST_OF_EIGHT = [
    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
]
SIX_TO_EIGHT = [
    "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
]
SMALL = 33


def defined(leaves):
    """The tree hash as RFC 9162 defines it, word by word."""
    if not leaves:
        return EMPTY
    if len(leaves) == 1:
        return leaf_hash(leaves[0])
    middle = 1
    while middle * 2 < len(leaves):
        middle *= 2
    return node_hash(defined(leaves[:middle]), defined(leaves[middle:]))


def over(leaves):
    return lambda level, index: defined(leaves[index << level : (index + 1) << level])


def numbered(size):
    return [b"%d" % number for number in range(size)]


def test_roots_are_those_of_the_reference():
    for size, expected in enumerate(ROOTS):
        assert root(size, over(LEAVES)).hex() == expected
        assert bagged(grown([], 0, map(leaf_hash, LEAVES[:size]))).hex() == expected


def test_proofs_are_those_of_the_reference():
    assert [step.hex() for step in inclusion(0, 8, over(LEAVES))] == FIRST_OF_EIGHT
    assert [step.hex() for step in consistency(1, 8, over(LEAVES))] == FIRST_OF_EIGHT
    assert [step.hex() for step in consistency(6, 8, over(LEAVES))] == SIX_TO_EIGHT


def test_every_leaf_of_every_small_tree_is_proved_and_no_other_stands_in_for_it():
    leaves = numbered(SMALL)
    for size in range(1, SMALL + 1):
        head = defined(leaves[:size])
        for index in range(size):
            path = inclusion(index, size, over(leaves))
            assert includes(leaf_hash(leaves[index]), index, size, path, head)
            assert not includes(leaf_hash(b"other"), index, size, path, head)
            assert not includes(leaf_hash(leaves[index]), index, size, [*path, head], head)
            assert not path or not includes(leaf_hash(leaves[index]), index, size, path[:-1], head)
            assert not includes(leaf_hash(leaves[index]), (index + 1) % size or size, size, path, head)


def test_every_two_small_trees_are_consistent_and_no_others():
    leaves = numbered(SMALL)
    heads = [defined(leaves[:size]) for size in range(SMALL + 1)]
    for second in range(SMALL + 1):
        for first in range(second + 1):
            path = consistency(first, second, over(leaves))
            assert consistent(first, second, path, (heads[first], heads[second])), (first, second)
            for earlier, later in pairwise((heads[first], leaf_hash(b"other"), heads[second])):
                assert first in {0, second} or not consistent(first, second, path, (earlier, later))
            assert not consistent(first, second, [*path, EMPTY], (heads[first], heads[second]))


@given(st.lists(st.binary(max_size=4), min_size=1, max_size=70), st.data())
def test_a_proof_with_anything_changed_does_not_hold(leaves, data):
    index = data.draw(st.integers(0, len(leaves) - 1))
    path, head = inclusion(index, len(leaves), over(leaves)), defined(leaves)
    assert includes(leaf_hash(leaves[index]), index, len(leaves), path, head)
    if path:
        at, bit = data.draw(st.integers(0, len(path) - 1)), data.draw(st.integers(0, 255))
        flipped = int.from_bytes(path[at]) ^ (1 << bit)
        path[at] = flipped.to_bytes(32)
        assert not includes(leaf_hash(leaves[index]), index, len(leaves), path, head)


@given(st.integers(0, 60), st.integers(0, 60))
def test_a_tree_grows_from_its_peaks(before, more):
    hashes = [leaf_hash(leaf) for leaf in numbered(before + more)]
    peaks = grown([], 0, hashes[:before])
    assert len(peaks) == before.bit_count()
    assert bagged(grown(peaks, before, hashes[before:])) == defined(numbered(before + more))
