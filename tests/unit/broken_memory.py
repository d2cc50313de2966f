"""`python -m tests.unit.broken_memory`: the peak memory of the cases that grow, in megabytes.

In a process of its own, since a process never tells less than its peak so far.
"""

from __future__ import annotations

import resource
import sys
import tempfile
from pathlib import Path

from tests.unit.broken_case import lay, look
from tests.unit.broken_corpus import CASES

KINDS = ("archives", "entities")


def peak() -> int:
    """Megabytes that this process ever had, not counting what it was before it became this program.

    What `getrusage` tells would begin with the memory of the test run that forked it.
    """
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text("ascii").splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main() -> None:
    """Read the cases one after the other."""
    largest = ""
    for case in CASES:
        if case.kind in KINDS:
            held = peak()
            with tempfile.TemporaryDirectory() as folder:
                source = Path(folder) / "in"
                source.mkdir()
                look(case.format, lay(case, source), Path(folder) / "aside")
            largest = case.title if peak() > held else largest
    sys.stdout.write(f"{peak()} {largest}\n")


if __name__ == "__main__":
    main()
