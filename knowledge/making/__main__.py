"""Makes the starter library's PDFs, Word documents and slides anew: ``python -m knowledge.making [FOLDER]``."""

from __future__ import annotations

import sys
from pathlib import Path

from knowledge.making.made import make_all

if __name__ == "__main__":
    make_all(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent.parent / "library")
