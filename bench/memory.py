"""The peak memory of a process that measures itself."""

from __future__ import annotations

import resource
from pathlib import Path


def peak() -> float:
    """The greatest resident memory of this process so far, in megabytes.

    Linux keeps it in VmHWM, which begins anew with the program. What `getrusage` tells there is no less than what the
    process had that started this one, so a small one begun by a large one would seem large.
    """
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text(encoding="ascii").splitlines():
            name, _, value = line.partition(":")
            if name == "VmHWM":
                return int(value.split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
