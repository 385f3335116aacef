"""What others kept, understood: rows of histories as deeds, rows of lists and feeds as goods."""
