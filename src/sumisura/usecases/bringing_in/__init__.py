"""What comes from elsewhere: a brand, its goods, histories, the till."""
