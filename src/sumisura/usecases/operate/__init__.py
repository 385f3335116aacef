"""What whoever runs an installation does: keep copies of it, bring one back, move it, and ask how it is."""
