"""Agreeing and taking it back: the one door through which consent is given, whoever asks for it."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sumisura.kernel import BadInput, BrandId, PartyId
from sumisura.store.ports import Transaction
from sumisura.trust import texts
from sumisura.trust.grants import Consents, Grants
from sumisura.trust.purposes import IMPROVE, PERSONALISE
from sumisura.trust.sources import source
from sumisura.trust.texts import Pair
from sumisura.usecases import minimal
from sumisura.usecases.again import again
from sumisura.usecases.held.profile import kept_here
from sumisura.usecases.learning import crowds
from sumisura.usecases.my_data import cutting
from sumisura.usecases.office import trusting
from sumisura.usecases.services import Services, Visitor
from sumisura.usecases.tasting import choices, circles, wishes


@again
def grant(services: Services, visitor: Visitor, name: str, on: bool) -> None:
    """Agree to have one source used for oneself, or take all of it back: as easily, and from this moment on.

    Raises:
        UnknownSource: there is no such source.
        WithdrawnMeanwhile: it was withdrawn after the page they act from was made; it stays so.
    """
    _known(services, visitor, name)
    with services.store.write() as tx:
        _switch(services, tx, visitor, name, on=on)


@again
def grant_many(services: Services, visitor: Visitor, sources: Sequence[str], improve: bool) -> None:
    """Agree to these sources at once, and, where it was asked for, to theirs being added up; raises as ``grant``."""
    _known(services, visitor, *sources)
    purposes = (PERSONALISE, IMPROVE) if improve else (PERSONALISE,)
    with services.store.write() as tx:
        give(services, tx, visitor, [(purpose, name) for name in sources for purpose in purposes])
        wishes.served(tx, visitor, declined=False)


def choose(services: Services, visitor: Visitor, sources: Sequence[str], improve: bool | None) -> None:
    """Agree to exactly these sources; none withdraws everything, and is a no: they are not asked again.

    What is withdrawn is so even where the rest raises.

    Args:
        improve: whether theirs is added to what all learn from; None for where it was not asked: that stays as it is.

    Raises:
        WithdrawnMeanwhile: as ``grant``.
    """
    _known(services, visitor, *sources)
    _keep_only(services, visitor, sources, improve)
    if sources:
        grant_many(services, visitor, sources, improve is True)
    else:
        wishes.decline(services, visitor)


@again
def allow(services: Services, visitor: Visitor, purpose: str, name: str, on: bool) -> None:
    """Agree to one source for one purpose, or take that back; ``personalise`` goes as ``grant``.

    Raises:
        UnknownSource: there is no such source.
        BadInput: nobody is asked for that purpose and source.
        WithdrawnMeanwhile: as ``grant``.
    """
    _known(services, visitor, name)
    if texts.current(services.clock.now()).clause(purpose, name) is None:
        raise _unasked(f"“{name[:30]}” to be used for “{purpose[:30]}”")
    with services.store.write() as tx:
        if purpose == PERSONALISE:
            _switch(services, tx, visitor, name, on=on)
        elif on:
            give(services, tx, visitor, [(purpose, name)])
        else:
            _take(services, tx, visitor, [(purpose, name)])


@again
def allow_all(services: Services, visitor: Visitor, purpose: str, on: bool) -> None:
    """Agree to a purpose for every source that can be, or take it back for all.

    Raises:
        BadInput: nobody is asked for that purpose.
        WithdrawnMeanwhile: as ``grant``.
    """
    kept_here(visitor.held)
    text = texts.current(services.clock.now())
    if purpose not in text.uses:
        raise _unasked(f"“{purpose[:30]}”")
    with services.store.write() as tx:
        standing = Grants(services.ids).of(tx, visitor.brand.id, visitor.party).open
        if on:
            asked = [pair for pair in text.pairs() if pair[0] == purpose]
            give(services, tx, visitor, [pair for pair in asked if choices.is_free(standing, *pair)])
        else:
            _take_all(services, tx, visitor, [pair for pair in standing if pair[0] == purpose])


@again
def reread(services: Services, visitor: Visitor, agrees: bool) -> None:
    """Answer to words that changed: agree to them as they now read, or have the old ones hold; either way once."""
    kept_here(visitor.held)
    now, grants = services.clock.now(), Grants(services.ids)
    with services.store.write() as tx:
        consents = grants.of(tx, visitor.brand.id, visitor.party)
        if agrees:
            changed = [(one.purpose, one.source) for one in texts.changes(consents.grants, now)]
            give(services, tx, visitor, changed)
        elif consents.grants:
            grants.keep_old(tx, visitor.brand.id, visitor.party, texts.current(now).version)


def standing(services: Services, visitor: Visitor) -> Consents:
    """What they agreed to, as it stands."""
    if not visitor.party:
        return Consents()
    with services.store.read() as tx:
        return Grants(services.ids).of(tx, visitor.brand.id, visitor.party)


def obey(services: Services, visitor: Visitor) -> None:
    """Their browser asks not to be profiled: take back all that was not agreed to in spite of that.

    See docs/decisions/trust-gpc-withdraws.md.
    """
    if unconfirmed(standing(services, visitor)):  # who only reads need not wait for those who write
        _obey(services, visitor)


@again
def _obey(services: Services, visitor: Visitor) -> None:
    with services.store.write() as tx:
        consents = Grants(services.ids).of(tx, visitor.brand.id, visitor.party)
        _take_all(services, tx, visitor, unconfirmed(consents), why="gpc")


def unconfirmed(consents: Consents) -> frozenset[Pair]:
    """What is open, and was not given in spite of a browser that refuses."""
    return frozenset(
        (one.purpose, one.source) for one in consents.grants if one.during.end is None and not one.despite
    )


@again
def pause(services: Services, visitor: Visitor, on: bool) -> None:
    """Use nothing of theirs and add nothing, until they say so; nothing is deleted, and they agree to what they did (GDPR Art. 18).

    "Not for me" is still obeyed: it is their instruction. What was added up with others' stays in it until they cut that.
    """
    kept_here(visitor.held)
    with services.store.write() as tx:
        Grants(services.ids).pause(tx, visitor.brand.id, visitor.party, on=on)


def give(
    services: Services,
    tx: Transaction,
    visitor: Visitor,
    pairs: Sequence[Pair],
    *,
    since: datetime | None = None,
) -> None:
    """Agree to these, in the words the page shows, within a unit of work: the door for every page and every form.

    Args:
        since: when what they bring along of it began, so that it is covered, too; None for from now on.

    Raises:
        BadInput: the shop is in the minimal-data mode: there is nothing to agree to.
        WithdrawnMeanwhile: one was withdrawn after the page they act from was made; nothing was given.
    """
    brand, party, now = visitor.brand.id, visitor.party, services.clock.now()
    minimal.forbid(tx, brand)
    Grants(services.ids).of(tx, brand, party).heed(visitor.seen, pairs)
    text = texts.current(now).version
    after = put(services, tx, brand, party, pairs, text, since=since, despite=visitor.despite)
    trusting.chose(tx, visitor, after, now)


def put(
    services: Services,
    tx: Transaction,
    brand: BrandId,
    party: PartyId,
    pairs: Sequence[Pair],
    text: str,
    *,
    since: datetime | None = None,
    despite: str = "",
) -> Consents:
    """Write what somebody agreed to, here or elsewhere, with all that follows: nothing that waits is deleted any more.

    Args:
        text: the version of the words they were shown.
        since, despite: as of ``Grants.give_all``.
    """
    after = Grants(services.ids).give_all(tx, brand, party, pairs, text, since=since, despite=despite)
    for purpose, name in pairs:
        if purpose == PERSONALISE:
            cutting.sewn(tx, brand, party, name)
            if name == circles.FRIENDS:
                circles.listed(services, tx, brand, party, on=True)
    return after


def end(services: Services, tx: Transaction, visitor: Visitor, name: str, *, why: str = "") -> None:
    """Take back all that was agreed to of a source, whatever for, within a unit of work."""
    brand, party = visitor.brand.id, visitor.party
    crowds.withdraw(services, tx, brand, party, name)
    standing = Grants(services.ids).of(tx, brand, party).open
    _take(services, tx, visitor, [pair for pair in sorted(standing) if pair[1] == name], why=why)
    cutting.note(services, tx, brand, party, name)
    if name == circles.FRIENDS:
        circles.listed(services, tx, brand, party, on=False)


def _switch(services: Services, tx: Transaction, visitor: Visitor, name: str, *, on: bool) -> None:
    if on:
        give(services, tx, visitor, [(PERSONALISE, name)])
    else:
        end(services, tx, visitor, name)


@again
def _keep_only(services: Services, visitor: Visitor, sources: Sequence[str], improve: bool | None) -> None:
    """Take back all that was agreed to but of these sources, and of these what was refused now."""
    with services.store.write() as tx:
        standing = Grants(services.ids).of(tx, visitor.brand.id, visitor.party).open
        for name in sorted({name for _, name in standing} - set(sources)):
            end(services, tx, visitor, name)
        kept = [pair for pair in sorted(standing) if pair[0] == IMPROVE and pair[1] in sources]
        _take(services, tx, visitor, kept if improve is False else [])


def _take_all(
    services: Services, tx: Transaction, visitor: Visitor, pairs: Iterable[Pair], *, why: str = ""
) -> None:
    """Take these back; a source that is no longer used for oneself, altogether."""
    over = sorted(pairs)
    for name in (name for purpose, name in over if purpose == PERSONALISE):
        end(services, tx, visitor, name, why=why)
    _take(services, tx, visitor, over, why=why)


def _take(
    services: Services, tx: Transaction, visitor: Visitor, pairs: Sequence[Pair], *, why: str = ""
) -> None:
    """Take these back; what all learn from is rid of it in the same unit of work."""
    for purpose, name in pairs:
        if purpose == IMPROVE:
            crowds.withdraw(services, tx, visitor.brand.id, visitor.party, name)
    before = Grants(services.ids).of(tx, visitor.brand.id, visitor.party).open
    after = Grants(services.ids).withdraw_all(tx, visitor.brand.id, visitor.party, pairs, why=why)
    trusting.chose(tx, visitor, after, services.clock.now(), withdrew=len(before - after.open))


def _known(services: Services, visitor: Visitor, *names: str) -> None:
    """Raises UnknownSource for what is no source, and reports it; HeldElsewhere for who holds their profile themselves."""
    kept_here(visitor.held)
    with services.gate.watching(visitor.brand.id, "consent", visitor.party):
        for name in names:
            source(name)


def _unasked(what: str) -> BadInput:
    return BadInput(f"nobody is asked for {what}", where="switch", mend="Use the page’s switches.")
