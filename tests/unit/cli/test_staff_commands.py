"""`sumisura staff`: who may sign in, and until when."""

import pytest
import typer

from sumisura.app import wired
from sumisura.kernel import BrandId
from sumisura.settings import Settings
from sumisura.trust.sessions import Door
from sumisura.trust.staff import WrongCredentials

MUG = "family: mug\ntitle: Mug\ncurrency: EUR\nprice: 9\nchoices:\n  size: {values: [small, large]}\n"
OLD, NEW = "twelve letters and more", "other letters, and more"
ADA, BEN = "ada@mugs.example", "ben@mugs.example"


@pytest.fixture
def staffed(run, tmp_path, monkeypatch):
    """Runs `staff` words on a shop whose owner is Ada and whose maker is Ben; `typed` is the next password."""
    (tmp_path / "mugs").mkdir()
    (tmp_path / "mugs" / "mug.yaml").write_text(MUG)
    assert run("import", tmp_path / "mugs" / "mug.yaml").returncode == 0

    def staff(*words, typed=OLD):
        monkeypatch.setattr(typer, "prompt", lambda *_, **__: typed)
        return run("staff", words[0], "mugs", *words[1:])

    assert "Nobody yet" in staff("list").stdout
    assert staff("add", ADA).returncode == 0
    assert staff("add", BEN, "--role", "maker").returncode == 0
    return staff


def signed_in(data, email, password):
    """The token of a session just opened."""
    with wired(Settings(data=data)) as services, services.store.write() as tx:
        member = services.staff.sign_in(tx, BrandId("mugs"), email, password)
        return services.sessions.sign_in(tx, BrandId("mugs"), "", member.id).token


def still_in(data, token):
    with wired(Settings(data=data)) as services, services.store.read() as tx:
        return services.sessions.find(tx, BrandId("mugs"), token, Door.STAFF) is not None


def test_everyone_is_listed_with_their_role(staffed):
    assert staffed("list").stdout.splitlines() == [f"{ADA}  owner", f"{BEN}  maker"]


def test_who_is_disabled_is_out_at_once_and_comes_back_as_they_were(staffed, data):
    token = signed_in(data, BEN, OLD)
    assert still_in(data, token)
    assert staffed("disable", BEN).stdout == f"{BEN} is disabled. 1 session ended.\n"
    assert not still_in(data, token)
    with pytest.raises(WrongCredentials):
        signed_in(data, BEN, OLD)
    assert f"{BEN}  maker  disabled" in staffed("list").stdout
    assert staffed("enable", BEN).returncode == 0
    assert signed_in(data, BEN, OLD)


def test_the_last_owner_stays_one(staffed):
    for words in (("disable", ADA), ("role", ADA, "maker")):
        done = staffed(*words)
        assert done.returncode == 2
        assert "no owner" in done.stderr
        assert f"{ADA}  owner\n" in staffed("list").stdout
    assert staffed("role", BEN, "owner").returncode == 0
    assert staffed("disable", ADA).returncode == 0


def test_a_new_password_and_a_sign_out_end_sessions(staffed, data):
    token = signed_in(data, ADA, OLD)
    assert "1 session ended" in staffed("password", ADA, typed=NEW).stdout
    assert not still_in(data, token)
    with pytest.raises(WrongCredentials):
        signed_in(data, ADA, OLD)
    token = signed_in(data, ADA, NEW)
    assert "1 session ended" in staffed("sign-out", ADA).stdout
    assert not still_in(data, token)


def test_what_cannot_be_done_is_said_and_changes_nothing(staffed, data):
    for word in ("disable", "enable", "password", "sign-out"):
        done = staffed(word, "eve@mugs.example")
        assert done.returncode == 2
        assert "eve@mugs.example" in done.stderr
    assert staffed("password", ADA, typed="short").returncode == 2
    assert signed_in(data, ADA, OLD)


def test_a_shop_that_is_not_there_is_no_link_at_a_terminal(run, staffed):
    refused = run("staff", "list", "mugz")
    assert refused.returncode == 2
    assert "mugz" in refused.stderr
    assert "link" not in refused.stderr
