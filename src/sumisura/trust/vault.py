"""The one home of personal data: encrypted per party, referred to from everywhere else.

Each party has data keys of its own, wrapped by the installation's master key, which is not in the
database. Erasing a party destroys its wrapped data keys, and with them every value they sealed, in
one write (crypto-shredding: NIST SP 800-88 rev. 1, "cryptographic erase").
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar, TypeVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sumisura.kernel import BadInput, BrandId, Ids, NotFound, PartyId, Rng, SumisuraError, VaultRef
from sumisura.store.codec import Unreadable, decode, encode
from sumisura.store.ports import Keys, Record, Transaction
from sumisura.trust.keys import SECRET_BYTES, Keyring, UnknownKey, mac

T = TypeVar("T")
VALUES, DATA_KEYS = "vault_value", "vault_key"
NONCE_BYTES = 12
"""96 bits, as NIST SP 800-38D §5.2.1.1 recommends for AES-GCM."""
LONGEST = 20_000
"""Characters one value may have."""


class Erased(SumisuraError):
    """The value was here, and was erased for good at its owner's wish or the law's."""

    code: ClassVar[str] = "erased"
    status: ClassVar[int] = 410

    def __init__(self, ref: str) -> None:
        self.ref = ref
        super().__init__(f'The personal value "{ref}" was erased. Ask its owner if it is needed again.')


class Tampered(SumisuraError):
    """What rests in the database is not what the vault wrote there."""

    code: ClassVar[str] = "tampered"

    def __init__(self, ref: str) -> None:
        self.ref = ref
        super().__init__(
            f'The personal value "{ref}" was altered or moved outside the vault. Restore it from a backup.'
        )


@dataclass(frozen=True, slots=True)
class _Value:
    """A sealed value as it rests; ``box`` is nonce and ciphertext in hexadecimal."""

    party: PartyId
    kind: str
    key: str
    box: str


@dataclass(frozen=True, slots=True)
class _DataKey:
    """A party's data key, wrapped by the master key that ``master`` names; no ``box`` once shredded."""

    party: PartyId
    master: str
    box: str


