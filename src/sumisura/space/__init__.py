"""From a product family to a compiled space: what is valid, how many, what each costs, and why not."""
