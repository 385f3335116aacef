"""The vault: what it gives back, to whom, and what it notices."""

from dataclasses import replace

import msgspec
import pytest

from sumisura.kernel import BadInput, BrandId, Ids, NotFound, PartyId, Rng, VaultRef
from sumisura.store.codec import encode
from sumisura.store.ports import Store
from sumisura.trust.keys import Keyring, UnknownKey
from sumisura.trust.vault import DATA_KEYS, VALUES, Erased, Tampered, Vault

ADA, BEN = PartyId("pty_ada"), PartyId("pty_ben")
WORDS = "for Ada, with all my ♥"


def put(store: Store, vault: Vault, brand: BrandId, party: PartyId = ADA, words: str = WORDS) -> VaultRef:
    with store.write() as tx:
        return vault.put(tx, brand, party, "engraving", words)


def get(store: Store, vault: Vault, brand: BrandId, ref: VaultRef) -> str:
    with store.read() as tx:
        return vault.get(tx, brand, ref)


def overwrite(store: Store, brand: BrandId, kind: str, id_: str, body: bytes) -> None:
    with store.write() as tx:
        found = tx.records.get(brand, kind, id_)
        tx.records.put(brand, kind, id_, body, version=found.version if found else 0)


def body(store: Store, brand: BrandId, kind: str, id_: str) -> bytes:
    with store.read() as tx:
        found = tx.records.get(brand, kind, id_)
    assert found is not None
    return found.body


def key_id(store: Store, brand: BrandId, party: PartyId = ADA) -> str:
    with store.read() as tx:
        (found,) = tx.records.find(brand, DATA_KEYS, "party", party)
    return found.id


@pytest.mark.parametrize("words", [WORDS, "", "\ud800", "x" * 20_000])
def test_gives_back_what_was_put(store: Store, vault: Vault, brand: BrandId, words: str) -> None:
    assert get(store, vault, brand, put(store, vault, brand, words=words)) == words


def test_gives_back_named_texts(store: Store, vault: Vault, brand: BrandId) -> None:
    texts = {"name": "Ada", "city": "Schio"}
    with store.write() as tx:
        ref = vault.put(tx, brand, ADA, "recipient", texts)
        assert vault.fields(tx, brand, ref) == texts


def test_a_novel_is_refused(store: Store, vault: Vault, brand: BrandId) -> None:
    with pytest.raises(BadInput, match="20001 characters"):
        put(store, vault, brand, words="x" * 20_001)


def test_nothing_readable_rests_in_the_database(store: Store, vault: Vault, brand: BrandId) -> None:
    one, two = put(store, vault, brand), put(store, vault, brand)
    resting = [body(store, brand, VALUES, ref) for ref in (one, two)]
    assert all(b"Ada" not in each and WORDS.encode().hex().encode() not in each for each in resting)
    assert resting[0] != resting[1]


def test_another_brand_finds_nothing(store: Store, vault: Vault, brand: BrandId) -> None:
    ref = put(store, vault, brand)
    with pytest.raises(NotFound):
        get(store, vault, BrandId("lucia"), ref)


def test_every_flipped_byte_is_noticed(store: Store, vault: Vault, brand: BrandId) -> None:
    ref = put(store, vault, brand)
    for kind, id_ in [(VALUES, ref), (DATA_KEYS, key_id(store, brand))]:
        whole = body(store, brand, kind, id_)
        for place in range(len(whole)):
            for mask in (0x01, 0x20, 0x80):
                flipped = whole[:place] + bytes([whole[place] ^ mask]) + whole[place + 1 :]
                overwrite(store, brand, kind, id_, flipped)
                with pytest.raises((Tampered, UnknownKey)):
                    get(store, vault, brand, ref)
        overwrite(store, brand, kind, id_, whole)
    assert get(store, vault, brand, ref) == WORDS


@pytest.mark.parametrize("kind", [VALUES, DATA_KEYS])
@pytest.mark.parametrize("slack", [b" ", b"\n"])
def test_a_byte_that_changes_no_meaning_is_noticed(
    store: Store, vault: Vault, brand: BrandId, kind: str, slack: bytes
) -> None:
    ref = put(store, vault, brand)
    id_ = ref if kind == VALUES else key_id(store, brand)
    overwrite(store, brand, kind, id_, body(store, brand, kind, id_) + slack)
    with pytest.raises(Tampered):
        get(store, vault, brand, ref)


@pytest.mark.parametrize("length", [0, 1, 23, 24, 40])
def test_a_shortened_value_is_noticed(store: Store, vault: Vault, brand: BrandId, length: int) -> None:
    ref = put(store, vault, brand)
    tree = msgspec.json.decode(body(store, brand, VALUES, ref))
    overwrite(store, brand, VALUES, ref, encode(tree | {"box": tree["box"][:length]}))
    with pytest.raises(Tampered):
        get(store, vault, brand, ref)


def test_a_value_moved_to_another_reference_does_not_open(store: Store, vault: Vault, brand: BrandId) -> None:
    mine, other = put(store, vault, brand), put(store, vault, brand, words="other")
    overwrite(store, brand, VALUES, other, body(store, brand, VALUES, mine))
    with pytest.raises(Tampered):
        get(store, vault, brand, other)


