"""Check all records, or one: every finding at once, in every language; exit 1 if there is any."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from kb.arithmetic.distributions import is_installed
from kb.finding import report
from kb.keep import keep_of
from kb.library import load

DATA = Path(__file__).resolve().parent.parent / "data"


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("record", nargs="?", type=Path, help="a file in data/studies; without it, all")
    arguments.add_argument("--data", type=Path, default=DATA, help="the data folder")
    arguments.add_argument("--sources", type=Path, help="a folder of source texts: prove every place against them")
    options = arguments.parse_args()
    only = options.record.stem if options.record else None
    library = load(options.data, only, keep_of(options.data), shown=bool(options.sources))
    if options.sources:
        from kb.provenance import check_sources

        library.findings += check_sources(library, options.sources)
    for line in report(library.findings, library.messages, library.codes):
        print(line)
    if not is_installed():
        print("SciPy is not installed: p values from means, counts and small groups were not checked (pip install scipy)")
    print(f"{len(library.digests)} records, {len(library.findings)} findings")
    return 1 if library.findings else 0


if __name__ == "__main__":
    sys.exit(main())
