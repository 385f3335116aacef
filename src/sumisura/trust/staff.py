"""Staff accounts: added, signed in, changed. No account and no password exists unless someone makes it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from sumisura.journal.append import record
from sumisura.kernel import (
    BadInput,
    BrandId,
    Event,
    EventId,
    Ids,
    NotFound,
    PartyId,
    Role,
    SumisuraError,
)
from sumisura.store.codec import decode, encode
from sumisura.store.ports import Keys, Transaction
from sumisura.store.walk import walk
from sumisura.trust.members import Member
from sumisura.trust.passwords import Passwords, check_password
from sumisura.trust.permissions import ACTIONS
from sumisura.trust.vault import Vault

KIND = "staff"
_MAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
LONGEST_MAIL = 254
"""Characters an address has at most (RFC 5321 §4.5.3.1.3, less its brackets)."""


class WrongCredentials(SumisuraError):
    """E-mail and password do not belong together; whether either exists is not said."""

    code: ClassVar[str] = "wrong_credentials"
    status: ClassVar[int] = 401

    def __init__(self) -> None:
        super().__init__("This e-mail and password do not belong together. Check both, or ask an owner.")


@dataclass(frozen=True, slots=True)
class Staff:
    """The staff of every brand, one brand at a time.

    Args:
        vault: keeps the e-mail addresses; accounts are found by their salted digest.
        passwords: hashes and verifies.
        ids: names members and events.
    """

    vault: Vault
    passwords: Passwords
    ids: Ids

    def add(
        self, tx: Transaction, brand: BrandId, email: str, password: str, roles: Iterable[Role]
    ) -> Member:
        """Make an account.

        Raises:
            BadInput: the address is none or is taken, the password too weak, a role not one of staff.
        """
        address = _address(email)
        check_password(password, address)
        if self._find(tx, brand, address):
            raise BadInput("this address has an account", where="email", mend="Change that one.")
        id_ = PartyId(self.ids.new("pty"))
        ref = self.vault.put(tx, brand, id_, "email", address)
        member = Member(id_, brand, _roles(roles), ref, self.passwords.hash(password))
        self._save(tx, member, address, version=0)
        self._log(tx, member, "staff.added", {"roles": sorted(member.roles)})
        return member

    def get(self, tx: Transaction, brand: BrandId, id_: PartyId) -> Member:
        """The member of that pseudonym. Raises NotFound when this brand has none."""
        return self._load(tx, brand, id_)[0]

    def named(self, tx: Transaction, brand: BrandId, email: str) -> Member:
        """The member who signs in with that address. Raises NotFound when this brand has none."""
        found = self._find(tx, brand, email.strip().casefold())
        if found is None:
            raise NotFound("member of staff", email)
        return found

    def every(self, tx: Transaction, brand: BrandId) -> tuple[Member, ...]:
        """All members of the brand, those who left included, in the order they came."""
        return tuple(decode(record.body, Member) for record in walk(tx, brand, KIND))[::-1]

    def known(self, tx: Transaction, brand: BrandId, password: str, domain: str) -> tuple[Member, ...]:
        """The active members with an address under that domain who have that password."""
        return tuple(
            member
            for member in self.every(tx, brand)
            if member.active
            and self.vault.get(tx, brand, member.email).endswith(domain)
            and self.passwords.verify(member.password, password)
        )

    def sign_in(self, tx: Transaction, brand: BrandId, email: str, password: str) -> Member:
        """The member these belong to; takes as long for an address that nobody has.

        Limit its rate by client and by address. Follow it by ``renew`` where the session is opened.

        Args:
            tx: a unit of work; one that reads is better, because hashing takes its time.
            brand: whose back office.
            email: as typed.
            password: as typed.

        Raises:
            WrongCredentials: they belong to no active member.
        """
        member = self._find(tx, brand, email.strip().casefold())
        if member is None:
            self.passwords.verify_nobody(password)
            raise WrongCredentials
        if not self.passwords.verify(member.password, password) or not member.active:
            raise WrongCredentials
        return member

    def renew(self, tx: Transaction, member: Member, password: str) -> Member:
        """Hash the password just verified again, if its hash was made with other parameters than today's."""
        if not self.passwords.outdated(member.password):
            return member
        renewed = replace(member, password=self.passwords.hash(password))
        return self._change(tx, member, renewed, "staff.password_renewed", {})

    def set_password(self, tx: Transaction, brand: BrandId, id_: PartyId, password: str) -> Member:
        """Give a member a new password. End their sessions afterwards (``Sessions.close_all``).

        Raises:
            BadInput: it is too weak.
        """
        member = self.get(tx, brand, id_)
        check_password(password, self.vault.get(tx, brand, member.email))
        changed = replace(member, password=self.passwords.hash(password))
        return self._change(tx, member, changed, "staff.password_changed", {})

    def set_roles(self, tx: Transaction, brand: BrandId, id_: PartyId, roles: Iterable[Role]) -> Member:
        """Give a member other roles. End their sessions afterwards (``Sessions.close_all``).

        Raises:
            BadInput: a role is not one of staff, or the brand would have no owner left.
        """
        member = self.get(tx, brand, id_)
        changed = replace(member, roles=_roles(roles))
        return self._change(tx, member, changed, "staff.roles_changed", {"roles": sorted(changed.roles)})

    def set_active(self, tx: Transaction, brand: BrandId, id_: PartyId, active: bool) -> Member:
        """Let a member in no more, or again. End their sessions afterwards (``Sessions.close_all``).

        Raises:
            BadInput: the brand would have no owner left.
        """
        member = self.get(tx, brand, id_)
        return self._change(tx, member, replace(member, active=active), "staff.active", {"active": active})

    def _change(
        self, tx: Transaction, before: Member, after: Member, kind: str, context: Mapping[str, object]
    ) -> Member:
        others = (member for member in self.every(tx, after.brand) if member.id != after.id)
        if _owns(before) and not any(map(_owns, (after, *others))):
            raise BadInput(
                "the brand would have no owner", where="staff", mend="Make someone else an owner first."
            )
        _, version = self._load(tx, after.brand, after.id)
        self._save(tx, after, self.vault.get(tx, after.brand, after.email), version=version)
        self._log(tx, after, kind, context)
        return after

    def _find(self, tx: Transaction, brand: BrandId, address: str) -> Member | None:
        found = tx.records.find(brand, KIND, "email", self.vault.digest(brand, address))
        return decode(found[0].body, Member) if found else None

    def _load(self, tx: Transaction, brand: BrandId, id_: PartyId) -> tuple[Member, int]:
        found = tx.records.get(brand, KIND, id_)
        if found is None:
            raise NotFound("member of staff", id_)
        return decode(found.body, Member), found.version

    def _save(self, tx: Transaction, member: Member, address: str, *, version: int) -> None:
        keys = Keys(unique={"email": self.vault.digest(member.brand, address)})
        tx.records.put(member.brand, KIND, member.id, encode(member), version=version, keys=keys)

    def _log(self, tx: Transaction, member: Member, kind: str, context: Mapping[str, object]) -> None:
        event = Event(
            id=EventId(self.ids.new("evt")),
            brand=member.brand,
            kind=kind,
            at=self.ids.clock.now(),
            party=member.id,
            subject=member.id,
            source="staff",
            purpose="security",
            context=context,
        )
        record(tx, event)


def _owns(member: Member) -> bool:
    return member.active and Role.OWNER in member.roles


def _address(email: str) -> str:
    address = email.strip().casefold()
    if len(address) > LONGEST_MAIL or not _MAIL.fullmatch(address):
        raise BadInput("this is no e-mail address", where="email", mend="Write it like ada@example.org.")
    return address


def _roles(roles: Iterable[Role]) -> frozenset[Role]:
    chosen = frozenset(roles)
    if not chosen or not chosen <= ACTIONS.keys():
        raise BadInput(
            "staff need a role of their own", where="roles", mend="Choose owner, operator or maker."
        )
    return chosen
