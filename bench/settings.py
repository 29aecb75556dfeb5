"""How thoroughly a part is measured: as it should be, or in short to try it out."""

import argparse
import sys
from types import SimpleNamespace


def read(description, short, **thorough):
    """The settings of a part, each of which is an option, and with --short those of `short` instead."""
    parser = argparse.ArgumentParser(description=description.strip())
    parser.add_argument("--short", action="store_true",
                        help=f"try it out: {', '.join(f'{name} {value:g}' for name, value in short.items())}")
    for name, value in thorough.items():
        parser.add_argument(f"--{name}", type=type(value), metavar="N", help=f"[default: {value:g}]")
    given = vars(parser.parse_args())
    values = thorough | (short if given.pop("short") else {})
    return SimpleNamespace(**values | {name: value for name, value in given.items() if value is not None})


def say(what):
    """Tells how far it is; the results alone go to stdout."""
    print(f"  {what}", file=sys.stderr, flush=True)
