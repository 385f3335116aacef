"""The door for programs: JSON in, JSON out, described by OpenAPI 3.1."""

from sumisura.api.server import build

__all__ = ["build"]
