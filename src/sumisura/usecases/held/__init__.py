"""A profile that its owner holds: it travels in the request, ranks, and is not kept."""
