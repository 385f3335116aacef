"""More questions to a compiled space, each one a sweep: ranked variants, samples, shares, trade-offs, needs."""
