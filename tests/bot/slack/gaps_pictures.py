"""Pictures of gaps, from written questions: python -m tests.bot.slack.gaps_pictures OUTDIR --home DIR."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import shutil
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.assembly import assistant_for, library_from
from bot.gaps.figures import owner_figures
from bot.gaps.known_themes import load_themes
from bot.gaps.reading import gaps_for
from bot.gaps.sorting import sort_gaps
from bot.records.database import Records, migrate_records, open_records, records_engine
from bot.records.questions import NewQuestion, Surface
from bot.settings import Settings
from bot.slack.messages.figures import figures_panel
from bot.slack.messages.gaps import gap_modal, gaps_digest, gaps_panel
from bot.slack.messages.whats_new import whats_new_panel
from bot.vocabulary import Question
from evals.gaps.grouping import QUESTIONS
from knowledge.errors import InsightsError
from knowledge.opening import Library
from knowledge.vocabulary import PUBLIC
from tests.bot.slack.pictures import picture
from tests.fake_slack.render import html
from tests.fake_slack.workspace import FakeMessage

_THEMES = ("fostering", "send", "homelessness", "youth_violence")
_TEAMS = 3
_PEOPLE = 5
_DAYS = 30
_AT = "1771322400.000100"


def records_of_asking(library: Library, home: Path) -> Records:
    """The questions of some themes, asked and answered."""
    engine = records_engine(home, None)
    migrate_records(engine)
    records = open_records(engine)
    assistant = assistant_for(library, Settings())
    rows = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    asked = [row["question"] for row in rows if row["theme"] in _THEMES]
    for number, text in enumerate(asked):
        team, user, ts = f"T{number % _TEAMS}", f"U{number % _PEOPLE}", f"{number}.0"
        records.inbox.receive(NewQuestion(f"E{number}", Surface.MENTION, team, user, "C1", text, ts, ts))
        question = records.queue.claim("worker", 60)
        assert question is not None
        records.answers.keep(question, assistant.answer(Question(question.id, text)), {PUBLIC})
        records.queue.finish(question, "9.9")
    sort_gaps(records.gaps, load_themes(None), library.embedder)
    return records


def pictured(library: Library, records: Records) -> Mapping[str, list[Any]]:
    """The panels of a Home tab, the digest, and the form of the gap with most questions."""
    documents = library.catalogue.documents({PUBLIC})
    views = gaps_for(records.gaps, library.catalogue, frozenset({PUBLIC}))
    now = time.time()
    counted = records.figures.count(now - _DAYS * 86_400, now)
    figures = owner_figures(_DAYS, counted, views, documents, dt.date.today())
    panels = [*gaps_panel(views), *figures_panel(figures), *whats_new_panel(is_on=False)]
    digest = gaps_digest(views)
    return {
        "gaps": [{"type": "home", "blocks": panels}],
        "gaps-digest": [FakeMessage(_AT, "C1", "U0BOT", text=digest.text, blocks=digest.blocks, bot=True)],
        "gap-form": [gap_modal(views[0], documents)],
    }


def main() -> None:
    """Take all pictures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("out", type=Path)
    options.add_argument("--home", type=Path, required=True)
    chosen = options.parse_args()
    chromium = shutil.which("chromium")
    if chromium is None:
        raise InsightsError("Chromium is not installed: on Debian run `apt-get install chromium`")
    library = library_from(Settings(insights_home=chosen.home))
    chosen.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for name, shown in pictured(library, records_of_asking(library, Path(folder))).items():
            picture(html(*shown), chosen.out / f"{name}.png", chromium)


if __name__ == "__main__":
    main()
