"""What is learned from all who agreed: models, what sells, what is hot."""
