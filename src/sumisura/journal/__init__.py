"""What happened and what was decided: ``append`` for all above, ``read`` for trust alone."""
