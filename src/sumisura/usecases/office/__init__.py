"""What the people behind the counter do and see."""
