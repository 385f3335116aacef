"""A diagram with its chains contracted: what the sweeps of a click run over."""

from typing import NamedTuple

import numpy as np

from sumisura.space.flat import Flat
from sumisura.space.kernels.chains import follow, joints
from sumisura.space.structure import Ints, frozen


class Strands(NamedTuple):
    """Joints, numbered from the root by level, and the strands between them.

    In car ranges most nodes leave only one value: a sweep that hops from joint to joint is several times faster.

    Args:
        order: variable number at each level.
        first: first column of every variable, and the end.
        gaps: first and last-but-one level of each gap.
        begin: first strand of each joint; the last entry is the terminal's.
        child: the joint each strand leads to.
        column_begin: first entry of each strand in ``column``, and the end.
        column: what the strands choose, one after the other.
        gap_begin: first entry of each strand in ``gap``, and the end.
        gap: what the strands skip.
    """

    order: Ints
    first: Ints
    gaps: Ints
    begin: Ints
    child: Ints
    column_begin: Ints
    column: Ints
    gap_begin: Ints
    gap: Ints


def strands_of(flat: Flat) -> Strands:
    """Contract every chain of a diagram."""
    number = np.empty(flat.nodes + 1, np.int32)
    count = int(joints(flat.begin, flat.child, number))
    begin, child = np.zeros(int(number.max()) + 1, np.int32), np.zeros(count, np.int32)
    column_begin, gap_begin = np.zeros(count + 1, np.int32), np.zeros(count + 1, np.int32)
    column, gap = np.zeros(len(flat.column), np.int32), np.zeros(len(flat.column), np.int32)
    skipped = follow(
        flat.begin, flat.column, flat.child, flat.gap, number,
        begin, child, column_begin, column, gap_begin, gap,
    )  # fmt: skip
    parts = (begin, child, column_begin, column, gap_begin, gap[:skipped].copy())
    return Strands(flat.order, flat.first, flat.gaps, *map(frozen, parts))
