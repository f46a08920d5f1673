"""The pictures in docs/pictures: the worked-example map and an estimate with invented inputs.

python -m tests.knowledge.prevention_map.pictures.committed docs/pictures
"""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

from PIL import Image

from knowledge.prevention_map.estimate import Inputs, make_estimate
from knowledge.prevention_map.load import load_map
from knowledge.prevention_map.pictures.drawings import Drawing, draw
from knowledge.prevention_map.pictures.picture import Picture
from knowledge.prevention_map.pictures.tornado import draw_tornado

EXAMPLE = Path(__file__).parents[4] / "knowledge" / "library" / "examples" / "example-c-prevention-map.xlsx"
TODAY = dt.date(2026, 11, 23)
INVENTED = Inputs(children_entering=120, child_cost=62_000, adults_entering=300, adult_cost=21_000, adults_helped=400)
_COLOURS = 64


def pictured() -> Mapping[str, Picture]:
    """Each picture by the name of its file."""
    found = load_map(EXAMPLE)
    drawn = {f"map-{drawing}": draw(drawing, found, TODAY) for drawing in Drawing}
    return {**drawn, "estimate": draw_tornado(make_estimate(INVENTED))}


def main() -> None:
    """Write all pictures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("out", type=Path)
    out: Path = options.parse_args().out
    for name, picture in pictured().items():
        small = Image.open(BytesIO(picture.png)).convert("RGB").quantize(_COLOURS)
        small.save(out / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
