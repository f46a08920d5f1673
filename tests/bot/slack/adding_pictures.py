"""A Word report added in Slack, played through with the real bot and library in a fake Slack.

python -m tests.bot.slack.adding_pictures OUTDIR --home DIR, where the home holds the starter library.
The report is an example.
"""

from __future__ import annotations

import argparse
import io
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

import docx

from bot.slack.messages import submission
from evals.questions import suite_questions
from knowledge.errors import InsightsError
from tests.bot.slack.consulting_pictures import Play, Shown, running
from tests.bot.slack.pictures import picture
from tests.fake_slack import FakeSlack
from tests.fake_slack.render import html

CONSULTANT, SECOND = "U0CONSULTANT", "U0SECOND"
NAME = "telecare in our council.docx"
CLIENT = "client:example-a"
_POLICY = f"""
teams: {{T0HOME: {{audiences: [public]}}}}
users:
  {CONSULTANT}: {{team: T0HOME, audiences: [public, "{CLIENT}"], role: consultant}}
  {SECOND}: {{team: T0HOME, audiences: [public, "{CLIENT}"], role: consultant}}
"""
_REPORT = {
    "What was found": [
        "In this worked example telecare cut hospital admissions of older people by 12% within a year.",
        "Falls among people given sensors fell by a tenth, against a matched comparison group.",
    ],
    "What it cost": ["Each household cost £210 a year, the response service included."],
    "Whom to ask": ["Questions about the method go to the author at evaluation@example.org."],
}


def report() -> bytes:
    """The Word report that is sent."""
    document, written = docx.Document(), io.BytesIO()
    document.add_heading("Telecare in our council, one year on", 0)
    for heading, paragraphs in _REPORT.items():
        document.add_heading(heading, 1)
        for text in paragraphs:
            document.add_paragraph(text)
    document.save(written)
    return written.getvalue()


def played(slack: FakeSlack) -> Mapping[str, Shown]:
    """Each picture's name, and the messages or the view it shows."""
    play, direct = Play(slack), slack.dm(CONSULTANT)
    shown: dict[str, Shown] = {}
    thread = slack.share(CONSULTANT, direct, NAME, report())
    read = play.message(direct, "Nobody sees it yet", thread)
    shown["adding-1-read"] = slack.messages(direct, thread)
    play.press(CONSULTANT, read, submission.DESCRIBE)
    form = play.view(CONSULTANT, submission.CALLBACK)
    shown["adding-2-form"] = [form]
    said = {"audience": CLIENT, "kind": "report", "evidence": "quasi_experimental", "cohort": "adults", "year": "2025"}
    slack.submit(CONSULTANT, form["id"], {name: {name: value} for name, value in said.items()})
    preview = play.message(direct, "Read: ", thread)
    shown["adding-3-preview"] = [preview]
    slack.press(CONSULTANT, direct, preview.ts, submission.NAME_SECOND, SECOND)
    asked = play.message(slack.dm(SECOND), "asks you to agree")
    play.message(direct, "to agree.", thread)
    shown["adding-4-waits"] = [slack.messages(direct, thread)[-1]]
    play.press(SECOND, asked, submission.PUBLISH)
    shown["adding-5-published"] = [play.message(direct, "It can be cited from now on.", thread)]
    return shown


def main() -> None:
    """Play it through, and take the pictures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("out", type=Path)
    options.add_argument("--home", type=Path, required=True)
    chosen = options.parse_args()
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        raise InsightsError("Chromium is not installed: on Debian run `apt-get install chromium`")
    chosen.out.mkdir(parents=True, exist_ok=True)
    with FakeSlack() as slack:
        slack.add_user(CONSULTANT, name="Consultant")
        slack.add_user(SECOND, name="Second consultant")
        with running(slack, chosen.home, {"access": _POLICY}, suite_questions()):
            for name, shown in played(slack).items():
                picture(html(*shown), chosen.out / f"{name}.png", chromium)


if __name__ == "__main__":
    try:
        main()
    except InsightsError as fault:
        sys.exit(str(fault))
