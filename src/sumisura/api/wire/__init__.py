"""The forms of what goes in and out, and how our nouns are put into them."""
