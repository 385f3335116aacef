"""What a customer likes, and what follows: signals in, proposals out, each with its reasons."""
