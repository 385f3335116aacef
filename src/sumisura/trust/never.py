"""What is never collected and never inferred, why, and in which words a person reads it.

Dated data with its reference. Admission refuses what carries it, by the names it comes under; beside it stands
``admission.PERSONAL``: what the vault may keep and everything else only refers to. Names can be lied about, so this is a
bolt on every door, not a proof: nothing in this house could read a face or a voice in the first place.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import ClassVar

from sumisura.kernel import BadInput
from sumisura.trust.sources import SOURCES


@dataclass(frozen=True, slots=True)
class Never:
    """One thing that has no place here.

    Args:
        name: what refusals call it.
        title: what it is, as a person reads it.
        words: what we do not do, in one sentence to that person.
        article: the law, or our decision where the law would let us.
        since: the day it applies from.
        said: names that mean it wherever they stand in a longer one, written together: ``heartrate``.
        alone: names that mean it only where nothing but words for people and measures stands beside them:
            ``age`` and ``customer_age``, but not ``cask_age``.
        of_things: whether a quality of a good may not bear such a name either, since a taste learned from it would
            be a segment by another name.
    """

    name: str
    title: str
    words: str
    article: str
    since: date
    said: frozenset[str]
    alone: frozenset[str] = frozenset()
    of_things: bool = False


class NeverKept(BadInput):
    """Something from outside carries what is never collected; it was not kept.

    Args:
        name: what it is called where it stands.
        entry: what it is.
    """

    code: ClassVar[str] = "never_kept"

    def __init__(self, name: str, entry: Never, *, where: str = "") -> None:
        self.name, self.entry = name, entry
        mend = "Leave it out"
        if entry.of_things:
            mend += "; if it tells of the thing and not of who it is for, say so in its name: cask_age"
        super().__init__(f'"{name[:60]}": {_lower(entry.words)}', where=where, mend=f"{mend}.")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_GDPR, _ACT, _DSA = date(2018, 5, 25), date(2025, 2, 2), date(2024, 2, 17)
"""From when they apply: GDPR Art. 99(2); AI Act Art. 113(a) for its Art. 5; Digital Services Act Art. 93(2)."""

NEVER: Mapping[str, Never] = {
    entry.name: entry
    for entry in (
        Never(
            "biometrics",
            "Faces, irises, fingerprints, voiceprints",
            "Nobody is recognised or sorted by their body, and nothing here could do it.",
            "GDPR Art. 4(14) and 9(1); AI Act, Regulation (EU) 2024/1689, Art. 5(1)(e), (g), (h)",
            _GDPR,
            _words(
                "biometric biometrics biometrie faceid facematch facematching faceprint facescan facerecognition"
                " facialrecognition faceembedding facevector facialfeatures irisscan iriscode irismatch"
                " irisrecognition retina fingerprint voiceprint voiceid gait gesichtserkennung"
                " riconoscimentofacciale reconnaissancefaciale reconocimientofacial"
            ),
            _words("face iris voice gesicht viso visage cara"),
        ),
        Never(
            "emotions",
            "Feelings, tone of voice, pulse, gaze",
            "What a body or a voice betrays of feelings is not read, of customers or of staff.",
            "AI Act, Regulation (EU) 2024/1689, Art. 5(1)(f), for work and education; everywhere by our decision",
            _ACT,
            _words(
                "emotion emotions emozione emozioni emotionen emocion emociones voicetone toneofvoice vocaltone"
                " voicestress stimmlage tonodivoce tondelavoix tonodevoz facialexpression facialexpressions"
                " microexpression microexpressions heartrate heartbeat herzfrequenz frequenzacardiaca"
                " frequencecardiaque frecuenciacardiaca skinconductance eeg brainwave brainwaves pupildilation gaze"
                " eyetracking personality"
            ),
            _words("mood pulse puls stress stimmung umore humeur"),
        ),
        Never(
            "staff",
            "How staff perform",
            "Calls and visits are never used to judge those who work here.",
            "GDPR Art. 22 and 88; AI Act, Regulation (EU) 2024/1689, Art. 5(1)(f) and Annex III(4)(b)",
            _ACT,
            _words(
                "staffperformance staffscore staffrating staffranking agentperformance agentscore agentrating"
                " employeeperformance employeescore employeerating workerperformance workerscore workerrating"
                " clerkperformance callscore mitarbeiterleistung"
            ),
        ),
        Never(
            "special",
            "Health, belief, origin, politics, sexuality",
            "Nothing is asked or guessed about health, belief, origin, politics or whom one loves.",
            "GDPR Art. 9(1); Digital Services Act, Regulation (EU) 2022/2065, Art. 26(3)",
            _GDPR,
            _words(
                "ethnic ethnicity ethnicorigin etnia ethnie skincolour skincolor hautfarbe religion religious"
                " religione konfession politicalopinion politicalopinions politicalparty politicalviews tradeunion"
                " gewerkschaft sindacato syndicat sindicato sexualorientation sexlife orientamentosessuale"
                " orientationsexuelle orientacionsexual sexuelleorientierung disability behinderung disabilita"
                " discapacidad diagnosis diagnose diagnosi illness krankheit malattia maladie pregnant pregnancy"
            ),
            _words("race razza rasse health gesundheit salute sante salud politics belief faith"),
            of_things=True,
        ),
        Never(
            "demographics",
            "Age, gender, income, nationality",
            "Nobody is sorted by age, gender, income or passport; what counts is what you do and say.",
            "GDPR Art. 22 with Recital 71; Digital Services Act, Regulation (EU) 2022/2065, Art. 28(2); our decision",
            _DSA,
            _words(
                "gender agegroup ageband agerange agebracket dateofbirth birthdate birthday birthyear yearofbirth"
                " geschlecht sesso geburtsdatum geburtstag geburtsjahr altersgruppe datadinascita annodinascita"
                " datedenaissance fechadenacimiento maritalstatus familienstand statocivile nationality nationalitat"
                " nazionalita nationalite nacionalidad citizenship householdincome einkommen creditscore"
                " socialclass targetgroup zielgruppe"
            ),
            _words("age sex alter sexe sexo edad income salary audience"),
            of_things=True,
        ),
        Never(
            "whereabouts",
            "Where exactly you are",
            "A region of about 50 kilometres is the finest place we know, and only if you name it.",
            "GDPR Art. 5(1)(c): data minimisation",
            _GDPR,
            _words("latitude longitude geolocation gps bssid breitengrad latitudine"),
            _words("lat lon lng"),
        ),
        Never(
            "others",
            "Address books and friends who never agreed",
            "Friends count only if they came here, named you back and agreed themselves.",
            "GDPR Art. 6(1)(a) and 14: each person's consent is their own",
            _GDPR,
            _words("addressbook phonebook contactlist friendlist friendslist adressbuch carnetdadresses"),
            _words("contacts kontakte contatti friend friends freunde amici amis amigos"),
        ),
    )
}  # fmt: skip
"""All of it, by name, in the order people are shown it."""

_LONGEST = 4
"""Words a name may be written in: ``data di nascita`` has three, ``carnet d’adresses`` as many."""
_PEOPLE = _words(
    "customer client user person people buyer member shopper visitor caller staff agent employee worker clerk kunde"
    " kunden cliente persona his her their of the"
)
_MEASURES = _words(
    "group range band level score id years year bpm matched match seen detected read reading scan recognised value"
)
_APART = re.compile(r"[^a-z0-9]+")
_JOINED = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_SAID = {name: entry for entry in NEVER.values() for name in entry.said}
_ALONE = {name: entry for entry in NEVER.values() for name in entry.alone}


@lru_cache(maxsize=8192)
def carried(name: str) -> Never | None:
    """What a name of a field, a kind, a source or a reading says that it carries; None for nothing of the kind.

    Example:
        >>> [found and found.name for found in map(carried, ("heartRate_bpm", "voice.tone", "customer_age"))]
        ['emotions', 'emotions', 'demographics']
        >>> [carried(name) for name in ("cask_age", "package", "iris-perfume", "race_bike", "price")]
        [None, None, None, None, None]
    """
    words = _parted(name)
    runs = (
        "".join(words[start:end])
        for start in range(len(words))
        for end in range(start + 1, min(start + _LONGEST, len(words)) + 1)
    )
    found = next((_SAID[run] for run in runs if run in _SAID), None)
    left = "".join(word for word in words if word not in _PEOPLE | _MEASURES)
    return found or _ALONE.get(left)


def carried_by_thing(name: str) -> Never | None:
    """The same of a quality of a good or an option, of which less is forbidden: a watch may have a face.

    Example:
        >>> carried_by_thing("face"), carried_by_thing("gender").name
        (None, 'demographics')
    """
    found = carried(name)
    return found if found and found.of_things else None


def check_token(token: str, *, where: str = "") -> None:
    """Let a quality pass, ``attribute=value``.

    Raises:
        NeverKept: its attribute is one of a person.

    Example:
        >>> check_token("colour=indigo")
        >>> check_token("gender=female", where="goods.csv:7")
        Traceback (most recent call last):
        sumisura.trust.never.NeverKept: goods.csv:7: "gender": nobody is sorted by age, gender, income or passport; ...
    """
    name = token.partition("=")[0]
    entry = carried_by_thing(name)
    if entry:
        raise NeverKept(name, entry, where=where)


def check_signal(what: str, source: str, item: str, *, tokens: Iterable[str] = ()) -> None:
    """Let a signal pass by what it is called, where it comes from and what it is about.

    Args:
        what, source: as they stand outside, before anybody understands them.
        item: an item's id or a quality.
        tokens: more qualities.

    Raises:
        NeverKept: one of them carries what is never collected.
    """
    for name in (what, source.rstrip("/").rpartition("/")[2]):
        entry = None if name in SOURCES else carried(name)
        if entry:
            raise NeverKept(name, entry)
    for token in (item, *tokens):
        if "=" in token:
            check_token(token.rpartition(":")[2])


def _parted(name: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", _JOINED.sub("_", name)).casefold()
    return _APART.sub(" ", "".join(one for one in plain if not unicodedata.combining(one))).split()


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:].rstrip(".")
