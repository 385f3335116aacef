"""One taste per customer, learned from every signal they agree to: what fits them, how sure we are, and why."""
