"""Where the program starts: answers `--version` at once, else picks a front end."""

import sys

from mapbench import __version__

#: How many objects more than before make the collector look for cycles: what a start loads is none of them.
_OBJECTS = 50_000


def main() -> int:
    """Runs the command line and returns its exit code."""
    if sys.argv[1:] in (["--version"], ["-V"]) and _told(f"mapbench {__version__}"):
        return 0
    import gc

    gc.set_threshold(_OBJECTS)
    try:
        from mapbench.cli.main import run
    except KeyboardInterrupt:
        return 130
    return run(sys.argv[1:], front="mapbench.tui.front")


def _told(line: str) -> bool:
    """Whether stdout took the line; where it did not, the command line knows how to say so."""
    try:
        print(line, flush=True)  # noqa: T201  # the only output before click is there
    except OSError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
