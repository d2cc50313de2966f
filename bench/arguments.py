"""What every benchmark with arguments of its own says when it is asked for help."""

from __future__ import annotations

import argparse


def parser_of(module: str, words: str | None) -> argparse.ArgumentParser:
    """A parser that calls the module as it is typed, and shows its docstring as it stands.

    >>> parser_of("bench.users", None).prog
    'python -m bench.users'
    """
    return argparse.ArgumentParser(
        prog=f"python -m {module}", description=words, formatter_class=argparse.RawDescriptionHelpFormatter
    )
