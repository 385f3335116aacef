"""What the others do: hot, local, liked by friends. Every state is a sum that merges and subtracts exactly."""
