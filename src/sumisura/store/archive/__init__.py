"""A whole store as one file that no engine has a share in: for backups, for restoring them, and for moving house."""
