"""The workbench: anyone brings a family of their own, tries it for an hour, and leaves nothing behind."""
