"""An installation that is open to customers is refused what only a demo may be (S110)."""

import pytest

from shopping import BRANDS
from sumisura import safety
from sumisura.app import wired
from sumisura.kernel import BadInput, Role
from sumisura.settings import Settings
from sumisura.usecases.bringing_in import publish
from sumisura.usecases.office.sign_in import DEMO_PASSWORD, add_staff


@pytest.fixture
def production(tmp_path):
    tmp_path.chmod(0o700)
    return Settings(data=tmp_path, test_payments=True)


@pytest.fixture
def services(production):
    with wired(production) as made:
        publish.publish(made, publish.read_folder(BRANDS / "bastone"))
        yield made


def test_staff_of_the_demo_are_refused_in_production(production, services):
    safety.check(production, services)
    add_staff(services, "bastone", "ada@bastone.example.org", DEMO_PASSWORD, Role.OWNER)
    safety.check(production, services)  # an address that somebody can have is not the demo's
    add_staff(services, "bastone", "owner@bastone.example", DEMO_PASSWORD, Role.OWNER)
    with pytest.raises(BadInput, match="the password that everybody knows"):
        safety.check(production, services)


def test_test_payments_are_refused_unless_they_are_asked_for(tmp_path, services):
    with pytest.raises(BadInput, match="SUMISURA_TEST_PAYMENTS"):
        safety.check(Settings(data=tmp_path), services)


@pytest.mark.parametrize(
    ("url", "warned"),
    [
        ("", False),
        ("postgresql://u:p@localhost/shop", False),
        ("postgresql:///shop?host=/run/postgresql", False),
        ("postgresql://u:p@10.0.0.7/shop", True),
        ("postgresql:///shop?host=db.internal", True),
        ("postgresql://u:p@db.internal/shop?sslmode=prefer", True),
        ("postgresql://u:p@db.internal/shop?sslmode=require", False),
    ],
)
def test_a_database_elsewhere_without_tls_is_warned_of(url, warned):
    assert safety.in_clear(url) is warned


def test_what_is_unwise_is_named_with_its_mend(tmp_path):
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(0o777)
    unwise = Settings(data=tmp_path / "open", demo=True, host="0.0.0.0")  # noqa: S104 - what is warned of
    assert [mend.split()[0] for _, mend in safety.warnings(unwise)] == ["Set", "Run:"]


@pytest.mark.parametrize("name", ["SUMISURA_LOG_FORMAT", "SUMISURA_LOG_LEVEL", "SUMISURA_METRICS_PORT"])
def test_a_value_that_is_none_is_refused_with_its_name(name):
    with pytest.raises(BadInput, match=name):
        Settings.from_environment({name: "loud"})
