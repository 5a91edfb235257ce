"""Become another program that dies with its parent: `launch.py PARENT_PID DEATH_SIGNAL IDENTITY PROGRAM …`.

A program of its own rather than a `preexec_fn`: the supervisor has threads (gRPC), and Python code between fork and
exec may deadlock there. Imports nothing but the standard library, so that it is through in some milliseconds.

IDENTITY is `self`, `userns` (root outside is the unprivileged user 65534 inside a new user namespace: files keep their
owner, no capability is left) or `user:NAME` (drop to that user for good).
"""

import ctypes
import os
import pwd
import sys
from pathlib import Path

CLONE_NEWUSER = 0x10000000
PR_SET_PDEATHSIG = 1
UNPRIVILEGED_ID = 65534


def enter_user_namespace(libc: ctypes.CDLL) -> None:
    """Map our user and group to UNPRIVILEGED_ID in a new user namespace; OSError where the kernel forbids it."""
    uid, gid = os.geteuid(), os.getegid()
    if libc.unshare(CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    Path("/proc/self/setgroups").write_text("deny")  # the kernel takes no gid_map from us before this
    Path("/proc/self/uid_map").write_text(f"{UNPRIVILEGED_ID} {uid} 1")
    Path("/proc/self/gid_map").write_text(f"{UNPRIVILEGED_ID} {gid} 1")


def drop_to(user: str) -> None:
    """Become `user`, with that user's own group and no other."""
    entry = pwd.getpwnam(user)
    os.setgroups([])
    os.setgid(entry.pw_gid)
    os.setuid(entry.pw_uid)


def main(arguments: list[str]) -> None:
    """Take on the identity, tie our life to the parent's, and exec the program."""
    parent_pid, death_signal, identity, *command = arguments
    libc = ctypes.CDLL(None, use_errno=True)
    if identity == "userns":
        enter_user_namespace(libc)
    elif identity.startswith("user:"):
        drop_to(identity.removeprefix("user:"))
    # After the change of identity, which would clear it.
    libc.prctl(PR_SET_PDEATHSIG, int(death_signal))
    if os.getppid() != int(parent_pid):  # the parent died before it could be asked to tell us
        sys.exit(1)
    os.execvp(command[0], command)  # noqa: S606 - becoming another program is the point


if __name__ == "__main__":
    main(sys.argv[1:])
