"""Staff: accounts, passwords, and what each role may do."""

import time
from dataclasses import replace

import pytest
from argon2 import PasswordHasher

from sumisura.kernel import (
    BadInput,
    BrandId,
    FixedClock,
    Forbidden,
    Ids,
    NotFound,
    PartyId,
    Rng,
    Role,
    Stale,
    VaultRef,
)
from sumisura.store.codec import encode
from sumisura.store.ports import Store
from sumisura.trust.members import Member
from sumisura.trust.passwords import COMMON, SHORTEST, Passwords, check_password
from sumisura.trust.permissions import ACTIONS, WORDS, allowed, require
from sumisura.trust.staff import KIND, Staff, WrongCredentials
from sumisura.trust.vault import Vault

ADA, GOOD, OTHER = "ada@example.org", "four legs, two wheels", "nine lives, no brakes"
CHEAP = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)


@pytest.fixture
def staff(vault: Vault, ids: Ids) -> Staff:
    return Staff(vault, Passwords(Rng(5), CHEAP), ids)


def add(store: Store, staff: Staff, brand: BrandId, email: str = ADA, *roles: Role) -> Member:
    with store.write() as tx:
        return staff.add(tx, brand, email, GOOD, roles or (Role.OWNER,))


def sign_in(store: Store, staff: Staff, brand: BrandId, email: str = ADA, password: str = GOOD) -> Member:
    with store.read() as tx:
        return staff.sign_in(tx, brand, email, password)


def test_a_member_signs_in_however_the_address_is_typed(store: Store, staff: Staff, brand: BrandId) -> None:
    member = add(store, staff, brand)
    assert sign_in(store, staff, brand, "  Ada@Example.ORG ") == member


@pytest.mark.parametrize(
    ("email", "password"),
    [(ADA, OTHER), (ADA, ""), ("ben@example.org", GOOD), ("", ""), (ADA, "\ud800" * 12)],
)
def test_wrong_credentials_are_refused_in_the_same_words(
    store: Store, staff: Staff, brand: BrandId, email: str, password: str
) -> None:
    add(store, staff, brand)
    with pytest.raises(WrongCredentials, match="do not belong together") as refusal:
        sign_in(store, staff, brand, email, password)
    assert str(refusal.value) == str(WrongCredentials())


def test_staff_of_one_brand_are_nobody_in_another(store: Store, staff: Staff, brand: BrandId) -> None:
    member = add(store, staff, brand)
    with pytest.raises(WrongCredentials):
        sign_in(store, staff, BrandId("lucia"))
    with store.read() as tx, pytest.raises(NotFound):
        staff.get(tx, BrandId("lucia"), member.id)


def test_nobody_can_sign_in_before_someone_made_an_account(
    store: Store, staff: Staff, brand: BrandId
) -> None:
    with store.read() as tx:
        assert staff.every(tx, brand) == ()
    for email, password in [("admin", "admin"), ("owner@example.org", "changeme"), ("", "")]:
        with pytest.raises(WrongCredentials):
            sign_in(store, staff, brand, email, password)


def test_an_unknown_address_is_verified_against_a_hash_of_the_same_cost(
    store: Store, vault: Vault, ids: Ids, brand: BrandId
) -> None:
    hashes: list[str] = []

    class Watched(Passwords):
        def verify(self, hashed: str, password: str) -> bool:
            hashes.append(hashed)
            return super().verify(hashed, password)

    staff = Staff(vault, Watched(Rng(5), CHEAP), ids)
    add(store, staff, brand)
    for email in (ADA, "ben@example.org"):
        with pytest.raises(WrongCredentials):
            sign_in(store, staff, brand, email, OTHER)
    known, unknown = hashes
    assert known.rsplit("$", 2)[0] == unknown.rsplit("$", 2)[0] == "$argon2id$v=19$m=64,t=1,p=1"


