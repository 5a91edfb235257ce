"""Folders of labelled data whose pictures are never looked at."""

from pathlib import Path

HEADER = "path,identity,role,set,notes"


def labelled(folder: Path, *rows: str, header: str = HEADER, photos: tuple[str, ...] = ()) -> Path:
    """A folder with such a labels.csv, and a file for each photo."""
    for name in photos:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    (folder / "labels.csv").write_text("\n".join([header, *rows]) + "\n")
    return folder
