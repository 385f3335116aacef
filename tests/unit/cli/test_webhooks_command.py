"""The same on the command line."""

import pytest

from commands import command
from receivers import receiving
from sumisura.app import wired
from sumisura.kernel import Brand, BrandId
from sumisura.settings import Settings
from sumisura.usecases import brands


@pytest.fixture
def say(tmp_path, monkeypatch, capsys):
    with wired(Settings(data=tmp_path, demo=True)) as services, services.store.write() as tx:
        brands.save(tx, Brand(BrandId("indigo"), "Indigo", "EUR"))
    return lambda *words: command(
        monkeypatch,
        capsys,
        tmp_path,
        "webhooks",
        *words,
        "--brand",
        "indigo",
        SUMISURA_DEMO="1",
        COLUMNS="60",
    )


def test_a_webhook_is_added_tested_tried_again_and_removed(say):
    with receiving() as receiver:
        added = say("add", receiver.url, "--kind", "order.paid")
        assert added.stdout.startswith("whsec_"), added
        id_ = added.stdout.split("secret of ")[1].split(".")[0]
        assert "order.paid" in say("list").stdout
        assert "200 it arrived" in say("test", id_).stdout
        listed = say("list", "--webhook", id_).stdout
        assert "delivered" in listed
        delivery = next(word for word in listed.split() if word.startswith(f"{id_}."))
        assert "goes again" in say("retry", delivery).stdout
        assert len(receiver.got) == 1, "the worker sends it"
        assert "nothing more" in say("remove", id_).stdout
    assert id_ not in say("list").stdout


def test_an_address_that_is_not_taken_ends_with_what_mends_it(say):
    refused = say("add", "http://erp.example/")
    assert (refused.returncode, "https://" in refused.stderr) == (2, True)
    assert say("test", "whk_none").returncode == 2
