"""mapbench: every mapping between systems gets an owner, a meaning, a test and a version.

Importing this package costs nothing; what it offers is loaded on first use.
"""

__version__ = "0.1.0"

_LAZY: dict[str, str] = {"load": "mapbench.packages.package"}


def __getattr__(name: str) -> object:
    """A public name of the package, from the module named in `_LAZY`."""
    module = _LAZY.get(name)
    if module is None:
        raise AttributeError(f"module 'mapbench' has no attribute '{name}'")
    from importlib import import_module

    return getattr(import_module(module), name)
