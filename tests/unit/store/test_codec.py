import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sumisura.kernel import (
    BadInput,
    Brand,
    Configuration,
    Decision,
    Event,
    Family,
    Field,
    Grant,
    Group,
    Measure,
    Money,
    Order,
    OrderLine,
    OrderState,
    Party,
    Quote,
    QuoteLine,
    Role,
    Rule,
    Span,
    Surcharge,
    Value,
    Variable,
)
from sumisura.store.codec import Unreadable, decode, encode

TEXT = st.text(max_size=12)
FINITE = st.floats(allow_nan=False, allow_infinity=False)
FLOAT = st.one_of(FINITE, st.integers(-(2**53), 2**53))  # measures and limits are often written whole
MINOR = st.integers(-(2**63), 2**63 - 1)
FRACTION = st.fractions()
TEXTS = st.dictionaries(TEXT, TEXT, max_size=3)
WHEN = st.dictionaries(TEXT, st.lists(TEXT, max_size=2).map(tuple), max_size=2)
INSTANT = st.datetimes(timezones=st.just(UTC))
MONEY = st.builds(Money, MINOR, TEXT)
MEASURE = st.builds(Measure, FLOAT, TEXT, FLOAT)
CONFIGURATION = st.builds(Configuration.of, TEXT, TEXTS)
PLAIN = st.recursive(
    st.one_of(st.none(), st.booleans(), MINOR, TEXT, FINITE),
    lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(TEXT, inner, max_size=2)),
    max_leaves=5,
)


def tuples(of: st.SearchStrategy) -> st.SearchStrategy:
    return st.lists(of, max_size=2).map(tuple)


EVENT = st.builds(
    Event, TEXT, TEXT, TEXT, INSTANT, TEXT, TEXT, TEXT, TEXT, st.dictionaries(TEXT, PLAIN, max_size=3), MINOR
)
QUOTE = st.builds(
    Quote,
    tuples(st.builds(QuoteLine, TEXT, MONEY, MONEY, TEXT)),
    MONEY,
    MONEY,
    FRACTION,
    TEXT,
    INSTANT,
    TEXT,
    st.one_of(st.none(), st.dates()),
)
ORDER = st.builds(
    Order,
    TEXT,
    TEXT,
    TEXT,
    tuples(st.builds(OrderLine, TEXT, TEXT, CONFIGURATION, TEXTS, TEXTS, st.integers(1, 9), QUOTE)),
    MONEY,
    TEXT,
    TEXT,
    st.sampled_from(OrderState),
    tuples(st.tuples(st.sampled_from(OrderState), INSTANT)),
    TEXT,
)
VALUE = st.builds(
    Value, TEXT, TEXT, MINOR, MINOR, TEXT, TEXT, st.dictionaries(TEXT, MEASURE, max_size=2), TEXTS
)
VARIABLE = st.builds(
    Variable, TEXT, TEXT, tuples(VALUE), st.one_of(st.none(), TEXT), TEXT, TEXT, st.integers(1, 9)
)
FIELD = st.builds(Field, TEXT, TEXT, minimum=FLOAT, maximum=FLOAT, step=FLOAT, tolerance=FLOAT, when=WHEN)
FAMILY = st.builds(
    Family,
    TEXT,
    TEXT,
    TEXT,
    tuples(VARIABLE),
    tuples(st.builds(Rule, TEXT, TEXT, tuples(TEXT), tuples(tuples(TEXT)), st.booleans())),
    tuples(st.builds(Surcharge, TEXT, MINOR, WHEN, TEXT)),
    tuples(FIELD),
    tuples(st.builds(Group, TEXT, TEXT)),
)
GRANT = st.builds(Grant, TEXT, TEXT, TEXT, TEXT, st.builds(Span, INSTANT), TEXT)
PARTY = st.builds(Party, TEXT, TEXT, st.frozensets(st.sampled_from(Role)))
DECISION = st.builds(
    Decision, TEXT, TEXT, INSTANT, TEXT, TEXT, TEXT, TEXT, tuples(TEXT), tuples(TEXT), tuples(FINITE), TEXTS
)
BRAND = st.builds(Brand, TEXT, TEXT, TEXT, destinations=tuples(TEXT))


