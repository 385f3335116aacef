"""The sentence over a chart of trust says what its bars show, and no more."""

import pytest

from sumisura.insight.promises import PROMISES
from sumisura.kernel import Brand, BrandId
from sumisura.stats.intervals import Estimate
from sumisura.usecases.office.trusting import Answers, Kept, Rate, TrustPage
from sumisura.web.trust_view import view

SHOP = Brand(BrandId("indigo"), "Indigo", "EUR", locale="en")
NOBODY = Answers(0, None, (), (), (), ())


@pytest.mark.parametrize(
    ("shares", "sentence"),
    [
        ((1.0, 1.0), "Every promise was kept every time."),
        ((1.0, 0.9), "The promise kept least often is kept 90% of the time: “{worst}”"),
    ],
)
def test_only_a_promise_that_was_broken_is_named(shares, sentence):
    promises = list(PROMISES.values())[: len(shares)]
    kept = [
        Kept(one, Rate(one.name, one.words, 50, Estimate(share, share - 0.1, 1.0, 50)))
        for one, share in zip(promises, shares, strict=True)
    ]
    chart = view(TrustPage(NOBODY, None, kept, ()), SHOP).promises
    assert chart.sentence == sentence.format(worst=promises[-1].words)
