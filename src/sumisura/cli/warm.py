"""Compiles every kernel into the cache, so that no customer waits for it: ``python -m sumisura.cli.warm``."""

import importlib
import pkgutil

import sumisura


def warm() -> list[str]:
    """Import every module of every ``kernels`` package: signatures are explicit, so importing compiles.

    Returns:
        Their names.
    """
    names = [
        module.name
        for module in pkgutil.walk_packages(sumisura.__path__, f"{sumisura.__name__}.")
        if ".kernels." in module.name
    ]
    for name in names:
        importlib.import_module(name)
    return names


if __name__ == "__main__":
    warm()