def test_refusing_a_stranger_takes_as_long_as_refusing_a_member(
    store: Store, vault: Vault, ids: Ids, brand: BrandId
) -> None:
    staff = Staff(vault, Passwords(Rng(5), PasswordHasher(time_cost=4, memory_cost=8192, parallelism=1)), ids)
    add(store, staff, brand)

    def seconds(email: str) -> float:
        start = time.perf_counter()
        with pytest.raises(WrongCredentials):
            sign_in(store, staff, brand, email, OTHER)
        return time.perf_counter() - start

    seconds("ben@example.org")
    known, unknown = (min(seconds(email) for _ in range(7)) for email in (ADA, "ben@example.org"))
    assert 0.5 < unknown / known < 2


def test_neither_password_nor_address_rests_in_the_database_or_the_journal(
    store: Store, staff: Staff, brand: BrandId
) -> None:
    member = add(store, staff, brand)
    with store.read() as tx:
        record = tx.records.get(brand, KIND, member.id)
        resting = encode([entry.event for entry in tx.ledger.read(brand)])
        assert staff.vault.get(tx, brand, member.email) == ADA
    assert record is not None
    for secret in (ADA.encode(), GOOD.encode()):
        assert secret not in record.body + resting
    assert b"staff.added" in resting
    assert member.password not in repr(member)


def test_an_address_has_one_account(store: Store, staff: Staff, brand: BrandId) -> None:
    add(store, staff, brand)
    with pytest.raises(BadInput, match="has an account"):
        add(store, staff, brand, "ADA@example.org")


def test_the_store_itself_holds_an_address_to_one_account(store: Store, staff: Staff, brand: BrandId) -> None:
    member = add(store, staff, brand)
    twin = replace(member, id=PartyId("pty_twin"))
    with pytest.raises(Stale), store.write() as tx:
        staff._save(tx, twin, ADA, version=0)


@pytest.mark.parametrize(
    "email", ["", "ada", "ada@", "@example.org", "a b@example.org", "x" * 250 + "@e.org"]
)
def test_what_is_no_address_is_refused(store: Store, staff: Staff, brand: BrandId, email: str) -> None:
    with pytest.raises(BadInput, match="e-mail address"):
        add(store, staff, brand, email)


@pytest.mark.parametrize("roles", [(), (Role.CUSTOMER,), (Role.OWNER, Role.AGENT)])
def test_roles_are_those_of_staff(
    store: Store, staff: Staff, brand: BrandId, roles: tuple[Role, ...]
) -> None:
    with pytest.raises(BadInput, match="owner, operator or maker"), store.write() as tx:
        staff.add(tx, brand, ADA, GOOD, roles)


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("eleven char", "too few"),
        ("four words " * 12, "too many"),
        ("someone.long@example.org", "e-mail address"),
        ("Someone.Long", "e-mail address"),
        ("Password1234", "anyone tries"),
        ("abababababab", "anyone tries"),
        ("\uff50assword1234", "anyone tries"),
    ],
)
def test_weak_passwords_are_refused(password: str, why: str) -> None:
    with pytest.raises(BadInput, match=why):
        check_password(password, "someone.long@example.org")


def test_the_list_of_common_passwords_holds_only_what_would_pass_otherwise() -> None:
    assert [word for word in COMMON if len(word) < SHORTEST or word != word.casefold()] == []


def test_a_weak_password_changes_nothing(store: Store, staff: Staff, brand: BrandId) -> None:
    member = add(store, staff, brand)
    with pytest.raises(BadInput), store.write() as tx:
        staff.set_password(tx, brand, member.id, ADA)
    assert sign_in(store, staff, brand) == member


def test_a_new_password_replaces_the_old(store: Store, staff: Staff, brand: BrandId) -> None:
    member = add(store, staff, brand)
    with store.write() as tx:
        staff.set_password(tx, brand, member.id, OTHER)
    assert sign_in(store, staff, brand, ADA, OTHER).id == member.id
    with pytest.raises(WrongCredentials):
        sign_in(store, staff, brand)


