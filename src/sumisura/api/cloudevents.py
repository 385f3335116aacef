"""CloudEvents over HTTP: what comes in binary mode, read as if it had come in structured mode.

Source: CloudEvents HTTP Protocol Binding 1.0.2, §3.1. Structured mode and batches need no reading of their own: they
are JSON, whatever their media types call them.
"""

from collections.abc import Mapping
from urllib.parse import unquote

import msgspec

PREFIX = "ce-"
"""What the names of headers begin with that hold an event's attributes."""


def binary(headers: Mapping[str, str]) -> bool:
    """Whether a request is an event whose attributes stand in its headers.

    Example:
        >>> binary({"ce-specversion": "1.0"}), binary({"content-type": "application/json"})
        (True, False)
    """
    return f"{PREFIX}specversion" in headers


def structured(headers: Mapping[str, str], body: bytes) -> bytes:
    """The same event with its attributes and its data in one JSON object.

    Args:
        headers: by names in lower case.
        body: the data, in JSON.

    Raises:
        msgspec.DecodeError: the data is no JSON.

    Example:
        >>> structured({"ce-id": "a%20b", "ce-specversion": "1.0", "content-type": "application/json"}, b'{"x": 1}')
        b'{"id":"a b","specversion":"1.0","datacontenttype":"application/json","data":{"x":1}}'
    """
    event: dict[str, object] = {
        name.removeprefix(PREFIX): unquote(value)
        for name, value in headers.items()
        if name.startswith(PREFIX)
    }
    event["datacontenttype"] = headers.get("content-type", "").partition(";")[0].strip()
    event["data"] = msgspec.json.decode(body)
    return msgspec.json.encode(event)
