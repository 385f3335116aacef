"""``python -m sumisura.cli``."""

from sumisura.cli.main import main

main()