def test_production_parameters_are_those_of_the_rfc() -> None:
    passwords = Passwords(Rng(5))
    hashed = passwords.hash(GOOD)
    assert hashed.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert passwords.verify(hashed, GOOD)
    assert not passwords.outdated(hashed)


def test_a_longer_password_of_an_earlier_release_still_opens_and_every_character_counts(staff: Staff) -> None:
    long = "four words " * 20
    hashed = staff.passwords.hash(long)
    assert staff.passwords.verify(hashed, long)
    assert not staff.passwords.verify(hashed, long[:128])


def test_salts_differ(staff: Staff) -> None:
    assert staff.passwords.hash(GOOD) != staff.passwords.hash(GOOD)


def test_a_hash_that_is_none_verifies_nothing(staff: Staff) -> None:
    assert not staff.passwords.verify("", GOOD)


def test_a_hash_of_other_parameters_is_renewed(store: Store, staff: Staff, brand: BrandId) -> None:
    before = add(store, staff, brand)
    stronger = replace(
        staff, passwords=Passwords(Rng(6), PasswordHasher(time_cost=2, memory_cost=64, parallelism=1))
    )
    with store.write() as tx:
        after = stronger.renew(tx, stronger.sign_in(tx, brand, ADA, GOOD), GOOD)
        assert stronger.renew(tx, after, GOOD) == after
    assert before.password != after.password
    assert "t=2" in after.password
    assert sign_in(store, stronger, brand) == after


def test_someone_who_left_cannot_sign_in(store: Store, staff: Staff, brand: BrandId) -> None:
    add(store, staff, brand)
    ben = add(store, staff, brand, "ben@example.org", Role.MAKER)
    with store.write() as tx:
        left = staff.set_active(tx, brand, ben.id, active=False)
    assert not allowed(left, "orders.read")
    with pytest.raises(WrongCredentials):
        sign_in(store, staff, brand, "ben@example.org")


def test_a_brand_keeps_an_owner(store: Store, staff: Staff, brand: BrandId) -> None:
    ada = add(store, staff, brand)
    with pytest.raises(BadInput, match="no owner"), store.write() as tx:
        staff.set_roles(tx, brand, ada.id, [Role.MAKER])
    with pytest.raises(BadInput, match="no owner"), store.write() as tx:
        staff.set_active(tx, brand, ada.id, active=False)
    add(store, staff, brand, "ben@example.org")
    with store.write() as tx:
        assert staff.set_roles(tx, brand, ada.id, [Role.MAKER]).roles == {Role.MAKER}


def test_all_staff_are_listed_in_the_order_they_came(
    store: Store, staff: Staff, brand: BrandId, clock: FixedClock
) -> None:
    added = []
    for number in range(60):
        clock.advance(seconds=1)
        added.append(add(store, staff, brand, f"p{number}@example.org"))
    with store.read() as tx:
        assert list(staff.every(tx, brand)) == added


@pytest.mark.parametrize("action", WORDS)
@pytest.mark.parametrize("role", Role)
def test_a_role_may_do_what_its_row_says_and_nothing_else(role: Role, action: str) -> None:
    member = Member(PartyId("pty_1"), BrandId("indigo"), frozenset({role}), VaultRef("vlt_1"), "")
    if action in ACTIONS.get(role, ()):
        require(member, action)
    else:
        with pytest.raises(Forbidden, match=WORDS[action]):
            require(member, action)


def test_makers_make_and_only_owners_manage() -> None:
    assert "orders.advance" in ACTIONS[Role.MAKER]
    assert "families.publish" not in ACTIONS[Role.MAKER]
    assert [role for role, actions in ACTIONS.items() if "staff.manage" in actions] == [Role.OWNER]
    assert set.union(*map(set, ACTIONS.values())) == set(WORDS)


def test_an_action_that_is_none_is_a_mistake_of_ours(store: Store, staff: Staff, brand: BrandId) -> None:
    member = add(store, staff, brand)
    with pytest.raises(KeyError):
        allowed(member, "orders.reed")
