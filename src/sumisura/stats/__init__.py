"""Pure functions on arrays: intervals, off-policy estimates, sequential tests, the best few; and how kernels compile."""
