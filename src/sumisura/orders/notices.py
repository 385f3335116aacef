"""What the law wants said before someone buys, as data by language."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class Notice:
    """A legal notice.

    Args:
        locale: BCP 47 language it is written in.
        text: what is shown.
        reference: the law that asks for it.
    """

    locale: str
    text: str
    reference: str


CUSTOM_MADE_LAW: Final = "Directive 2011/83/EU, Art. 6(1)(k) and Art. 16(c)"

CUSTOM_MADE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "de": "Dieses Stück wird nach Ihren Angaben eigens für Sie angefertigt. Darum gibt es kein "
        "vierzehntägiges Widerrufsrecht. Ist es mangelhaft, gelten Ihre gesetzlichen Rechte ungeschmälert.",
        "en": "This piece is made to your specifications, for you alone. The fourteen-day right to withdraw "
        "therefore does not apply. If it is faulty, all your legal rights stand.",
        "es": "Esta pieza se hace según sus indicaciones, solo para usted. Por eso no hay derecho de "
        "desistimiento de catorce días. Si es defectuosa, conserva todos sus derechos legales.",
        "fr": "Cette pièce est fabriquée selon vos indications, pour vous seul. Le droit de rétractation de "
        "quatorze jours ne s’applique donc pas. Si elle est défectueuse, vos droits légaux restent entiers.",
        "it": "Questo pezzo è fatto su misura, secondo le sue indicazioni e solo per lei. Per questo non vale "
        "il diritto di recesso di quattordici giorni. Se è difettoso, la garanzia legale resta intera.",
    }
)
"""Language → the notice that custom-made goods cannot be returned at will."""


def custom_made(locale: str) -> Notice:
    """The notice in a locale's language; in English where it is not written yet.

    Example:
        >>> custom_made("it-IT").locale, custom_made("de").text.split(".")[0]
        ('it', 'Dieses Stück wird nach Ihren Angaben eigens für Sie angefertigt')
        >>> custom_made("tlh").locale
        'en'
    """
    language = locale.replace("_", "-").split("-")[0].lower()
    language = language if language in CUSTOM_MADE else "en"
    return Notice(language, CUSTOM_MADE[language], CUSTOM_MADE_LAW)
