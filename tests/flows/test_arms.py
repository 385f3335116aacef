"""The shop beside itself: what is paid and given back counts for the arm, and the owner sees the difference (S108)."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from shopping import ADDRESS, bag, buy
from sumisura.insight import repo
from sumisura.insight.model import Arm, ArmTotals
from sumisura.kernel import BadInput, BrandId, PartyId
from sumisura.orders import repo as orders
from sumisura.settings import Settings
from sumisura.trust.sessions import Door
from sumisura.usecases import brands
from sumisura.usecases.office import arms
from sumisura.usecases.services import Services, Visitor
from sumisura.worker import turn

BRAND = BrandId("bastone")


def visitor(services: Services, person) -> Visitor:
    """Who the shop thinks this person is."""
    token = next(value for name, value in person.client.cookies.items() if name.endswith(f"visit-{BRAND}"))
    with services.store.read() as tx:
        session = services.sessions.find(tx, BRAND, token, Door.VISIT)
        return Visitor(brands.load(tx, BRAND), session.party)


def seen(services: Services, who: Visitor) -> Arm:
    with services.store.write() as tx:
        return arms.expose(services, tx, who)


def whole(services: Services) -> ArmTotals:
    with services.store.read() as tx:
        return sum((one.totals for one in repo.totals(tx, BRAND)), ArmTotals())


def customer(person, services) -> Visitor:
    bag(person, "bastone")
    who = visitor(services, person)
    seen(services, who)
    return who


def amount(services, at) -> int:
    with services.store.read() as tx:
        return orders.order(tx, BRAND, at.rsplit("/", 1)[1])[0].total.amount


def test_what_is_paid_counts_once_and_what_is_given_back_is_taken_off(person, services):
    customer(person, services)
    at = buy(person)
    total = amount(services, at)
    found = whole(services)
    assert (found.visitors, found.takers, found.orders) == (1, 1, 1)
    assert (found.revenue, found.squares) == (total, total**2)
    turn(services)
    assert whole(services) == found
    person.open(at)
    csrf = person.page.field("csrf")
    for _ in range(2):
        person.client.post(f"{at}/cancel", data={"csrf": csrf}, follow_redirects=True)
    after = whole(services)
    assert (after.revenue, after.squares, after.returners, after.returned, after.takers) == (0, 0, 1, 1, 1)


def test_what_was_never_paid_is_neither_bought_nor_given_back(person, services):
    customer(person, services)
    person.open("/bastone/checkout")
    person.press("Buy for", **ADDRESS, method="test-declined")
    assert (whole(services).orders, whole(services).returned) == (0, 0)
    at = buy(person, method="test-slow")
    person.open(at)
    person.press("Cancel this order")
    turn(services)
    assert (whole(services).orders, whole(services).returned) == (0, 0)


def test_what_the_worker_finds_paid_counts_once(person, services):
    customer(person, services)
    buy(person, method="test-slow")
    assert whole(services).orders == 0
    turn(services)
    turn(services)
    assert whole(services).orders == 1


def test_who_was_never_shown_an_arm_buys_as_before(person, services):
    bag(person, "bastone")
    buy(person)
    assert whole(services) == ArmTotals()


def test_two_orders_of_one_person_at_once_both_count(visit, person, services):
    """Paid by hand and by the worker at the same moment."""
    who = customer(person, services)
    buy(person, method="test-slow")
    bag(person, "bastone")
    buy(person, method="test-slow")
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: turn(services), range(4)))
    found = whole(services)
    assert (found.orders, found.takers) == (2, 1)
    with services.store.read() as tx:
        assert repo.exposure(tx, BRAND, who.party).revenue == found.revenue


def test_the_arm_is_the_same_at_every_visit_and_nobody_is_everyone(person, services):
    who = customer(person, services)
    with services.store.read() as tx:
        shown = {arms.arm_of(services, tx, who) for _ in range(3)}
        assert shown == {seen_before(tx, who).arm}
        assert arms.is_counted(tx, who)
        nobody = Visitor(who.brand, PartyId(""))
        assert arms.arm_of(services, tx, nobody) is Arm.MASS
        assert arms.is_counted(tx, nobody)
    assert seen(services, nobody) is Arm.MASS
    assert whole(services).visitors == 1


def seen_before(tx, who):
    return repo.exposure(tx, BRAND, who.party)


def test_the_other_shop_can_be_chosen_and_left_again(person, services):
    who = customer(person, services)
    with services.store.read() as tx:
        assigned = arms.arm_of(services, tx, who)
    other = next(arm for arm in Arm if arm is not assigned)
    arms.choose(services, who, other)
    with services.store.read() as tx:
        assert arms.arm_of(services, tx, who) is other
        assert seen_before(tx, who).arm is assigned
    arms.choose(services, who, None)
    with services.store.read() as tx:
        assert arms.arm_of(services, tx, who) is assigned


def test_a_choice_before_the_first_sight_counts_as_assigned(person, services):
    bag(person, "bastone")
    who = visitor(services, person)
    with services.store.read() as tx:
        assigned = arms.arm_of(services, tx, who)
    arms.choose(services, who, Arm.MASS)
    with services.store.read() as tx:
        assert (seen_before(tx, who).arm, arms.arm_of(services, tx, who)) == (assigned, Arm.MASS)


def fill(services, sizes, *, simulated=False):
    """Visitors of both arms: arm → (visitors, of them buyers); the last buyer gives it back."""
    now, head = services.clock.now(), "pty_sim" if simulated else "pty"
    with services.store.write() as tx:
        for arm, (visitors, buyers) in sizes.items():
            for number in range(visitors):
                party = PartyId(f"{head}_{arm}_{number}")
                repo.expose(tx, BRAND, party, arm, now, share=0.1)
                if number < buyers:
                    repo.bought(tx, BRAND, party, 1_000 + number % 7 * 100, now)
            repo.returned(tx, BRAND, PartyId(f"{head}_{arm}_0"), 1_000, now)


def test_the_owner_sees_the_difference_and_what_it_rests_on(staff, services):
    fill(services, {Arm.PERSONAL: (900, 180), Arm.MASS: (100, 2)})
    clerk = staff("owner", "bastone")
    text = clerk.open("/bastone/office/arms").text
    assert clerk.status == 200
    assert "The fitted shop sold to 18 more of 100 visitors" in text
    assert re.search(r"Fitted 900 180 180 €2,\d{3} 1 1", text)
    assert "10% of visitors saw the shop that is the same for everyone; 10% were meant to." in text
    assert "Simulated" not in text


def test_simulated_customers_stand_apart(staff, services):
    fill(services, {Arm.PERSONAL: (90, 9), Arm.MASS: (10, 1)})
    fill(services, {Arm.PERSONAL: (360, 100), Arm.MASS: (40, 1)}, simulated=True)
    text = staff("owner", "bastone").open("/bastone/office/arms").text
    real, simulated = text.split("Simulated customers", 1)
    assert "it takes 30 visitors in each shop" in real
    assert "This rests on 400 simulated customers" in simulated
    assert "Fitted 360 100" in simulated
    assert "Fitted 90 9" in real


def test_a_leak_in_one_shop_is_said_before_any_difference(staff, services):
    fill(services, {Arm.PERSONAL: (900, 90), Arm.MASS: (10, 2)})
    text = staff("owner", "bastone").open("/bastone/office/arms").text
    assert "Something loses visitors" in text
    assert text.index("Something loses") < text.index("Bought, of 100")


def test_an_empty_shop_says_so(staff):
    text = staff("owner", "bastone").open("/bastone/office/arms").text
    assert "No visitor was shown either shop yet" in text


@pytest.mark.parametrize(("role", "status"), [("owner", 200), ("operator", 200), ("maker", 403)])
def test_who_may_look(staff, role, status):
    clerk = staff(role)
    clerk.open("/indigo/office/arms")
    assert clerk.status == status


@pytest.mark.parametrize("text", ["-0.1", "1.5", "nan", "a tenth", ""])
def test_a_share_that_is_none_is_refused(text):
    with pytest.raises(BadInput, match=r"SUMISURA_MASS_SHARE: .* is no share"):
        Settings.from_environment({"SUMISURA_MASS_SHARE": text})


def test_a_share_is_read():
    assert Settings.from_environment({"SUMISURA_MASS_SHARE": "0.25"}).mass_share == 0.25
    assert Settings().mass_share == 0.1
