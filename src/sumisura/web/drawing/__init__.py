"""What is drawn on the server: designs, goods, swatches, threads."""
