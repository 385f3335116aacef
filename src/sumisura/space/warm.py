"""Compiles every kernel into the cache, so that no customer waits for it: ``python -m sumisura.space.warm``."""

import importlib
import pkgutil

from sumisura.space import kernels


def warm() -> list[str]:
    """Import every kernel module: signatures are explicit, so importing compiles. Returns their names."""
    names = [module.name for module in pkgutil.iter_modules(kernels.__path__, f"{kernels.__name__}.")]
    for name in names:
        importlib.import_module(name)
    return names


if __name__ == "__main__":
    warm()
