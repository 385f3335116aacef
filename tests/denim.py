"""Jeans that were sold in two sorts, and how a customer has theirs finished."""

from sumisura.space import repo as families
from sumisura.usecases.shop import configure, finishing

BOLD = {"fabric": "hemp-12", "leg": "wide", "rise": "high", "hem": "plain", "fly": "button", "rivets": "none"}
QUIET = {"fabric": "stretch-11", "dye": "black", "leg": "slim", "thread": "tonal", "rivets": "black"}


def current(services):
    with services.store.read() as tx:
        return services.shelf.take(tx, "indigo", families.current(tx, "indigo", "jeans")).space


def finish(customer, *choices, design=None, preset=""):
    design = design or customer.design(preset=preset)
    for variable, value in choices:
        configure.choose(customer.services, customer.visitor, design, (variable, value))
    return finishing.finish(customer.services, customer.visitor, design)


def usual(customer):
    family = current(customer.services).family
    return {one.name: one.default for one in family.variables}
