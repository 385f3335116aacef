"""What is written can be made: within its limits, on a step, whatever was typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sumisura.kernel import BadInput, Field
from sumisura.space.fields import check

TENTHS = st.integers(1, 400).map(lambda tenths: tenths / 10)


def test_the_last_step_may_end_before_the_maximum():
    inseam = Field("inseam", "Inseam", kind="number", minimum=60, maximum=95, step=2)
    assert (check(inseam, "95"), check(inseam, "94,9"), check(inseam, "60")) == ("94", "94", "60")


@given(low=TENTHS, span=TENTHS, step=TENTHS, share=st.floats(0, 1))
def test_a_number_within_the_limits_stays_within_them_and_settles(low, span, step, share):
    field = Field("f", "F", kind="number", minimum=low, maximum=low + span, step=step)
    typed = min(low + share * span, low + span)
    kept = check(field, repr(typed))
    assert low - 1e-6 <= float(kept) <= low + span + 1e-6
    assert abs((float(kept) - low) / step - round((float(kept) - low) / step)) < 1e-3


@pytest.mark.parametrize("text", ["59.9", "96", "nan", "inf", "ten", "1e9"])
def test_a_number_outside_is_refused(text):
    with pytest.raises(BadInput, match="Write a number from 60 to 95"):
        check(Field("inseam", "Inseam", kind="number", minimum=60, maximum=95, step=2), text)


@pytest.mark.parametrize("text", ["Ada\u202e", "a\u0000b", "a\nb"])
def test_no_needle_makes_what_cannot_be_seen(text):
    with pytest.raises(BadInput, match="cannot be made"):
        check(Field("words", "Words", max_length=40), text)
