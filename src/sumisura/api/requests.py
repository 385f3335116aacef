"""Requests whose bodies are taken at their word: what the description calls a number is no text, and 0 is not false."""

from typing import Any

import msgspec
from litestar import Request
from litestar.exceptions import ClientException, ValidationException


class StrictRequest(Request[Any, Any, Any]):
    """A request whose JSON is read as its route's own form, strictly (Litestar's own reading lets 0 pass for false)."""

    async def json(self) -> Any:
        """The body, in the form that the route asks for.

        Raises:
            ValidationException: it has another form; says where.
            ClientException: it is no JSON.
        """
        asked = self.route_handler.parsed_data_field
        try:
            return msgspec.json.decode(await self.body(), type=asked.annotation if asked else Any)
        except msgspec.ValidationError as error:
            raise ValidationException(
                extra=[{"source": "body", "key": "data", "message": str(error)}]
            ) from error
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise ClientException(str(error)) from error
