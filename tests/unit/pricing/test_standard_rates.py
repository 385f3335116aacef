"""The standard rates are whole, lawful and dated."""

from datetime import UTC, datetime
from fractions import Fraction

from sumisura.pricing.rates import standard_rates

UNION = {
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU",
    "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
}  # fmt: skip
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def test_every_country_of_the_union_has_one_rate():
    assert {rate.country for rate in standard_rates().rates} == UNION
    assert len(standard_rates().rates) == 27


def test_no_rate_is_below_what_the_directive_allows():
    for country in UNION:
        rate = standard_rates().at(country, NOW)
        assert (
            Fraction(15, 100) <= rate.rate <= Fraction(27, 100)
        )  # Directive 2006/112/EC, Art. 97; Hungary's
        assert rate.source
        assert rate.valid.start <= NOW


def test_the_brands_own_tables_agree_with_the_standard(tmp_path):
    from pathlib import Path

    from sumisura.pricing.model import UnknownDestination
    from sumisura.usecases.bringing_in.publish import read_folder

    compared = 0
    for folder in sorted((Path(__file__).parents[3] / "examples" / "brands").iterdir()):
        if folder.name == "bastone":
            continue  # food: its rates are reduced ones
        for rate in read_folder(folder).prices.taxes.rates:
            try:
                standard = standard_rates().at(rate.country, NOW)
            except UnknownDestination:
                continue
            assert (rate.rate, rate.country) == (standard.rate, standard.country)
            compared += 1
    assert compared >= 6
