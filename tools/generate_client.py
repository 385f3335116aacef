"""Write the typed client of the API from its description: ``python tools/generate_client.py``, or ``make client``."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sumisura.api import described

Schema = Mapping[str, Any]
HERE = Path(__file__).parents[1] / "src" / "sumisura" / "client"
SIMPLE = {
    "string": "str",
    "integer": "int",
    "number": "float",
    "boolean": "bool",
    "null": "None",
    "object": "dict[str, Any]",
}
FORMATS = {"date-time": "datetime", "date": "date"}
MODELS = '''"""What goes to the API and comes from it. Generated from its description by tools/generate_client.py."""

from datetime import date, datetime
from typing import Any, Literal

import msgspec
'''
OPERATIONS = '''"""Every operation of the API, typed. Generated from its description by tools/generate_client.py."""

from typing import Any, Literal

from sumisura.client import models
from sumisura.client.calls import Calls


class Operations(Calls):
    """What a program can ask; each raises ``Refused`` with the problem's code where it cannot be done."""
'''


def main() -> None:
    """Write both modules."""
    api = described()
    for name, text in generated(api).items():
        (HERE / name).write_text(text)


def generated(api: Schema) -> dict[str, str]:
    """File name → text."""
    operations = sorted(_operations(api), key=lambda one: one[2]["operationId"])
    return {
        "models.py": MODELS + "".join(_model(*pair) for pair in _ordered(api["components"]["schemas"])),
        "operations.py": OPERATIONS + "".join(_operation(*one) for one in operations),
    }


def _ordered(schemas: Schema) -> Iterator[tuple[str, Schema]]:
    """Each after what it refers to."""
    left, done = dict(schemas), set[str]()
    while left:
        ready = [name for name, one in left.items() if _refers(one) - {name} <= done]
        for name in sorted(ready):
            yield name, left.pop(name)
            done.add(name)


def _refers(schema: Schema) -> set[str]:
    return set(re.findall(r"#/components/schemas/(\w+)", str(schema)))


def _model(name: str, schema: Schema) -> str:
    if "enum" in schema:
        return f"\n\n{name} = {_type(schema, '')}\n"
    lines = [f"\n\nclass {name}(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):"]
    lines += [f'    """{schema.get("description") or name}."""', ""]
    required = set(schema.get("required", ()))
    lines += [_field(each, one, needed=each in required) for each, one in schema["properties"].items()]
    return "\n".join(lines) + "\n"


def _field(name: str, schema: Schema, *, needed: bool) -> str:
    kind = _type(schema, "")
    if needed:
        return f"    {name}: {kind}"
    empty = kind.split("[")[0]
    if empty in {"dict", "list"}:
        return f"    {name}: {kind} = msgspec.field(default_factory={empty})"
    return f"    {name}: {kind} = {schema.get('default')!r}"


def _type(schema: Schema, models: str) -> str:
    """The Python type of a schema; ``models`` leads the names of ours."""
    if "$ref" in schema:
        return models + schema["$ref"].rsplit("/", 1)[1]
    if "oneOf" in schema:
        return " | ".join(_type(one, models) for one in schema["oneOf"])
    if "const" in schema or "enum" in schema:
        values = schema.get("enum") or [schema["const"]]
        return f"Literal[{', '.join(map(repr, values))}]"
    if schema.get("type") == "array":
        return f"list[{_type(schema['items'], models)}]"
    if schema.get("additionalProperties"):
        return f"dict[str, {_type(schema['additionalProperties'], models)}]"
    return FORMATS.get(schema.get("format", ""), SIMPLE.get(schema.get("type", ""), "Any"))


def _operations(api: Schema) -> Iterator[tuple[str, str, Schema]]:
    for path, verbs in api["paths"].items():
        for verb, operation in verbs.items():
            yield path, verb, operation


def _operation(path: str, verb: str, operation: Schema) -> str:
    parameters = [one for one in operation.get("parameters", ()) if one["name"] != "brand"]
    inside = [one["name"] for one in parameters if one["in"] == "path"]
    asked = [one for one in parameters if one["in"] == "query"]
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    answer = _answer(operation)
    given = [
        "self",
        *(f"{name}: str" for name in inside),
        *([f"body: {_type(body, 'models.')}"] if body else []),
    ]
    named = [_query(one) for one in asked] + (["idempotency_key: str = ''"] if verb != "get" else [])
    takes = ", ".join(given + (["*", *named] if named else []))
    call = [repr(verb.upper()), _address(path), answer]
    if asked:
        pairs = ", ".join(f"{one['name']!r}: {one['name']}" for one in asked)
        call.append(f"query={{{pairs}}}")
    call += ["body=body"] if body else []
    call += ["idempotency_key=idempotency_key"] if verb != "get" else []
    text = "\n".join(
        f"        {line}".rstrip() for line in operation["description"].strip().splitlines()
    ).strip()
    return (
        f"\n    def {operation['operationId']}({takes}) -> {answer}:\n"
        f'        """{text}"""\n'
        f"        found: {answer} = self.call({', '.join(call)})\n"
        f"        return found\n"
    )


def _address(path: str) -> str:
    """The path below the brand, with each name in it made safe."""
    below = path.removeprefix("/v1/{brand}")
    quoted = re.sub(r"\{(\w+)\}", r"{self.safe(\1)}", below)
    return f"f{quoted!r}" if "{" in quoted else repr(quoted)


def _query(parameter: Schema) -> str:
    schema = parameter["schema"]
    needed = parameter["required"]
    kind = _type(schema, "models.")
    default = schema.get("default")
    return f"{parameter['name']}: {kind}" + ("" if needed else f" = {default!r}")


def _answer(operation: Schema) -> str:
    success = next(one for status, one in operation["responses"].items() if status.startswith("2"))
    return _type(success["content"]["application/json"]["schema"], "models.")


if __name__ == "__main__":
    main()
