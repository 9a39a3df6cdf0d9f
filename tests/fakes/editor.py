"""A laptop as a process: `python -m tests.fakes.editor FOLDER URL TOKEN TASK FIRST COUNT`.

Edits one task `COUNT` times, each time with the next number, and syncs after each edit. A number
is printed when its commit has returned: from then on it may never be lost, however this ends.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from app.model import ids
from app.session import Session
from app.store import birth
from app.store.replica import Means
from sync.client.remote import HttpRemote
from sync.client.syncer import Syncer


def main(words: Sequence[str]) -> None:
    """Edit and sync."""
    folder, url, token, task, first, count = words
    with closing(birth.open_replica(Path(folder) / "replica.db", Means())) as replica:
        session, remote = Session(replica), HttpRemote(url, token)
        for number in range(int(first), int(first) + int(count)):
            with session.edit("Edit") as edit:
                edit.set("task", bytes.fromhex(task), {"effort_minutes": number})
            sys.stdout.write(f"{number}\n")
            sys.stdout.flush()
            Syncer(replica, remote, ids.wall_ms).sync()


if __name__ == "__main__":
    main(sys.argv[1:])
