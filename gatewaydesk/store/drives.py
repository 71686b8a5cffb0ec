"""What kind of drive a folder is on: SQLite's write-ahead log needs memory that all its users share.

Over a network there is none (https://www.sqlite.org/wal.html, “All processes using a database must be on the same host
computer”): two computers would each see a log of their own, and the file would be damaged.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

# File systems as Linux, macOS and the BSDs name them; what runs outside of the kernel has `fuse.` before its name.
_NETWORK = {
    "9p", "afpfs", "afs", "beegfs", "ceph", "cifs", "coda", "davfs", "davfs2", "fuse.davfs", "fuse.glusterfs",
    "fuse.gvfsd-fuse", "fuse.rclone", "fuse.s3fs", "fuse.sshfs", "gfs2", "glusterfs", "lustre", "ncpfs", "nfs", "nfs4",
    "ocfs2", "orangefs", "smb2", "smb3", "smbfs", "webdav",
}  # fmt: skip
_ESCAPED = re.compile(r"\\([0-7]{3})")


def network_drive(folder: Path) -> str:
    """The kind of network drive that a folder is on (`nfs4`, `cifs`, …); "" where it is on this computer."""
    folder = Path(os.path.realpath(folder))
    if sys.platform == "win32":
        return _windows(folder)
    best, kind = -1, ""
    for place, name in _mounts():
        if folder.is_relative_to(place) and len(place) >= best:  # the one mounted last covers those before it
            best, kind = len(place), name
    return kind if kind in _NETWORK else ""


def _mounts() -> list[tuple[str, str]]:
    """Where drives are mounted, and of what kind each is. Linux tells it without the library, which takes 30 ms."""
    try:
        lines = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="surrogateescape").splitlines()
        parts = [line.split(" ") for line in lines]
        return [(_ESCAPED.sub(lambda found: chr(int(found[1], 8)), one[1]), one[2]) for one in parts if len(one) > 2]
    except OSError:
        pass
    import psutil

    try:
        return [(one.mountpoint, one.fstype) for one in psutil.disk_partitions(all=True)]
    except (OSError, psutil.Error):
        return []


def _windows(folder: Path) -> str:
    if folder.drive.startswith("\\\\"):
        return "network share"
    import psutil

    remote = {one.mountpoint[:2].lower() for one in psutil.disk_partitions(all=True) if "remote" in one.opts}
    return "network drive" if folder.drive.lower() in remote else ""
