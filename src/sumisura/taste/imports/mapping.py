"""Which column of a history says what: guessed from its name, shown, and only then believed."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from types import MappingProxyType

from sumisura.files import did_you_mean
from sumisura.files.rows import Row
from sumisura.kernel import BadInput
from sumisura.taste.imports.doings import doing, source_of


@dataclass(frozen=True, slots=True)
class Field:
    """Something a row can say.

    Args:
        means: in words, for the person who checks the mapping.
        called: names of columns that say it, likeliest first.
    """

    means: str
    called: tuple[str, ...] = ()


def _field(means: str, called: str = "") -> Field:
    return Field(means, tuple(called.split()))


FIELDS: Mapping[str, Field] = MappingProxyType({
    "customer": _field(
        "who it was, by your own key; only a pseudonym of it is kept",
        "customer customer_id customer_key customerid client client_id user user_id userid member member_id account"
        " account_id buyer shopper party card loyalty_card contact email e_mail",
    ),
    "item": _field(
        "what it was about: an item's id, or a quality such as colour=indigo",
        "item item_id itemid product product_id productid sku article article_id good good_id subject variant asin"
        " isbn movie_id artist_id track_id",
    ),
    "at": _field(
        "when it happened",
        "at time timestamp datetime date when event_time event_date occurred_at created_at ordered_at order_date"
        " purchased_at purchase_date bought_at rated_at returned_at viewed_at ts",
    ),
    "what": _field(
        "what they told or did", "what event event_type eventtype event_name action activity verb type kind"
    ),
    "source": _field("where it came from, by its name in the register", "source channel"),
    "rating": _field("how it was rated, on a scale", "rating stars score grade mark"),
    "value": _field("how much it is liked, from -1 to 1", "value liking preference"),
    "weight": _field("how many plain signals it counts for", "weight"),
    "times": _field("how often; n times count 1 + log2 n", "times quantity qty count plays listens units"),
    "id": _field("the event's own id; the same one counts once", "event_id eventid event_uuid line_id id"),
    "origin": _field("whose id that is: ids of two origins may be alike"),
    "granted": _field(
        "whether the customer agreed: yes or no, since when, or to which sources",
        "granted consent opt_in opted_in agreed granted_at consent_at agreed_at opt_in_at",
    ),
    "granted_under": _field(
        "the version of the words they agreed to", "granted_under consent_version terms_version terms"
    ),
    "token": _field("a quality of the item; what is learned where the item itself is not known"),
})  # fmt: skip
"""Everything a row of a history can say. Columns that say nothing of it are left out, and never kept."""

NEEDED = ("customer", "item", "at")
TOPS = (5.0, 10.0, 100.0)
"""What ratings usually go up to."""
_APART = re.compile(r"\W+")


@dataclass(frozen=True, slots=True)
class Plan:
    """How the rows of one file are understood.

    Args:
        columns: field → column.
        fixed: field → what it is for every row; comes before a column.
        tokens: columns that say a quality of the item.
        scale: lowest and highest rating, or None where nothing is rated.
        left_out: columns that are not looked at.
    """

    columns: Mapping[str, str]
    fixed: Mapping[str, str]
    tokens: tuple[str, ...] = ()
    scale: tuple[float, float] | None = None
    left_out: tuple[str, ...] = ()

    def text(self, row: Row, field: str) -> str:
        """What a row says of a field; "" for nothing."""
        fixed = self.fixed.get(field)
        if fixed is not None:
            return fixed
        column = self.columns.get(field)
        return row.cells.get(column, "") if column else ""

    def place(self, field: str) -> str:
        """The column a field is read from, for messages."""
        return self.columns.get(field, field)

    def lines(self) -> Iterator[tuple[str, str, str]]:
        """(column or fixed text, field, what it means), to be shown before anything is written."""
        for field, known in FIELDS.items():
            if field in self.fixed:
                yield f'"{self.fixed[field]}", always', field, known.means
            elif field in self.columns:
                yield self.columns[field], field, self._means(field)
        for column in self.tokens:
            yield column, "token", FIELDS["token"].means
        if "what" not in self.columns and "what" not in self.fixed:
            yield f'"{self.usual}", always', "what", FIELDS["what"].means

    @property
    def usual(self) -> str:
        """What rows tell of that do not say it: they rate where there is a rating, else they buy."""
        return "rated" if "rating" in self.columns else "bought"

    def _means(self, field: str) -> str:
        if field == "rating" and self.scale:
            return f"how it was rated, from {self.scale[0]:g} to {self.scale[1]:g}"
        return FIELDS[field].means


def guess(
    columns: Sequence[str],
    sample: Sequence[Row],
    *,
    given: Mapping[str, str] = MappingProxyType({}),
    fixed: Mapping[str, str] = MappingProxyType({}),
    scale: tuple[float, float] | None = None,
) -> Plan:
    """How to understand a file, from the names of its columns and its first rows.

    Args:
        columns: what it has; of nested ones (``data.customer``) the last part counts.
        sample: some of its rows.
        given: column → field (or ``-``: leave it out), where the person knows better.
        fixed: field → what it is for every row.
        scale: lowest and highest rating, where it is not to be guessed.

    Raises:
        BadInput: a column or field that was given does not exist, or nothing says who, what about, or when.

    Example:
        >>> plan = guess(["user_id", "sku", "stars", "date", "name"], [Row(2, {"stars": "4.5"})])
        >>> plan.columns
        {'customer': 'user_id', 'item': 'sku', 'at': 'date', 'rating': 'stars'}
        >>> plan.scale, plan.left_out, plan.usual
        ((1.0, 5.0), ('name',), 'rated')
    """
    _check(columns, given, fixed)
    found = {field: column for column, field in given.items() if field in FIELDS and field != "token"}
    free = [column for column in columns if column not in given]
    if "specversion" in columns:
        _cloud_events(found, free, sample)
    for field, known in FIELDS.items():
        if field not in found and field not in fixed:
            column = _called(known.called, free, sample, field)
            if column:
                found[field] = column
                free.remove(column)
    _complete(columns, found, fixed)
    tokens = tuple(column for column, field in given.items() if field == "token")
    left_out = tuple(name for name in columns if name not in {*found.values(), *tokens})
    found = {field: found[field] for field in FIELDS if field in found}
    rated = scale or _scale(sample, found["rating"]) if "rating" in found else None
    return Plan(found, dict(fixed), tokens, rated, left_out)


def _cloud_events(found: dict[str, str], free: list[str], sample: Sequence[Row]) -> None:
    """Of CloudEvents 1.0: an id is unique within its source, which is an address and seldom a name in the register."""
    for field, column in (("id", "id"), ("origin", "source")):
        if field not in found and column in free:
            found[field] = column
            free.remove(column)
    if all(source_of(row.cells.get("source", "")) for row in sample):
        found.setdefault("source", "source")


def _check(columns: Sequence[str], given: Mapping[str, str], fixed: Mapping[str, str]) -> None:
    for column, field in given.items():
        if column not in columns:
            raise BadInput(
                f'there is no column "{column}"', where="--map", mend=did_you_mean(column, columns)
            )
        if field not in FIELDS and field != "-":
            raise BadInput(f'"{field}" is nothing a row can say', where="--map", mend=_fields(field))
    for field in fixed:
        if field not in FIELDS:
            raise BadInput(f'"{field}" is nothing a row can say', where="--set", mend=_fields(field))


def _fields(field: str) -> str:
    return did_you_mean(field, FIELDS) + f" Known are {', '.join(FIELDS)}."


def _called(called: Sequence[str], free: Sequence[str], sample: Sequence[Row], field: str) -> str:
    """The free column with the likeliest of these names, unless what stands in it is something else."""
    names = {_APART.sub("_", column.rpartition(".")[2].strip().lower()): column for column in reversed(free)}
    for name in called:
        column = names.get(name)
        if column and _fits(field, [row.cells.get(column, "") for row in sample]):
            return column
    return ""


def _fits(field: str, texts: Sequence[str]) -> bool:
    """Whether what stands in a column can be what its name promises; where nothing stands, it can."""
    said, fits = [text for text in texts if text], _FITS.get(field)
    return not said or fits is None or fits(said)


def _number(text: str) -> float | None:
    try:
        found = float(text)
    except ValueError:
        return None
    return found if isfinite(found) else None


def _some_number(said: Sequence[str]) -> bool:
    return any(_number(text) is not None for text in said)


_FITS: Mapping[str, Callable[[Sequence[str]], bool]] = {
    "id": lambda said: len(set(said)) == len(said),  # else it is an order's number, on several rows
    "value": lambda said: all(abs(_number(text) or 0) <= 1 for text in said) and _some_number(said),
    "rating": _some_number,
    "weight": _some_number,
    "times": _some_number,
    "what": lambda said: any(map(doing, said)),
    "source": lambda said: any(map(source_of, said)),
}


def _scale(sample: Sequence[Row], column: str) -> tuple[float, float]:
    """The usual scale that holds all that was seen; about 0 only where something is below it or between 0 and 1."""
    seen = [_number(row.cells.get(column, "")) for row in sample]
    numbers = [number for number in seen if number is not None] or [1.0]
    low, high = min(numbers), max(numbers)
    if low < 0 or (high <= 1 and any(0 < number < 1 for number in numbers)):
        bound = max(1.0, -low, high)
        return -bound, bound
    top = next((top for top in TOPS if high <= top), high)
    return (0.0 if low < 1 or top >= TOPS[-1] else 1.0), top


def _complete(columns: Sequence[str], found: Mapping[str, str], fixed: Mapping[str, str]) -> None:
    """Refuse what does not say who, what about, or when."""
    for field in NEEDED:
        if field not in found and field not in fixed:
            raise BadInput(
                f"no column says {FIELDS[field].means.partition(',')[0].partition(':')[0]}",
                where=f"columns {', '.join(columns[:20])}",
                mend=f"Say which: --map COLUMN={field}, or --set {field}=… for all rows.",
            )
