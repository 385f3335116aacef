"""Requests whose bodies are taken at their word: what the description calls a number is no text, and 0 is not false."""

from http import HTTPStatus
from typing import Any

import msgspec
from litestar import MediaType, Request
from litestar.exceptions import ClientException, HTTPException, ValidationException

from sumisura.api import cloudevents
from sumisura.store.codec import decoder


class StrictRequest(Request[Any, Any, Any]):
    """A request whose JSON is read as its route's own form, strictly (Litestar's own reading lets 0 pass for false)."""

    async def json(self) -> Any:
        """The body, in the form that the route asks for.

        Raises:
            ValidationException: it has another form; says where.
            ClientException: it is no JSON.
            HTTPException: it says itself that it is none.
        """
        kind = self.content_type[0]
        if kind != MediaType.JSON and not kind.endswith("+json"):
            raise HTTPException(status_code=HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
        asked = self.route_handler.parsed_data_field
        try:
            body = await self.body()
            if cloudevents.binary(self.headers):
                body = cloudevents.structured(self.headers, body)
            return decoder(asked.annotation if asked else Any).decode(body)
        except msgspec.ValidationError as error:
            raise ValidationException(
                extra=[{"source": "body", "key": "data", "message": str(error)}]
            ) from error
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise ClientException(str(error)) from error
