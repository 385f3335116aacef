"""The shop and its back office as pages: translate, authenticate, call a use case, render."""
