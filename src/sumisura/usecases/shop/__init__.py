"""What a shopper does: look round, shape a design, buy it, and follow it to the door."""
