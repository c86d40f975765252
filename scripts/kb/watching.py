"""Notices that a file has changed by looking at all of them, which works on every disk: shared folders and mounts tell nobody."""

from __future__ import annotations

import os
import time
from pathlib import Path

from watchdog.events import FileModifiedEvent
from watchdog.observers.api import BaseObserver, EventEmitter

_PAUSE = 0.1  # seconds between two looks, at least
_SHARE = 6  # of the time one part at most is for looking, the rest for those who look at pages

State = tuple[int, int, int]  # time of change, size, inode


def observer() -> BaseObserver:
    """An observer for MkDocs' server. Its own takes more than twice as long: it tells moved files from new ones."""
    return BaseObserver(Looker, timeout=_PAUSE)


class Looker(EventEmitter):
    """Looks at everything below one path, and says of each file that was made, changed or removed that it has changed."""

    def on_thread_start(self) -> None:
        self._look()

    def queue_events(self, timeout: float) -> None:
        if not self.stopped_event.wait(max(timeout, self._took * (_SHARE - 1))):
            before = self._seen
            self._look()
            for path in sorted({path for path, _ in before.items() ^ self._seen.items()}):
                self.queue_event(FileModifiedEvent(path))

    def _look(self) -> None:
        began = time.thread_time()
        self._seen = states(self.watch.raw_path)  # `path` is the folder of a file, with all that lies in it
        self._took = time.thread_time() - began


def states(path: str) -> dict[str, State]:
    """Every file below a folder, or the file itself, with what changes when it does; what cannot be looked at is left out.

    A folder that links lead to more than once is looked at once: two links to the folder they lie in would have no end.
    """
    found, places, folders = dict[str, State](), [path], set[tuple[int, int]]()
    while places:
        place = places.pop()
        try:
            here = Path(place).stat()
            if (here.st_dev, here.st_ino) in folders:
                continue
            folders.add((here.st_dev, here.st_ino))
            with os.scandir(place) as entries:
                for entry in entries:
                    if entry.is_dir():
                        places.append(entry.path)
                    else:
                        found |= _state(entry.path, entry)
        except NotADirectoryError:
            found |= _state(place, Path(place))
        except OSError:
            continue
    return found


def _state(path: str, entry: os.DirEntry[str] | Path) -> dict[str, State]:
    try:
        now = entry.stat()
    except OSError:
        return {}
    return {path: (now.st_mtime_ns, now.st_size, now.st_ino)}
