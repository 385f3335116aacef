"""Sessions: rotation, expiry, signing out everywhere, and forms from elsewhere."""

from datetime import timedelta

import pytest

from sumisura.kernel import BrandId, FixedClock, Forbidden, Ids, PartyId, Rng
from sumisura.store.ports import Store
from sumisura.trust.keys import Keyring
from sumisura.trust.sessions import KIND, LIVES, Door, Opened, Session, Sessions

ADA = PartyId("pty_ada")


@pytest.fixture
def sessions(keyring: Keyring, ids: Ids, rng: Rng) -> Sessions:
    return Sessions(keyring, ids, rng)


def opened(store: Store, sessions: Sessions, brand: BrandId, door: Door = Door.STAFF) -> Opened:
    with store.write() as tx:
        return sessions.open(tx, brand, ADA, door)


def find(
    store: Store, sessions: Sessions, brand: BrandId, token: str, door: Door = Door.STAFF
) -> Session | None:
    with store.read() as tx:
        return sessions.find(tx, brand, token, door)


def test_a_token_opens_its_session_in_its_brand_at_its_door_only(
    store: Store, sessions: Sessions, brand: BrandId
) -> None:
    mine = opened(store, sessions, brand)
    assert find(store, sessions, brand, mine.token) == mine.session
    assert find(store, sessions, BrandId("lucia"), mine.token) is None
    assert find(store, sessions, brand, mine.token, Door.VISIT) is None
    for other in ("", mine.token[:-1], mine.token.upper(), "\ud800", sessions.token()):
        assert find(store, sessions, brand, other) is None


def test_the_token_is_long_and_rests_nowhere(store: Store, sessions: Sessions, brand: BrandId) -> None:
    mine = opened(store, sessions, brand)
    assert len(bytes.fromhex(mine.token)) * 8 == 256
    with store.read() as tx:
        (record,) = tx.records.page(brand, KIND)
    assert mine.token not in record.id
    assert mine.token.encode() not in record.body
    assert mine.token not in repr(mine)


def test_a_planted_token_is_worth_nothing_after_sign_in(
    store: Store, sessions: Sessions, brand: BrandId
) -> None:
    with store.write() as tx:
        planted = sessions.visit(tx, brand, "").token
        mine = sessions.sign_in(tx, brand, planted, ADA)
    assert mine.token != planted
    for door in Door:
        assert find(store, sessions, brand, planted, door) is None
    assert find(store, sessions, brand, mine.token) == mine.session


def test_an_invented_token_is_never_adopted(store: Store, sessions: Sessions, brand: BrandId) -> None:
    invented = "0" * 64
    with store.write() as tx:
        assert sessions.visit(tx, brand, invented).token != invented
        assert sessions.sign_in(tx, brand, invented, ADA).token != invented
    assert find(store, sessions, brand, invented, Door.VISIT) is None
    assert find(store, sessions, brand, invented, Door.STAFF) is None


def test_a_change_of_privilege_changes_the_token_and_not_the_age(
    store: Store, sessions: Sessions, brand: BrandId, clock: FixedClock
) -> None:
    before = opened(store, sessions, brand)
    clock.advance(minutes=10)
    with store.write() as tx:
        after = sessions.rotate(tx, brand, before.token, Door.STAFF)
        assert after is not None
        assert sessions.rotate(tx, brand, before.token, Door.STAFF) is None
    assert after.token != before.token
    assert after.session == before.session
    assert find(store, sessions, brand, before.token) is None
    assert find(store, sessions, brand, after.token) == before.session


@pytest.mark.parametrize("door", Door)
def test_a_session_ends_when_idle(
    store: Store, sessions: Sessions, brand: BrandId, clock: FixedClock, door: Door
) -> None:
    mine = opened(store, sessions, brand, door)
    clock.advance(seconds=LIVES[door].idle.total_seconds() - 1)
    assert find(store, sessions, brand, mine.token, door)
    clock.advance(seconds=1)
    assert find(store, sessions, brand, mine.token, door) is None
    with store.write() as tx:
        sessions.touch(tx, brand, mine.token)
    assert find(store, sessions, brand, mine.token, door) is None


def test_a_session_in_use_lives_to_its_end_and_no_longer(
    store: Store, sessions: Sessions, brand: BrandId, clock: FixedClock
) -> None:
    mine = opened(store, sessions, brand)
    end = clock.now() + LIVES[Door.STAFF].whole
    while clock.now() < end:
        assert find(store, sessions, brand, mine.token)
        with store.write() as tx:
            sessions.touch(tx, brand, mine.token)
        clock.advance(minutes=20)
    assert clock.now() == end
    assert find(store, sessions, brand, mine.token) is None


