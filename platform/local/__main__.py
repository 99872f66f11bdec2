"""``python -m local demo | reset | manage | test | lint | audit``: what the Makefile calls."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import gettempdir

from local.errors import CannotStart, StopRequested


def main(words: Sequence[str]) -> int:
    """Run one command and return its exit code; what is wrong is one sentence on the standard error."""
    parser = argparse.ArgumentParser(prog="python -m local")
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("demo", "reset"):
        command = commands.add_parser(name)
        command.add_argument("--port", default="8000")
        command.add_argument("--data", type=Path, default=Path(".data"))
    command = commands.add_parser("manage")
    command.add_argument("--data", type=Path, default=Path(".data"))
    command.add_argument("words", nargs=argparse.REMAINDER)
    for name in ("test", "lint", "audit"):
        commands.add_parser(name)
    told, rest = parser.parse_known_args(words)
    if rest and told.command != "test":
        parser.error(f"unknown words: {' '.join(rest)}")
    if "data" in told:
        told.data = told.data.expanduser()
    try:
        return run(told, rest)
    except CannotStart as error:
        print(error, file=sys.stderr, flush=True)
        return 1
    except OSError as error:
        from local.places import explained

        print(explained(error, told.data if "data" in told else Path(gettempdir())), file=sys.stderr, flush=True)
        return 1
    except (StopRequested, KeyboardInterrupt):
        return 130


def run(told: argparse.Namespace, rest: Sequence[str]) -> int:
    """Import only what the command needs, so that each starts fast."""
    if told.command == "demo":
        from local.demo import demo

        if not told.port.isdecimal():
            raise CannotStart(f"PORT must be a number from 1 to 65535, not {told.port!r}.")
        demo(int(told.port), told.data)
        return 0
    if told.command == "reset":
        from local.places import Data

        Data(told.data).reset()
        print(f"{told.data} is empty: the next make demo starts anew.")
        return 0
    if told.command == "manage":
        from local.places import Data
        from local.site import manage

        return manage(Data(told.data), told.words)
    from local import checks

    return {"test": lambda: checks.test(rest), "lint": checks.lint, "audit": checks.audit}[told.command]()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
