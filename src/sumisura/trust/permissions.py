"""What each role may do: a table, never a branch."""

from collections.abc import Mapping

from sumisura.kernel import Forbidden, Role
from sumisura.trust.members import Member

_MAKER = frozenset({"orders.read", "orders.advance", "orders.personal"})
_OPERATOR = _MAKER | {
    "orders.cancel",
    "families.read",
    "families.publish",
    "prices.read",
    "prices.publish",
    "insight.read",
    "customers.greet",
}
_OWNER = _OPERATOR | {"staff.manage", "brand.manage"}

ACTIONS: Mapping[Role, frozenset[str]] = {Role.MAKER: _MAKER, Role.OPERATOR: _OPERATOR, Role.OWNER: _OWNER}
"""Role → actions. ``orders.personal`` is reading what a customer wrote, to make and to send it."""

WORDS: Mapping[str, str] = {
    "orders.read": "see orders",
    "orders.advance": "move an order on",
    "orders.personal": "read names, addresses and texts of an order",
    "orders.cancel": "cancel an order",
    "families.read": "see families and their rules",
    "families.publish": "publish a family",
    "prices.read": "see price books",
    "prices.publish": "publish a price book",
    "insight.read": "see what the shop does for its customers",
    "customers.greet": "greet a customer by the name they show",
    "staff.manage": "manage staff",
    "brand.manage": "change the brand",
}
"""Action → what it is called where it is refused."""


def allowed(member: Member, action: str) -> bool:
    """Whether one of the member's roles may do that.

    Raises:
        KeyError: there is no such action.
    """
    if action not in WORDS:
        raise KeyError(action)
    return member.active and any(action in ACTIONS.get(role, frozenset()) for role in member.roles)


def require(member: Member, action: str) -> None:
    """Let the member do that, or say who may.

    Raises:
        Forbidden: none of the member's roles may.
        KeyError: there is no such action.

    Example:
        >>> from sumisura.kernel import BrandId, PartyId, VaultRef
        >>> maker = Member(PartyId("pty_1"), BrandId("indigo"), frozenset({Role.MAKER}), VaultRef("vlt_1"), "")
        >>> require(maker, "orders.advance")
        >>> require(maker, "families.publish")
        Traceback (most recent call last):
        sumisura.kernel.errors.Forbidden: You may not publish a family. It needs the role operator or owner.
    """
    if not allowed(member, action):
        roles = " or ".join(sorted(role for role, actions in ACTIONS.items() if action in actions))
        raise Forbidden(WORDS[action], f"the role {roles}")
