"""Views of taste to render: what the use cases answer, made by hand from the example brands."""

from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache

from shopping import BRANDS
from sumisura.kernel import Brand, BrandId, Family, Grant, Money, PartyId, Span
from sumisura.taste.model import Item, Kind, Manners
from sumisura.trust.grants import Consents
from sumisura.trust.sources import SOURCES
from sumisura.trust.texts import TEXTS
from sumisura.usecases.bringing_in import publish
from sumisura.usecases.bringing_in.presets import Preset
from sumisura.usecases.my_data.pulling import Placed, Pulled
from sumisura.usecases.tasting import choices
from sumisura.usecases.tasting.tastes import (
    Ask,
    Card,
    FactView,
    Fit,
    Hit,
    HomeView,
    ItemView,
    ProofView,
    Row,
    SearchView,
    SourceView,
    SurveyView,
    TasteView,
    ThreadView,
)

SINCE = datetime(2026, 11, 3, 9, tzinfo=UTC)


@cache
def folder(brand: str) -> publish.Folder:
    return publish.read_folder(BRANDS / brand)


def brand(name: str) -> Brand:
    return folder(name).brand


def family(name: str) -> Family:
    return folder(name).families[0]


def threads(*parts: tuple[str, float, int]) -> tuple[ThreadView, ...]:
    """Threads of (source, amount, place without it)."""
    whole = sum(abs(amount) for _, amount, _ in parts)
    said = {
        "stated": [("you told us that you like hemp", 0.21), ("you told us that you like copper", 0.09)],
        "visit": [("you looked at Woven hemp belt", 0.05)],
        "designs": [("you chose 12 oz hemp and cotton", 0.12)],
        "returns": [("you sent back Narrow black belt", -0.06)],
        "everyone": [],
    }
    return tuple(
        ThreadView(SOURCES.get(name), amount, abs(amount) / whole, said.get(name, []), without)
        for name, amount, without in parts
    )


SEWN = (
    threads(
        ("stated", 0.3, 5),
        ("designs", 0.12, 3),
        ("visit", 0.05, 1),
        ("returns", -0.06, 1),
        ("everyone", 0.04, 2),
    ),
    threads(("designs", 0.25, 7), ("everyone", 0.1, 2), ("visit", 0.02, 2)),
    threads(("visit", 0.2, 0), ("everyone", 0.12, 4)),
    threads(("everyone", 0.2, 9), ("stated", 0.1, 6), ("returns", -0.02, 4)),
)
WHY = (
    "Because you told us that you like hemp.",
    "Because of the cloth in your last design.",
    "Because you looked at it twice in this visit.",
    "Many like it, and so far nothing speaks against it.",
)


def presets(name: str) -> list[Card]:
    """Each named design of a brand, as a card."""
    made = family(name)
    usual = {one.name: one.default for one in made.variables if one.default}
    return [
        replace(
            card(name, _preset(one), place),
            family=made,
            choices={**usual, **one.choices},
        )
        for place, one in enumerate(folder(name).presets, start=1)
    ]


def goods(name: str, start: int = 1) -> list[Card]:
    """Each finished good of a brand, as a card."""
    return [card(name, item, place) for place, item in enumerate(folder(name).goods, start=start)]


def card(name: str, item: Item, place: int, *, personal: bool = True) -> Card:
    sewn = SEWN[(place - 1) % len(SEWN)] if personal else ()
    return Card(
        item=item,
        price=Money(item.price, brand(name).currency) if item.price else None,
        place=place,
        score=sum(one.amount for one in sewn),
        threads=sewn,
        sentence=WHY[(place - 1) % len(WHY)] if personal else "",
        badge=("", "new", "", "try", "hot")[place % 5],
        sure="fairly sure" if personal else "",
    )


def plain(cards: list[Card]) -> list[Card]:
    """The same for everyone: no threads."""
    return [replace(one, threads=(), sentence="", sure="") for one in cards]


def home(name: str, fit: Fit = Fit.PERSONAL, *, asks: bool = False) -> HomeView:
    pieces, things = presets(name), goods(name)
    if fit is not Fit.PERSONAL:
        pieces, things = plain(pieces), plain(things)
    mixed = [pieces[0], things[0], things[2], pieces[1], things[4], pieces[2], things[6], things[9]]
    title = "For you" if fit is Fit.PERSONAL else "What people like here"
    rows = [
        Row("for-you", title, "what you told us, your designs and this visit", mixed),
        Row("hot", "Asked for now", "212 people in the last 14 days", things[5:9]),
        Row("near", "Near you", "40 people in the north of Vicenza", things[9:13]),
        Row("friends", "Friends like it", "six friends who agreed to share", things[13:17]),
    ]
    ahead = replace(
        things[3], badge="guess", sentence="Because you chose a high waist, and braces button onto it."
    )
    return HomeView(
        fit=fit,
        asks_consent=asks,
        greeting="Hemp first, as you told us." if fit is Fit.PERSONAL else "",
        rows=rows if fit is Fit.PERSONAL else rows[:2],
        ahead=ahead if fit is Fit.PERSONAL else None,
        ask=ASK if fit is Fit.PERSONAL else None,
        manners=Manners(),
        rests_on="4,180 signals of 2,000 customers, as of this morning",
        simulated=True,
    )


