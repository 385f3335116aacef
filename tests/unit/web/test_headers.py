"""Files are kept for ever; that there is none is not."""

import pytest

from sumisura.web.security import HEADERS, harden


def answered(path, status, scheme="http"):
    message = {"type": "http.response.start", "status": status, "headers": []}
    with pytest.raises(StopIteration):  # it waits for nothing: one step is all of it
        harden(message, {"path": path, "scheme": scheme}).send(None)
    return {name.decode().lower(): value.decode() for name, value in message["headers"]}


@pytest.mark.parametrize(
    ("path", "status", "kept"),
    [
        ("/static/page.css", 200, True),
        ("/static/page.css", 304, True),
        ("/static/gone.css", 404, False),
        ("/x", 200, False),
    ],
)
def test_only_what_was_found_is_kept(path, status, kept):
    assert ("cache-control" in answered(path, status)) is kept


def test_every_answer_is_hardened_and_keeps_what_it_set_itself():
    assert {name.lower(): text for name, text in HEADERS.items()}.items() <= answered("/x", 404).items()


def test_who_came_by_https_is_told_to_stay_with_it():
    name = "strict-transport-security"
    assert answered("/x", 404, "https")[name].startswith("max-age=31536000")
    assert name not in answered("/x", 200), (
        "it means nothing where anyone could have changed it (RFC 6797 §7.2)"
    )
