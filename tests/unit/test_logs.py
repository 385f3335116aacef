"""Logs say what happened and never whom it happened to (S110)."""

import json
import logging

import pytest
import structlog

from sumisura import logs


@pytest.fixture
def told(capsys):
    """What is logged within the test, as objects."""
    structlog.reset_defaults()
    logs.configure("json", "info")

    def read():
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return read


def test_a_line_is_an_object_with_its_weight_and_time(told):
    structlog.get_logger().info("order.settled", orders=3)
    (line,) = told()
    assert {"event": "order.settled", "orders": 3, "level": "info"}.items() <= line.items()
    assert line["timestamp"].endswith("Z")


@pytest.mark.parametrize(
    "text",
    ["ada@example.org", "+39 0445 123456", "0039 0445 123456", "192.0.2.17", "<ada.byron@mail.example.org>"],
)
def test_what_looks_like_an_address_is_struck_out(told, text):
    structlog.get_logger().warning(f"could not reach {text} today", deep={"list": [f"of {text}"]})
    (line,) = told()
    assert text.strip("<>") not in json.dumps(line)
    assert line["event"].startswith("could not reach")
    assert line["event"].endswith("today")


@pytest.mark.parametrize(
    "name", ["email", "User-Agent", "party", "cookie", "query", "street", "ip", "password"]
)
def test_a_personal_field_is_left_out_at_any_depth(told, name):
    structlog.get_logger().info("seen", **{name: "Zanzarelle"}, inner={name: "Zanzarelle"})
    (line,) = told()
    assert "Zanzarelle" not in json.dumps(line)
    assert line[name] == line["inner"][name] == logs.LEFT_OUT


@pytest.mark.parametrize(
    "text", ["2026-11-28T10:00:00+00:00", "ord_0193a3c2-7b1e", "v1.2.3", "12 of 4000 000", "1e-05"]
)
def test_what_is_no_address_stays(told, text):
    structlog.get_logger().info("seen", what=text)
    assert told()[0]["what"] == text


def test_libraries_speak_the_same_way(told):
    logging.getLogger("sqlalchemy.pool").warning("lost the connection of %s", "ada@example.org")
    logging.getLogger("alembic").info("not worth a line")
    (line,) = told()
    assert line["event"] == f"lost the connection of {logs.LEFT_OUT}"
    assert line["level"] == "warning"


CANARY = "Zanzarelle"


def plain():
    raise ValueError(CANARY)


def noted():
    error = ValueError("x")
    error.add_note(CANARY)
    raise error


def grouped():
    raise ExceptionGroup(CANARY, [ExceptionGroup("inner", [ValueError(CANARY)])])


def caused():
    try:
        plain()
    except ValueError as error:
        raise RuntimeError("x") from error


def unreadable():
    compile(f"{CANARY} = = 1", "rule", "eval")


@pytest.mark.parametrize("fails", [plain, noted, grouped, caused, unreadable])
def test_what_an_exception_says_is_not_logged_but_its_kind_is(told, fails):
    try:
        fails()
    except Exception as error:  # noqa: BLE001 - any of them
        structlog.get_logger().exception("it.broke")
        kind = type(error).__name__
    (line,) = told()
    assert CANARY not in json.dumps(line)
    assert line["exception"][0]["exc_type"] == kind
    assert fails.__name__ in {frame["name"] for one in line["exception"] for frame in one["frames"]}


def test_a_message_stays_on_one_line(told):
    """A forged line needs a new line: none is let through (ASVS 7.3.1)."""
    structlog.get_logger().warning("it.broke", path='/x\n{"event":"forged"}\u2028')
    assert [line["event"] for line in told()] == ["it.broke"]


def test_less_than_the_weight_asked_for_is_not_written(capsys):
    structlog.reset_defaults()
    logs.configure("json", "warning")
    structlog.get_logger().info("little")
    structlog.get_logger().warning("much")
    said = capsys.readouterr().out
    logs.configure()
    assert "much" in said
    assert "little" not in said
