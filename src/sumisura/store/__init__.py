"""Where bytes rest: task-shaped ports, and the engines that fill them."""
