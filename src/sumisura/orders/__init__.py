"""From a design to a thing that is made: signed tokens, carts, orders, payments, the maker's ticket."""
