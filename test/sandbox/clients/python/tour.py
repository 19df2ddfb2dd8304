"""One part of the tour through the sandbox's AWS with boto3: `tour.py PART`, one line of JSON for each operation.

`tour.py paginators FILE` reads in FILE, as JSON, which operations the sandbox plays, by service.
"""

import importlib
import sys

PARTS = (
    "machines disks network identity sessions tier commands keys objects transfers retention findings forwarded records paginators"
).split()

if __name__ == "__main__":
    name = sys.argv[1]
    if name not in PARTS:
        sys.exit(f"there is no part {name}; there are: {', '.join(PARTS)}")
    importlib.import_module(name).tour()
