"""Names of generated code: what it calls, and all of Python that it can reach."""

from __future__ import annotations

from typing import Any

from mapbench.engine import runtime, stages


def namespace(constants: dict[str, Any]) -> dict[str, Any]:
    """The names a generated module runs with, before it is bound to a run."""
    return {**runtime.NAMES, **stages.NAMES, **constants, "__builtins__": _BUILTINS}


#: All of Python that generated code can name.
_BUILTINS = {
    "type": type, "dict": dict, "list": list, "len": len, "isinstance": isinstance, "str": str, "int": int, "float": float,
    "bool": bool, "Exception": Exception,
}  # fmt: skip
