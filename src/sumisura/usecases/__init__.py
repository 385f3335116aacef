"""What a person or a clock can ask for: one module each. They load, call the parts, and save."""
