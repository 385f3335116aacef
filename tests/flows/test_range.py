"""Nothing outside the range can be ordered, and every number shown about the range is exact (S30, S51, S58)."""

import random
from dataclasses import replace

import pytest

from shopping import begin, place
from spaces import Brute, _holds, random_family
from sumisura.kernel import BrandId, PartyId, Role, VaultRef
from sumisura.orders.model import Cart
from sumisura.space import draft as drafting
from sumisura.space import repo
from sumisura.space.draft import Draft, Step, design_of
from sumisura.space.expressions import parse
from sumisura.store.codec import decode
from sumisura.trust.members import Member
from sumisura.usecases import brands
from sumisura.usecases.bringing_in.publish import publish_family
from sumisura.usecases.office import operate
from sumisura.usecases.shop.viewing import Shown, groups
from sumisura.usecases.shop.views import State

FAMILIES = {"aurea": "ring", "bastone": "burger", "indigo": "jeans", "volta": "car"}


def space_of(services, brand):
    with services.store.read() as tx:
        return services.shelf.take(
            tx, BrandId(brand), repo.current(tx, BrandId(brand), FAMILIES[brand])
        ).space


def draft_in(space, brand):
    return Draft("dsn_1", BrandId(brand), "pty_1", space.family.name, space.family.digest)


@pytest.mark.parametrize(("brand", "designs"), [("aurea", 30), ("bastone", 30), ("indigo", 30), ("volta", 9)])
def test_every_options_shown_difference_is_the_difference_after_the_click(services, brand, designs):
    """S1, S77: every option of many random designs, partial and finished, reachable and greyed out."""
    rng, space, tried = random.Random(brand), space_of(services, brand), 0  # noqa: S311 - a test's chance repeats
    for number in range(designs):
        draft = draft_in(space, brand)
        for _ in range(rng.randrange(len(space.family.variables))):
            variable = rng.choice(space.family.variables)
            value = rng.choice(variable.values)
            if design_of(space, draft).options()[variable.name][value.name].give_up >= 0:
                draft = drafting.choose(space, draft, variable.name, value.name, anyway=True)
        if number % 2:
            draft = drafting.finish(space, draft)
        shown = Shown.of(space, draft, {}, {})
        before = shown.design.price
        views = [one for group in groups(shown) for one in group.variables]
        for variable in views if len(views) < 50 else rng.sample(views, 20):
            for option in variable.options:
                if space.start().options()[variable.name][option.name].give_up < 0:
                    assert option.state is State.UNAVAILABLE
                    continue
                after = drafting.choose(space, draft, variable.name, option.name, anyway=True)
                assert after.choices[variable.name] == option.name
                assert design_of(space, after).price - before == option.delta.amount, (
                    draft,
                    variable.name,
                    option,
                )
                tried += 1
    assert tried > 300


def broken_rules(family, choices):
    """Names of the rules a complete design breaks, by the plain meaning of each."""
    return [
        rule.name
        for rule in family.rules
        if not _holds(rule, parse(rule.expression, family) if rule.expression else None, choices)
    ]


@pytest.mark.parametrize("brand", ["aurea", "bastone", "indigo"])
def test_whatever_is_posted_only_what_meets_every_rule_reaches_the_bag(person, services, brand):
    """S51, S58: hand-made forms, in any order, with and without insisting."""
    rng, family = random.Random(brand), space_of(services, brand).family  # noqa: S311 - a test's chance repeats
    assert any(rule.standard for rule in family.rules)
    values = [f"{one.name}:{value.name}" for one in family.variables for value in one.values]
    for _ in range(6):
        begin(person, brand)
        design, csrf = place(person), person.page.field("csrf")
        for _ in range(12):
            act = rng.choice(["choose", "choose", "anyway", "retract", "finish", "undo", "unfinish"])
            data = {"csrf": csrf, "option": rng.choice(values), "variable": rng.choice(family.variables).name}
            assert person.client.post(f"{design}/{act}", data=data).status_code < 500
        person.client.post(f"{design}/finish", data={"csrf": csrf})
        required = {"field.waist": "84", "field.hip": "100", "field.inseam": "82", "field.name": "Ada"}
        person.client.post(f"{design}/bag", data={"csrf": csrf, **required, "field.words": "Ada"})
    with services.store.read() as tx:
        lines = [
            line for one in tx.records.page(BrandId(brand), "cart") for line in decode(one.body, Cart).lines
        ]
    assert len(lines) >= 2
    for line in lines:
        assert broken_rules(family, dict(line.claims.configuration)) == []


def test_the_owners_page_counts_and_prices_every_option_exactly(services):
    """S30, by brute force."""
    owner = Member(PartyId("pty_o"), BrandId("indigo"), frozenset({Role.OWNER}), VaultRef("vlt_1"), "")
    with services.store.read() as tx:
        indigo = brands.load(tx, BrandId("indigo"))
    for seed in range(12):
        family = random_family(random.Random(seed))  # noqa: S311 - a test's chance repeats
        brute = Brute(family)
        if not brute.variants:
            continue
        publish_family(services, indigo, family)
        page = operate.family(services, indigo, owner, family.name)
        prices = [brute.price(variant) for variant in brute.variants]
        assert (page.count, page.cheapest.amount, page.dearest.amount) == (
            len(prices),
            min(prices),
            max(prices),
        )
        rows = iter(page.rows)
        for variable in family.variables:
            for value in variable.values:
                row, having = next(rows), brute.completions({variable.name: value.name})
                assert row.count == len(having)
                assert row.share == len(having) / len(prices)
                cheapest = min(map(brute.price, having), default=None)
                assert (row.cheapest.amount if row.cheapest else None) == cheapest
        assert next(rows, None) is None


@pytest.mark.parametrize(("brand", "family"), [("indigo", "jeans"), ("bastone", "burger")])
def test_the_owners_page_shows_these_numbers(staff, services, brand, family):
    clerk = staff("owner", brand)
    clerk.open(f"/{brand}/office/families/{family}")
    space = space_of(services, brand)
    assert f"{space.count():,}" in clerk.page.text
    for variable in space.family.variables:
        counts = [space.start().choose(variable.name, one.name).count() for one in variable.values]
        assert sum(counts) == space.count()
        assert all(f"{count:,}" in clerk.page.text for count in counts)
    for rule in space.family.rules:
        assert " ".join(rule.reason.split()) in clerk.page.text


def test_not_even_a_design_altered_in_the_database_is_sealed_against_the_rules(person, services):
    begin(person, "bastone")
    at, csrf = place(person), person.page.field("csrf")
    with services.store.write() as tx:
        draft, version = repo.draft(tx, BrandId("bastone"), at.rsplit("/", 1)[1])
        raw = {**draft.choices, "patty": "crispy-chicken", "bun": "gluten-free"}
        assert broken_rules(space_of(services, "bastone").family, raw) == ["gluten-free-to-the-end"]
        repo.save_draft(tx, replace(draft, now=Step(raw)), version)
    answer = person.client.post(f"{at}/bag", data={"csrf": csrf})
    assert 400 <= answer.status_code < 500
    assert "would not be gluten-free" in answer.text
    person.open("/bastone/bag")
    assert "Nothing in it yet" in person.page.text