@dataclass(frozen=True, slots=True)
class Vault:
    """Keeps personal values by reference.

    Args:
        keyring: holds the master key and the digests' salt.
        ids: names values and keys.
        rng: keys and nonces; ``random.SystemRandom()`` outside tests.

    Example:
        >>> from sumisura.kernel import SystemClock
        >>> vault = Vault(Keyring.fresh(Rng(1)), Ids(SystemClock(), Rng(2)), Rng(3))
        >>> vault.digest(BrandId("indigo"), "Ada") == vault.digest(BrandId("indigo"), "Ada")
        True
        >>> vault.digest(BrandId("indigo"), "Ada") == vault.digest(BrandId("lucia"), "Ada")
        False
    """

    keyring: Keyring
    ids: Ids
    rng: Rng

    def put(
        self, tx: Transaction, brand: BrandId, party: PartyId, kind: str, content: str | Mapping[str, str]
    ) -> VaultRef:
        """Seal a value of that party, and return what to keep in its stead.

        Args:
            tx: a unit of work that may write.
            brand: whose customer this is.
            party: whom the value is about; erased together with them.
            kind: what it is, in a word: ``engraving``, ``recipient``, ``email``.
            content: a text, or named texts (read back with ``fields``).

        Raises:
            BadInput: it is longer than 20,000 characters.
        """
        text = content if isinstance(content, str) else json.dumps(dict(content), sort_keys=True)
        if len(text) > LONGEST:
            raise BadInput(f"{len(text)} characters are too many", where=kind, mend=f"Keep to {LONGEST}.")
        key_id, key = self._key_of(tx, brand, party)
        ref = VaultRef(self.ids.new("vlt"))
        box = self._seal(key, text.encode("utf-8", "surrogatepass"), brand, ref, party, kind)
        value = _Value(party, kind, key_id, box)
        tx.records.put(brand, VALUES, ref, encode(value), version=0, keys=Keys(index={"party": party}))
        return ref

    def get(self, tx: Transaction, brand: BrandId, ref: VaultRef) -> str:
        """The text behind a reference.

        Raises:
            NotFound: this brand has no such value.
            Erased: its owner was erased.
            Tampered: the database was altered outside the vault.
            UnknownKey: it was sealed under another master key than this installation's.
        """
        return self._opened(tx, brand, ref, _value(tx, brand, ref))

    def get_own(self, tx: Transaction, brand: BrandId, party: PartyId, ref: VaultRef) -> str | None:
        """The text behind a reference if it is that party's, None if it is another's; raises as ``get`` does."""
        value = _value(tx, brand, ref)
        return self._opened(tx, brand, ref, value) if value.party == party else None

    def fields(self, tx: Transaction, brand: BrandId, ref: VaultRef) -> Mapping[str, str]:
        """The named texts behind a reference that was put as a mapping; raises as ``get`` does."""
        fields: Mapping[str, str] = json.loads(self.get(tx, brand, ref))
        return fields

    def digest(self, brand: BrandId, text: str) -> str:
        """A salted HMAC by which equal texts of one brand are found equal, and nothing else is learnt."""
        return mac(self.keyring.salt, "digest", brand, text)

    def drop(self, tx: Transaction, brand: BrandId, ref: VaultRef) -> None:
        """Forget one value, whose time is over; its owner's others stay. Idempotent."""
        tx.records.delete(brand, VALUES, ref)

    def erase_party(self, tx: Transaction, brand: BrandId, party: PartyId) -> int:
        """Destroy that party's data keys, so that none of its values can ever be read again.

        The sealed values stay as references that answer ``Erased``. Idempotent.

        Returns:
            How many values became unreadable.
        """
        shredded = set()
        for record in tx.records.find(brand, DATA_KEYS, "party", party):
            data_key = _read(_DataKey, record, record.id)
            if data_key.box:
                shredded.add(record.id)
                _keep(tx, brand, record.id, replace(data_key, box=""), record.version)
        values = tx.records.find(brand, VALUES, "party", party)
        return sum(_read(_Value, record, record.id).key in shredded for record in values)

    def count(self, tx: Transaction, brand: BrandId, party: PartyId) -> int:
        """How many values of a party are kept; opens none."""
        return len(tx.records.find(brand, VALUES, "party", party))

    def forget_party(self, tx: Transaction, brand: BrandId, party: PartyId) -> int:
        """Destroy a party's data keys, and with them every trace that it ever had values here.

        Its references answer ``NotFound`` afterwards; whoever keeps one has to drop it in the same unit of work.

        Returns:
            How many values there were.
        """
        values = tx.records.find(brand, VALUES, "party", party)  # none is read: a harmed one goes as any does
        for kind in (DATA_KEYS, VALUES):
            for record in tx.records.find(brand, kind, "party", party):
                tx.records.delete(brand, kind, record.id)
        return len(values)

    def _opened(self, tx: Transaction, brand: BrandId, ref: VaultRef, value: _Value) -> str:
        kept = tx.records.get(brand, DATA_KEYS, value.key)
        if kept is None:
            raise Tampered(ref)
        data_key = _read(_DataKey, kept, ref)
        if not data_key.box:
            raise Erased(ref)
        key = self._unwrap(data_key, brand, value.key, ref)
        opened = _open(key, value.box, ref, brand, ref, value.party, value.kind)
        return opened.decode("utf-8", "surrogatepass")

    def _key_of(self, tx: Transaction, brand: BrandId, party: PartyId) -> tuple[str, bytes]:
        for record in tx.records.find(brand, DATA_KEYS, "party", party):
            data_key = _read(_DataKey, record, record.id)
            if data_key.box:
                return record.id, self._unwrap(data_key, brand, record.id, record.id)
        key_id, key = self.ids.new("vky"), self.rng.randbytes(SECRET_BYTES)
        box = self._seal(self.keyring.master, key, brand, key_id, party)
        _keep(tx, brand, key_id, _DataKey(party, self.keyring.master_id, box), 0)
        return key_id, key

    def _unwrap(self, data_key: _DataKey, brand: BrandId, key_id: str, ref: str) -> bytes:
        if data_key.master != self.keyring.master_id:
            raise UnknownKey(data_key.master, "master")
        return _open(self.keyring.master, data_key.box, ref, brand, key_id, data_key.party)

    def _seal(self, key: bytes, content: bytes, *bound: str) -> str:
        nonce = self.rng.randbytes(NONCE_BYTES)
        return (nonce + AESGCM(key).encrypt(nonce, content, _bind(bound))).hex()


def _value(tx: Transaction, brand: BrandId, ref: VaultRef) -> _Value:
    record = tx.records.get(brand, VALUES, ref)
    if record is None:
        raise NotFound("personal value", ref)
    return _read(_Value, record, ref)


def _open(key: bytes, box: str, ref: str, *bound: str) -> bytes:
    """What was sealed, if key, box and everything it is bound to are those it was sealed with."""
    try:
        raw = bytes.fromhex(box)
        if raw.hex() != box:  # hexadecimal has two spellings, a seal one
            raise Tampered(ref)
        return AESGCM(key).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], _bind(bound))
    except (ValueError, InvalidTag) as error:
        raise Tampered(ref) from error


def _bind(bound: tuple[str, ...]) -> bytes:
    """Associated data: where a box stands, so that it opens nowhere else."""
    return json.dumps(bound).encode()


def _keep(tx: Transaction, brand: BrandId, key_id: str, data_key: _DataKey, version: int) -> None:
    keys = Keys(index={"party": data_key.party})
    tx.records.put(brand, DATA_KEYS, key_id, encode(data_key), version=version, keys=keys)


def _read(kind: type[T], record: Record, ref: str) -> T:
    """The record's body, if it is byte for byte what the vault wrote."""
    try:
        found = decode(record.body, kind)
    except (Unreadable, UnicodeDecodeError) as error:
        raise Tampered(ref) from error
    if encode(found) != record.body:
        raise Tampered(ref)
    return found
