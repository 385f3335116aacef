"""Merkle trees as RFC 9162 has them: roots, inclusion and consistency proofs, and checking both.

A tree is read through ``Nodes``: the hash of any *whole* subtree, of ``2**level`` leaves. Everything else
follows from those, so that a proof in a tree of a million leaves needs twenty hashes and not a million.

Source: RFC 9162 (Certificate Transparency 2.0), section 2.1.
"""

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256

Nodes = Callable[[int, int], bytes]
"""(level, index) → the hash over the leaves from ``index * 2**level`` on, ``2**level`` of them."""
EMPTY = sha256(b"").digest()
"""The root of no leaves."""


def leaf_hash(data: bytes) -> bytes:
    """SHA-256 over 0x00 and the data (RFC 9162, 2.1.1): no leaf can pass for a node."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256 over 0x01 and both children (RFC 9162, 2.1.1)."""
    return sha256(b"\x01" + left + right).digest()


def root(size: int, nodes: Nodes) -> bytes:
    """The hash of the tree of the first ``size`` leaves.

    Example:
        >>> root(0, lambda level, index: b"").hex()[:16]
        'e3b0c44298fc1c14'
    """
    return _subtree(nodes, 0, size) if size else EMPTY


def inclusion(index: int, size: int, nodes: Nodes) -> list[bytes]:
    """What has to be hashed with a leaf, from its sibling up, to come to the root (RFC 9162, 2.1.3.1).

    Args:
        index: of the leaf, 0 to ``size - 1``.
        size: leaves of the tree.
    """
    path: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        near, far = ((start, middle), (middle, end)) if index < middle else ((middle, end), (start, middle))
        path.append(_subtree(nodes, *far))
        start, end = near
    return path[::-1]


def consistency(first: int, second: int, nodes: Nodes) -> list[bytes]:
    """What shows that the tree of ``first`` leaves is the beginning of that of ``second`` (RFC 9162, 2.1.4.1).

    Args:
        first: leaves of the earlier tree, 1 to ``second``; for 0 there is nothing to show, and the proof is empty.
    """
    if first in {0, second}:
        return []
    path: list[bytes] = []
    start, end, whole = 0, second, True
    while first != end:
        middle = start + _split(end - start)
        if first <= middle:
            path.append(_subtree(nodes, middle, end))
            end = middle
        else:
            path.append(_subtree(nodes, start, middle))
            start, whole = middle, False
    return ([] if whole else [_subtree(nodes, start, end)]) + path[::-1]


def includes(leaf: bytes, index: int, size: int, path: Sequence[bytes], head: bytes) -> bool:
    """Whether that path leads from a leaf's hash to a root (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    at, last, reached = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return False
        if at & 1 or at == last:
            reached = node_hash(sibling, reached)
            at, last = _climb(at, last)
        else:
            reached = node_hash(reached, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and reached == head


def consistent(first: int, second: int, path: Sequence[bytes], heads: tuple[bytes, bytes]) -> bool:
    """Whether a path shows that one root's tree is the beginning of another's (RFC 9162, 2.1.4.2).

    Args:
        first, second: leaves of the two trees.
        heads: their roots, in the same order.
    """
    if not 0 < first < second:
        same = first == second and heads[0] == heads[1]
        return not path and (same or (first == 0 < second and heads[0] == EMPTY))
    steps = list(path) if first & (first - 1) else [heads[0], *path]
    if not steps:
        return False
    at, last = _whole(first - 1, second - 1)
    old = new = steps[0]
    for sibling in steps[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            at, last = _climb(at, last)
        else:
            new = node_hash(new, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and (old, new) == heads


def grown(peaks: Sequence[bytes], size: int, leaves: Iterable[bytes]) -> list[bytes]:
    """The peaks of a tree after more leaf hashes: the roots of its whole subtrees, largest first.

    Args:
        peaks: as many as ``size`` has ones in binary.
        size: leaves so far.
    """
    after = list(peaks)
    for leaf in leaves:
        after.append(leaf)
        size += 1
        for _ in range((size & -size).bit_length() - 1):
            right = after.pop()
            after[-1] = node_hash(after[-1], right)
    return after


def bagged(peaks: Sequence[bytes]) -> bytes:
    """The root over a tree's peaks.

    Example:
        >>> bagged([]) == EMPTY, bagged([b"one"])
        (True, b'one')
    """
    if not peaks:
        return EMPTY
    top = peaks[-1]
    for peak in reversed(peaks[:-1]):
        top = node_hash(peak, top)
    return top


def _split(n: int) -> int:
    """The largest power of two below n > 1."""
    return 1 << (n - 1).bit_length() - 1


def _subtree(nodes: Nodes, start: int, end: int) -> bytes:
    """The hash over the leaves from ``start`` to before ``end``, a subtree of a tree of these rules."""
    n = end - start
    level = n.bit_length() - 1
    if n == 1 << level:
        return nodes(level, start >> level)
    middle = start + _split(n)
    return node_hash(_subtree(nodes, start, middle), _subtree(nodes, middle, end))


def _climb(at: int, last: int) -> tuple[int, int]:
    """To the level on which ``at`` is a right child, from one on which it may be the last, without a sibling."""
    while not at & 1 and at:
        at, last = at >> 1, last >> 1
    return at, last


def _whole(at: int, last: int) -> tuple[int, int]:
    """To the level of the largest whole subtree that ends where the earlier tree does."""
    while at & 1:
        at, last = at >> 1, last >> 1
    return at, last
