"""What others kept of their customers, understood: columns, names of doings, rows as deeds."""
