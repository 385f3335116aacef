"""What a design costs: dated price books, tax by destination, and quotes line by line."""
