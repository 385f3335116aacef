"""What the shop does for its customers, counted: arms side by side, with intervals that hold at every look."""
