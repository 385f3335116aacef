"""Nouns to JSON bytes and back, typed: what rests in records and in the ledger."""

import threading
from collections.abc import Hashable, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any, TypeVar, cast

import msgspec

from sumisura.kernel import BadInput, SumisuraError

T = TypeVar("T")


class Unreadable(SumisuraError):
    """Bytes that rest in the store are not what their reader expects."""

    code = "damaged"
    status = 500

    def __init__(self, kind: str, why: str) -> None:
        self.kind, self.why = kind, why
        super().__init__(
            f"A stored {kind} cannot be read: {why}. Restore it, or run the release that wrote it."
        )


def encode(noun: object) -> bytes:
    """JSON of a noun: dataclasses as objects, times in ISO 8601, fractions as ``"n/d"``.

    Mappings keep their order. Floats must be finite: JSON has no word for the others.

    Raises:
        BadInput: a text in it holds half a surrogate pair.
        TypeError: something in it has no form in JSON.

    Example:
        >>> from sumisura.kernel import Money
        >>> encode((Money(1200, "EUR"), Fraction(22, 100)))
        b'[{"amount":1200,"currency":"EUR"},"11/50"]'
    """
    try:
        return _ENCODER.encode(noun)
    except UnicodeEncodeError as error:
        raise BadInput("a text holds half a character", mend="Leave it out.") from error


def decode(body: bytes, type_: type[T]) -> T:
    """The noun of that type in bytes that ``encode`` wrote; unknown fields are left out.

    Raises:
        Unreadable: they are no JSON, or not of that type.

    Example:
        >>> from sumisura.kernel import Money
        >>> decode(b'{"amount":1200,"currency":"EUR"}', Money)
        Money(amount=1200, currency='EUR')
    """
    try:
        noun: T = decoder(type_).decode(body)
    except msgspec.DecodeError as error:
        raise Unreadable(getattr(type_, "__name__", str(type_)), str(error)) from error
    return noun


def convert(plain: object, type_: type[T]) -> T:
    """A noun of that type from plain values, or from an object that has its fields.

    Raises:
        msgspec.ValidationError: they are not of that type.

    Example:
        >>> from sumisura.kernel import Money
        >>> convert({"amount": 1200, "currency": "EUR"}, Money)
        Money(amount=1200, currency='EUR')
    """
    decoder(type_)  # what it learns of the type is used here, too
    return msgspec.convert(plain, type_, from_attributes=True)


def decoder(type_: type[T]) -> msgspec.json.Decoder[T]:
    """What reads nouns of that type, made once.

    msgspec notes what it learns of a class on the class itself, and begins before it is done: a second thread that
    reads the same type meanwhile ends the process. So each is made by one thread at a time.
    """
    return cast("msgspec.json.Decoder[T]", _decoder(cast("Hashable", type_)))


def _to_json(noun: object) -> object:
    if isinstance(noun, Fraction):
        return f"{noun.numerator}/{noun.denominator}"
    if isinstance(noun, Mapping):
        return dict(noun)
    raise TypeError(f"{type(noun).__name__} has no form in the store; make it a dataclass of plain values")


def _from_json(type_: type, value: object) -> object:
    if type_ is object:  # an event's context: plain values as they are
        return value
    if type_ is Fraction and isinstance(value, str):
        return Fraction(value)
    raise NotImplementedError(f"{type_.__name__} has no form in the store")


_ENCODER = msgspec.json.Encoder(enc_hook=_to_json)


_LEARNING = threading.Lock()


@lru_cache(maxsize=512)
def _decoder(type_: Hashable) -> msgspec.json.Decoder[Any]:
    with _LEARNING:
        return msgspec.json.Decoder(type_, dec_hook=_from_json)
