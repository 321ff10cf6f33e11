"""Where the program starts: answers `--version` at once, else picks a front end."""

import sys

from mapbench import __version__


def main() -> int:
    """Runs the command line and returns its exit code."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        sys.stdout.write(f"mapbench {__version__}\n")
        return 0
    try:
        from mapbench.cli.main import run
    except KeyboardInterrupt:
        return 130
    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
