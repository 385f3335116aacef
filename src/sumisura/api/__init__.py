"""The door for programs: JSON in, JSON out, described by OpenAPI 3.1."""

from sumisura.api.server import build, described

__all__ = ["build", "described"]
