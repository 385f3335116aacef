"""Which passwords are taken, and how they are hashed."""

import unicodedata
from dataclasses import dataclass, field
from functools import cached_property

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from sumisura.kernel import BadInput, Rng

SHORTEST, LONGEST = 12, 128
"""Characters of a new password (ASVS 2.1.2)."""
MOST = 256
"""Characters that are hashed: earlier releases took so many, and a request shall not make us hash a novel."""
VARIETY = 5
"""Different characters a password has at least: ``aaaaaaaaaaaa`` and ``abababababab`` are refused."""
COMMON = frozenset(
    {
        *("password1234", "password12345", "password123456", "passwordpassword", "mypassword123"),
        *("123456789012", "1234567890123", "12345678901234", "0123456789012", "012345678910"),
        *("qwertyuiop12", "qwertyuiop123", "qwertyuiopas", "qwertyuiopasdf", "1q2w3e4r5t6y", "1qaz2wsx3edc"),
        *("iloveyou1234", "administrator", "administrator1", "welcome12345", "letmein12345", "changeme1234"),
        *("abcdefghijkl", "abcdefghijklm", "abcd12345678", "abc123456789", "asdfghjkl123", "correcthorse"),
        *("correcthorsebatterystaple", "trustno1trustno1", "superman1234", "football1234", "princess1234"),
        *("sumisura1234", "sumisurasumisura", "sumisura12345", "madetomeasure"),
    }
)
"""Passwords of 12 characters and more that lead every list of leaked ones, and this product's own."""


def rfc9106() -> PasswordHasher:
    """Argon2id with RFC 9106's second recommended parameters: 3 passes, 64 MiB, 4 lanes; 16 B salt, 32 B tag."""
    return PasswordHasher(
        time_cost=3, memory_cost=65536, parallelism=4, hash_len=32, salt_len=16, type=Type.ID
    )


def check_password(password: str, email: str) -> None:
    """Let a new password pass, or say what to do better.

    Length counts and composition does not, after NIST SP 800-63B §5.1.1.2.

    Raises:
        BadInput: it is too short, too long, the e-mail address, or easily guessed.

    Example:
        >>> check_password("four legs, two wheels", "ada@example.org")
        >>> check_password("wheels", "ada@example.org")
        Traceback (most recent call last):
        sumisura.kernel.errors.BadInput: password: 6 characters are too few. Use 12 or more: a few words will do.
    """
    plain = _normal(password)
    if len(plain) < SHORTEST:
        raise _bad(f"{len(plain)} characters are too few", "Use 12 or more: a few words will do.")
    if len(plain) > LONGEST:
        raise _bad(f"{len(plain)} characters are too many", f"Use at most {LONGEST}.")
    folded = plain.casefold()
    if folded in {email.strip().casefold(), email.strip().casefold().partition("@")[0]}:
        raise _bad("it is your e-mail address", "Anyone would try that first; use a few words.")
    if folded in COMMON or len(set(folded)) < VARIETY:
        raise _bad("it is among the first that anyone tries", "Use a few words that do not belong together.")


@dataclass(frozen=True)
class Passwords:
    """Hashes and verifies passwords.

    Args:
        rng: salts; ``random.SystemRandom()`` outside tests.
        hasher: argon2id and its parameters; hashes made with others are renewed at the next sign-in.
    """

    rng: Rng
    hasher: PasswordHasher = field(default_factory=rfc9106)

    def hash(self, password: str) -> str:
        """The hash to keep, with its parameters and salt."""
        return self.hasher.hash(_normal(password), salt=self.rng.randbytes(16))

    def verify(self, hashed: str, password: str) -> bool:
        """Whether the password is the hashed one."""
        try:
            return self.hasher.verify(hashed, _normal(password)[: MOST + 1])
        except (VerificationError, InvalidHashError):
            return False

    def verify_nobody(self, password: str) -> None:
        """Take as long as ``verify`` does, where there is nobody to verify."""
        self.verify(self._nobody, password)

    def outdated(self, hashed: str) -> bool:
        """Whether the hash was made with other parameters than today's."""
        return self.hasher.check_needs_rehash(hashed)

    @cached_property
    def _nobody(self) -> str:
        return self.hash(self.rng.randbytes(16).hex())


def _normal(password: str) -> str:
    """One spelling for what looks the same on every keyboard (NFKC, NIST SP 800-63B)."""
    return unicodedata.normalize("NFKC", password.encode("utf-8", "replace").decode())


def _bad(what: str, mend: str) -> BadInput:
    return BadInput(what, where="password", mend=mend)