@given(
    st.one_of(
        EVENT,
        QUOTE,
        ORDER,
        FAMILY,
        GRANT,
        PARTY,
        DECISION,
        BRAND,
        CONFIGURATION,
        FRACTION,
        MONEY,
        MEASURE,
        INSTANT,
    )
)
def test_every_noun_comes_back_equal_with_the_same_bytes(noun: object) -> None:
    body = encode(noun)
    again = decode(body, type(noun))
    assert again == noun
    assert type(again) is type(noun)
    if not isinstance(noun, Party):  # a set has no order of its own
        assert encode(again) == body


@given(FAMILY)
def test_a_family_keeps_its_digest(family: Family) -> None:
    assert decode(encode(family), Family).digest == family.digest


@given(CONFIGURATION)
def test_a_configuration_keeps_its_digest(configuration: Configuration) -> None:
    assert decode(encode(configuration), Configuration).digest == configuration.digest


def test_a_whole_number_measure_gives_the_digest_it_has_after_a_round_trip() -> None:
    waist = Value("s", attributes={"waist": Measure(84, "cm")})
    family = Family(
        "jeans", "Jeans", "EUR", (Variable("size", "Size", (waist,)),), fields=(Field("a", "A", minimum=1),)
    )
    assert decode(encode(family), Family).digest == family.digest


def test_an_instant_keeps_its_meaning_in_any_zone() -> None:
    rome = datetime(2026, 7, 1, 12, tzinfo=timezone(timedelta(hours=2)))
    assert decode(encode(rome), datetime) == rome


def test_mappings_keep_their_order_and_need_not_be_dictionaries() -> None:
    assert encode(MappingProxyType({"z": 1, "a": 2})) == b'{"z":1,"a":2}'
    assert list(decode(b'{"z":1,"a":2}', dict)) == ["z", "a"]


class Colour(StrEnum):
    RED = "red"


@pytest.mark.parametrize(
    ("body", "type_"),
    [
        (b"", int),
        (b"{", dict),
        (b'"1"', int),
        (b'"blue"', Colour),
        (b'{"amount":1}', Money),
        (b'"one half"', Fraction),
        (b'{"start":"2026-01-01T00:00:00","end":null}', Span),
    ],
)
def test_what_is_not_the_noun_is_unreadable(body: bytes, type_: type) -> None:
    with pytest.raises((Unreadable, BadInput)):
        decode(body, type_)


def test_what_has_no_form_is_refused() -> None:
    with pytest.raises(TypeError, match="object has no form"):
        encode({"a": object()})
    with pytest.raises(BadInput, match="half"):
        encode("\ud800")


AT_ONCE = """
import dataclasses, sys, threading
from sumisura.client import calls
from sumisura.store import codec

def fresh():
    inner = int
    for deep in range(4):
        inner = dataclasses.make_dataclass(f"Of{deep}", [(f"part{number}", inner) for number in range(6)])
    return inner

def plain(of):
    return of(1) if of is int else {each.name: plain(each.type) for each in dataclasses.fields(of)}

def read(gate, how, of, body):
    gate.wait()
    how(of).decode(body)

sys.setswitchinterval(1e-6)
for how in (codec.decoder, calls._decoder):
    for _ in range(60):
        of, gate = fresh(), threading.Barrier(6)
        body = codec.encode(plain(of))
        readers = [threading.Thread(target=read, args=(gate, how, of, body)) for _ in range(6)]
        for each in readers:
            each.start()
        for each in readers:
            each.join()
"""


def test_many_threads_may_meet_a_type_at_once():
    """In a process of its own, which a half-known type would end."""
    assert subprocess.run([sys.executable, "-c", AT_ONCE], timeout=100, check=False).returncode == 0  # noqa: S603 - ours
