"""A cursor names its own place and no other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sumisura.api.cursors import pack, unpack
from sumisura.kernel import BadInput, BrandId, Rng
from sumisura.trust.keys import Keyring

KEYS, BRAND = Keyring.fresh(Rng(1)), BrandId("indigo")
TEXTS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=60)


@given(TEXTS)
def test_every_place_comes_back(place):
    assert unpack(KEYS, BRAND, "orders", pack(KEYS, BRAND, "orders", place)) == place


@given(TEXTS, st.integers(0, 200), TEXTS)
def test_no_other_text_is_a_cursor(place, at, text):
    cursor = pack(KEYS, BRAND, "orders", place)
    altered = cursor[: at % len(cursor)] + text + cursor[at % len(cursor) + 1 :]
    if altered != cursor:
        with pytest.raises(BadInput):
            unpack(KEYS, BRAND, "orders", altered)


def test_it_is_of_one_list_of_one_brand_of_one_installation():
    cursor = pack(KEYS, BRAND, "orders", "ord_1")
    for keys, brand, listed in (
        (Keyring.fresh(Rng(2)), BRAND, "orders"),
        (KEYS, BrandId("lucia"), "orders"),
        (KEYS, BRAND, "events"),
    ):
        with pytest.raises(BadInput):
            unpack(keys, brand, listed, cursor)