def test_a_value_moved_to_another_brand_does_not_open(
    store: Store, vault: Vault, brand: BrandId, ids: Ids
) -> None:
    ref, key, thief = put(store, vault, brand), key_id(store, brand), BrandId(ids.new("thief"))
    overwrite(store, thief, VALUES, ref, body(store, brand, VALUES, ref))
    overwrite(store, thief, DATA_KEYS, key, body(store, brand, DATA_KEYS, key))
    with pytest.raises(Tampered):
        get(store, vault, thief, ref)


def test_a_key_given_to_another_party_does_not_open(store: Store, vault: Vault, brand: BrandId) -> None:
    put(store, vault, brand)
    theirs = put(store, vault, brand, BEN)
    overwrite(
        store,
        brand,
        DATA_KEYS,
        key_id(store, brand, BEN),
        body(store, brand, DATA_KEYS, key_id(store, brand)),
    )
    with pytest.raises(Tampered):
        get(store, vault, brand, theirs)


def test_another_master_key_opens_nothing(store: Store, vault: Vault, brand: BrandId) -> None:
    ref = put(store, vault, brand)
    stranger = replace(vault, keyring=Keyring.fresh(Rng(99)))
    with pytest.raises(UnknownKey, match="master"):
        get(store, stranger, brand, ref)


def test_a_missing_key_is_not_taken_for_an_erasure(store: Store, vault: Vault, brand: BrandId) -> None:
    ref = put(store, vault, brand)
    with store.write() as tx:
        tx.records.delete(brand, DATA_KEYS, key_id(store, brand))
    with pytest.raises(Tampered):
        get(store, vault, brand, ref)


def test_erasing_a_party_makes_all_its_values_unreadable_and_no_others(
    store: Store, vault: Vault, brand: BrandId
) -> None:
    mine = [put(store, vault, brand, ADA, text) for text in ("one", "two")]
    theirs = put(store, vault, brand, BEN)
    with store.write() as tx:
        assert vault.erase_party(tx, brand, ADA) == 2
    for ref in mine:
        with pytest.raises(Erased):
            get(store, vault, brand, ref)
    assert get(store, vault, brand, theirs) == WORDS
    with store.write() as tx:
        assert vault.erase_party(tx, brand, ADA) == 0


def test_the_ciphertext_that_stays_opens_with_no_key_that_stays(
    store: Store, vault: Vault, brand: BrandId
) -> None:
    ref = put(store, vault, brand)
    wrapped = body(store, brand, DATA_KEYS, key_id(store, brand))
    with store.write() as tx:
        vault.erase_party(tx, brand, ADA)
    later = put(store, vault, brand, ADA, "back again")
    with store.read() as tx:
        kept = tx.records.find(brand, DATA_KEYS, "party", ADA)
    boxes = [msgspec.json.decode(record.body)["box"] for record in kept]
    assert sorted(map(bool, boxes)) == [False, True]
    assert msgspec.json.decode(wrapped)["box"] not in boxes
    value = msgspec.json.decode(body(store, brand, VALUES, ref))
    fresh = next(record.id for record, box in zip(kept, boxes, strict=True) if box)
    overwrite(store, brand, VALUES, ref, encode(value | {"key": fresh}))
    with pytest.raises(Tampered):
        get(store, vault, brand, ref)
    assert get(store, vault, brand, later) == "back again"


def test_a_party_has_one_key_however_many_values(store: Store, vault: Vault, brand: BrandId) -> None:
    refs = [put(store, vault, brand) for _ in range(3)]
    keys = {msgspec.json.decode(body(store, brand, VALUES, ref))["key"] for ref in refs}
    assert keys == {key_id(store, brand)}


def test_a_party_of_the_same_name_in_another_brand_is_someone_else(
    store: Store, vault: Vault, brand: BrandId, ids: Ids
) -> None:
    other = BrandId(ids.new("brand"))
    ref = put(store, vault, other)
    put(store, vault, brand)
    with store.write() as tx:
        vault.erase_party(tx, brand, ADA)
    assert get(store, vault, other, ref) == WORDS


def test_digests_are_equal_within_a_brand_and_an_installation_only(vault: Vault) -> None:
    stranger = replace(vault, keyring=Keyring.fresh(Rng(99)))
    indigo, lucia = BrandId("indigo"), BrandId("lucia")
    digests = {vault.digest(indigo, "Ada"), vault.digest(lucia, "Ada"), stranger.digest(indigo, "Ada")}
    assert len(digests) == 3
    assert vault.digest(indigo, "Ada") in digests
    assert vault.digest(indigo, "ada") not in digests


def test_own_words_are_told_from_anothers(store, vault, brand) -> None:
    ada, eve = PartyId("pty_ada"), PartyId("pty_eve")
    with store.write() as tx:
        ref = vault.put(tx, brand, ada, "engraving", "For ever")
        assert vault.get_own(tx, brand, ada, ref) == "For ever"
        assert vault.get_own(tx, brand, eve, ref) is None
        vault.erase_party(tx, brand, ada)
        with pytest.raises(Erased):
            vault.get_own(tx, brand, ada, ref)