ASK = Ask(
    "q1",
    "Which would you rather wear?",
    "We cannot tell yet, and it would change four of the eight pieces above.",
    [("a", "Raw, to fade by yourself"), ("b", "Soft from the first day")],
)


def search(name: str, *, personal: bool = True) -> SearchView:
    found = [presets(name)[4], *goods(name)[1:6]]
    return SearchView(
        "hemp",
        Fit.PERSONAL,
        personal,
        [
            Hit(
                replace(one, place=place),
                1.4 / place,
                (0.42, 0.1, -0.2, 0.3, 0.0, 0.05)[place - 1],
                (3, 2, 1, 6, 5, 4)[place - 1],
            )
            for place, one in enumerate(found, start=1)
        ],
    )


def item(name: str) -> ItemView:
    things = goods(name)
    return ItemView(
        things[0], Fit.PERSONAL, Row("look", "Complete the look", "what is worn together", things[1:5]), True
    )


def proof(name: str) -> ProofView:
    one = presets(name)[0]
    others = [
        (place, each.item.title, one.score - 0.07 * (place - 1))
        for place, each in enumerate(goods(name)[:6], start=2)
    ]
    total = sum(thread.amount for thread in one.threads)
    model = "2026-11-22T03:10, from 4,180 signals of 2,000 customers"
    ranking = [(1, one.item.title, one.score), *others]
    return ProofView(one, 1, ranking, total, residual=one.score - total, model=model)


def taste(
    name: str, *, granted: tuple[str, ...] = ("stated", "visit", "designs", "ratings", "returns")
) -> TasteView:
    top = [presets(name)[0], *goods(name, 2)[:4]]
    kept = {"stated": 6, "visit": 14, "designs": 9, "returns": 1, "ratings": 2}
    return TasteView(
        fit=Fit.PERSONAL,
        sources=[
            SourceView(
                one, one.name in granted, SINCE if one.name in granted else None, kept.get(one.name, 0)
            )
            for one in SOURCES.values()
        ],
        improve=False,
        facts=[
            FactView("material=hemp", "You like hemp", "stated", "quite sure", 0.9, SEWN[0][:1]),
            FactView("colour=black", "You do not like black", "stated", "quite sure", -0.7, SEWN[0][:1]),
            FactView("leg=straight", "You like a straight leg", "observed", "fairly sure", 0.5, SEWN[1][:1]),
            FactView("style=rugged", "You like it rugged", "inferred", "a guess", 0.25, SEWN[1][:2]),
            FactView(
                "occasion=work",
                "You look for work clothes",
                "inferred",
                "hardly more than a guess",
                0.1,
                SEWN[2][:1],
            ),
        ],
        refused=[("scarf", "Fine wool scarf"), ("cap", "Denim cap")],
        manners=Manners(),
        days=[(date(2026, 11, day), 1 + day % 5) for day in range(3, 23)],
        shown_as_of=None,
        top=top,
        choices=choices.view(Consents(tuple(_grant(one) for one in granted)), SINCE),
    )


def _grant(source: str) -> Grant:
    return Grant(BrandId("indigo"), PartyId("pty_1"), "personalise", source, Span(SINCE), list(TEXTS)[-1])


def pulled(name: str) -> Pulled:
    one, two, three, four = (each.item for each in [presets(name)[0], *goods(name, 2)[:3]])
    before = [
        Placed(1, one.id, one.title, 3),
        Placed(2, two.id, two.title, 1),
        Placed(3, three.id, three.title, 0),
    ]
    after = [
        Placed(1, two.id, two.title, 2),
        Placed(2, four.id, four.title, 0),
        Placed(3, one.id, one.title, 1),
    ]
    return Pulled(SOURCES["designs"], before, after, 3)


def survey(*, done: bool = False) -> SurveyView:
    if done:
        return SurveyView(
            "ord_1",
            [],
            "Thank you. Because of your answers, The first raw pair comes first from now on.",
            [("The evening pair", "The first raw pair"), ("Denim cap", "The evening pair")],
        )
    mattered = Ask(
        "mattered",
        "What mattered most to you in this piece?",
        "What is like it comes first next time.",
        [("a", "Denim: 12 oz selvedge"), ("b", "Leg: Straight"), ("c", "Wash: Raw")],
    )
    return SurveyView("ord_1", [mattered, ASK])


def _preset(one: Preset) -> Item:
    return Item(f"{one.family}/{one.name}", Kind.PRESET, one.title, one.words, family=one.family, price=13900)
