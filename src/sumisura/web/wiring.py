"""Where the application keeps what it is wired to: its routes are the same over any shop."""

from typing import Final

from litestar.datastructures import State

from sumisura.usecases.services import Services

SERVICES: Final = "services"


def state_of(services: Services) -> State:
    """The state of an application over these services."""
    return State({SERVICES: services})


def wired(state: State) -> Services:
    """The services of the application that has this state."""
    found: Services = state[SERVICES]
    return found