def test_use_is_written_once_a_minute_at_most(
    store: Store, sessions: Sessions, brand: BrandId, clock: FixedClock
) -> None:
    mine = opened(store, sessions, brand)
    for _ in range(121):
        clock.advance(seconds=1)
        with store.write() as tx:
            sessions.touch(tx, brand, mine.token)
    with store.write() as tx:
        sessions.touch(tx, brand, "nobody's")
        (record,) = tx.records.page(brand, KIND)
    assert record.version == 3


def test_signing_out_everywhere_ends_all_of_one_partys_sessions(
    store: Store, sessions: Sessions, brand: BrandId, clock: FixedClock
) -> None:
    mine = [opened(store, sessions, brand) for _ in range(3)]
    clock.advance(minutes=2)
    with store.write() as tx:
        sessions.touch(tx, brand, mine[0].token)
        theirs = sessions.open(tx, brand, PartyId("pty_ben"), Door.STAFF)
        assert sessions.close_all(tx, brand, ADA) == 3
    assert [find(store, sessions, brand, each.token) for each in mine] == [None] * 3
    assert find(store, sessions, brand, theirs.token)


def test_signing_out_ends_this_session_only(store: Store, sessions: Sessions, brand: BrandId) -> None:
    mine, other = opened(store, sessions, brand), opened(store, sessions, brand)
    with store.write() as tx:
        sessions.close(tx, brand, mine.token)
    assert find(store, sessions, brand, mine.token) is None
    assert find(store, sessions, brand, other.token)


def test_a_visitor_is_the_same_pseudonym_until_the_visit_ends(
    store: Store, sessions: Sessions, brand: BrandId, clock: FixedClock
) -> None:
    with store.write() as tx:
        first = sessions.visit(tx, brand, "")
        again = sessions.visit(tx, brand, first.token)
        elsewhere = sessions.visit(tx, BrandId("lucia"), first.token)
    assert again == first
    assert first.session.party.startswith("pty_")
    assert elsewhere.session.party != first.session.party
    clock.advance(days=30)
    with store.write() as tx:
        assert sessions.visit(tx, brand, first.token).session.party != first.session.party


def test_a_staff_token_is_no_visit(store: Store, sessions: Sessions, brand: BrandId) -> None:
    mine = opened(store, sessions, brand)
    with store.write() as tx:
        assert sessions.visit(tx, brand, mine.token).session.party != ADA


def test_what_is_over_is_forgotten_and_nothing_else(
    store: Store, sessions: Sessions, brand: BrandId, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sumisura.trust.sessions.PAGE", 50)
    over = [opened(store, sessions, brand) for _ in range(60)]
    clock.advance(hours=1)
    alive = [opened(store, sessions, brand) for _ in range(60)]
    assert sessions.prune(store, brand) == len(over)
    assert sessions.prune(store, brand) == 0
    assert all(find(store, sessions, brand, each.token) for each in alive)


def test_forms_carry_the_token_of_their_own_page(sessions: Sessions) -> None:
    indigo, lucia = BrandId("indigo"), BrandId("lucia")
    token, other = sessions.token(), sessions.token()
    sessions.check_csrf(indigo, token, sessions.csrf(indigo, token))
    for cookie, given in [
        (token, sessions.csrf(indigo, other)),
        (token, sessions.csrf(lucia, token)),
        (token, ""),
        (token, "\ud800"),
        (token, token),
        ("", sessions.csrf(indigo, "")),
    ]:
        with pytest.raises(Forbidden, match="reload the page"):
            sessions.check_csrf(indigo, cookie, given)


def test_another_installation_makes_other_form_tokens(sessions: Sessions, ids: Ids) -> None:
    stranger = Sessions(Keyring.fresh(Rng(99)), ids, Rng(99))
    brand, token = BrandId("indigo"), sessions.token()
    with pytest.raises(Forbidden):
        sessions.check_csrf(brand, token, stranger.csrf(brand, token))


def test_staff_sign_in_once_a_shift() -> None:
    assert LIVES[Door.STAFF].whole <= timedelta(hours=12)
    assert LIVES[Door.STAFF].idle <= timedelta(minutes=30)


def test_a_session_is_stale_exactly_when_a_touch_would_write(
    store: Store, sessions: Sessions, brand: BrandId, clock: FixedClock
) -> None:
    mine = opened(store, sessions, brand)
    for seconds in (0, 59, 1, 59, 1):
        clock.advance(seconds=seconds)
        before = find(store, sessions, brand, mine.token)
        with store.write() as tx:
            sessions.touch(tx, brand, mine.token)
        assert before is not None
        assert sessions.stale(before) == (find(store, sessions, brand, mine.token) != before)
