"""What nobody asks for and happens all the same: which duties there are, who does them, and what became of them."""
