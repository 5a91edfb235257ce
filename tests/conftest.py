"""What every test needs: the repository's root and the generated protos on the import path."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
for folder in (ROOT / "protos" / "gen", ROOT):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))
