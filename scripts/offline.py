"""Put the built site into one zip per language that opens without a network: unpack it and open index.html."""

from __future__ import annotations

import argparse
import zipfile
from pathlib import Path

from kb.library import load
from kb.offline import copies

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--site", type=Path, default=ROOT / "site", help="the built site")
    arguments.add_argument("--to", type=Path, default=ROOT / "offline", help="where to put the zips")
    options = arguments.parse_args()
    options.to.mkdir(parents=True, exist_ok=True)
    for name, content in copies(options.site, ROOT / "overrides", load(ROOT / "data", only="").languages):
        path = options.to / name
        path.write_bytes(content)
        with zipfile.ZipFile(path) as archive:
            inside = archive.infolist()
        unpacked = sum(entry.file_size for entry in inside)
        print(f"{path}: {len(content) / 1e6:.1f} MB, unpacked {unpacked / 1e6:.1f} MB in {len(inside)} files")


if __name__ == "__main__":
    main()
