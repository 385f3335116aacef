"""What is never collected, by the names it comes under; and the many names that only look like it (S26, S37, S69, S83)."""

import pytest

from sumisura.trust.admission import PERSONAL
from sumisura.trust.never import NEVER, NeverKept, carried, carried_by_thing, check_signal, check_token
from sumisura.trust.purposes import PURPOSES
from sumisura.trust.sources import SOURCES

OF_PEOPLE = {
    "biometrics": ("face", "face.matched", "irisScan", "retina", "customer_face_id", "Gesichtserkennung", "faceprint"),
    "emotions": ("voice.tone", "voiceTone", "tone-of-voice", "heart_rate", "heartRate_bpm", "EEG", "mood", "Emozioni"),
    "staff": ("staff.performance", "agent_score", "call_score"),
    "special": ("ethnicity", "Religion", "political_views", "trade-union", "health", "sexuelle Orientierung", "santé"),
    "demographics": ("age", "gender", "customer_age", "age_group", "date_of_birth", "Geschlecht", "sex", "nationalité"),
    "whereabouts": ("latitude", "lat", "gps", "user.longitude"),
    "others": ("address_book", "contacts", "friend_list", "friends"),
}  # fmt: skip
HARMLESS = (
    "price", "value", "weight", "occasion", "simulated", "touch", "page", "package", "image", "stage", "cask_age",
    "aged", "race_bike", "iris-perfume", "face-cream-30", "watch_face", "sexton", "tone", "colour", "policy", "party",
    "propensities", "candidates", "shown", "reasons", "signals", "family", "withheld", "offered", "voices", "healthy",
    "order.placed", "grant.given", "signal.liked", "taste.seen", "decision.made", "arm.met", "wish.taken_back",
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "entry"), [(name, entry) for entry, names in OF_PEOPLE.items() for name in names]
)
def test_it_is_known_by_its_names(name, entry):
    assert carried(name) is NEVER[entry]


@pytest.mark.parametrize("name", HARMLESS)
def test_what_only_looks_like_it_passes(name):
    assert carried(name) is None


@pytest.mark.parametrize(
    "quality", ["face", "heart_rate", "fingerprint", "voice", "gps", "cask_age", "size", "pulse"]
)
def test_a_thing_may_have_what_no_person_is_read_for(quality):
    """A watch has a face and shows a pulse; a ring may bear a fingerprint."""
    check_token(f"{quality}=yes")
    assert carried_by_thing(quality) is None


@pytest.mark.parametrize(
    "quality", ["gender", "Age", "ethnicity", "religion", "health", "target_group", "race"]
)
def test_a_thing_is_not_described_by_whom_it_is_for(quality):
    with pytest.raises(NeverKept) as found:
        check_token(f"{quality}=x", where="goods.csv:7")
    assert found.value.where == "goods.csv:7"
    assert "cask_age" in found.value.mend, "what to do if it is the thing's own"


def test_our_own_sources_and_purposes_are_none_of_it():
    for name in (*SOURCES, *PURPOSES):
        check_signal("liked", name if name in SOURCES else "", "belt-12")


def test_it_never_overlaps_with_what_the_vault_keeps():
    """Two registers, two answers: by reference only, or not at all."""
    assert [name for name in PERSONAL if carried(name)] == []


def test_every_entry_says_why_since_when_and_in_words_for_a_person():
    for name, entry in NEVER.items():
        assert entry.name == name
        assert entry.words.endswith(".")
        assert "Art. " in entry.article
        assert entry.said
        assert all(word.isalnum() and word == word.casefold() for word in entry.said | entry.alone)
