"""Pictures of the main messages, made of real answers: python -m tests.bot.slack.pictures OUTDIR [--home DIR].

The home holds the starter library (insights migrate, insights library sync).
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PIL import Image, ImageChops

from bot.answering.assistant import Assistant
from bot.answering.next_questions import NextQuestions
from bot.assembly import assistant_for, library_from
from bot.settings import Settings
from bot.slack.messages.answer import below_answer, private_answer, streamed_parts
from bot.slack.messages.estimate import estimate_message, estimate_modal
from bot.slack.messages.feedback import reasons_modal
from bot.slack.messages.home import home_view
from bot.slack.messages.sources import sources_modal
from bot.slack.responder import FAILED
from bot.vocabulary import Answer, AnswerStatus, Question
from knowledge.errors import InsightsError
from knowledge.opening import Library
from knowledge.prevention_map.estimate import Inputs, make_estimate
from knowledge.vocabulary import PUBLIC
from tests.fake_slack.render import html
from tests.fake_slack.workspace import FakeMessage

ASKED = "Did family group conferences keep children out of care?"
ASKED_PRIVATELY = "Does telecare save money?"
ASKED_IN_VAIN = "What should we pay foster carers in Cornwall?"

_WIDTH, _TALLEST = 720, 4000
_SCALE = 2
_MARGIN = 24
_COLOURS = 128
_EXAMPLES = 3
_AT = "1771322400.000100"

Shown = Sequence[FakeMessage | dict[str, Any]]


def pictured(library: Library) -> Mapping[str, Shown]:
    """The name of each picture, and the messages or the view it shows."""
    assistant = assistant_for(library, Settings())
    next_questions = NextQuestions(assistant, library.catalogue)
    answer = _answered(assistant, ASKED)
    private = _answered(assistant, ASKED_PRIVATELY)
    vain = _asked(assistant, ASKED_IN_VAIN)
    failure = Answer("q4", ASKED, AnswerStatus.ERROR, FAILED.format(reference="3F9A1C"))
    chunks = library.catalogue.visible_chunks({citation.chunk_id for citation in answer.citations}, {PUBLIC})
    for_asker = private_answer("q2", private, ASKED_PRIVATELY, _following(next_questions, private))
    return {
        "answer": [_person(ASKED), _streamed(answer, _following(next_questions, answer))],
        "sources": [sources_modal(answer.citations, chunks)],
        "not-covered": [_person(ASKED_IN_VAIN), _streamed(vain, _following(next_questions, vain))],
        "failure": [_person(ASKED), _streamed(failure)],
        "home": [home_view(library.catalogue.documents({PUBLIC}), next_questions.examples({PUBLIC}, _EXAMPLES))],
        "private": [FakeMessage(_AT, "C1", "U0BOT", blocks=for_asker.blocks, bot=True, to="U1")],
        "feedback": [reasons_modal("q1")],
        "estimate-form": [estimate_modal()],
        "estimate-result": [FakeMessage(_AT, "D1", "U0BOT", blocks=_estimated(), bot=True)],
    }


def _estimated() -> list[dict[str, Any]]:
    """The result for an invented council."""
    invented = Inputs(children_entering=120, child_cost=62_000, nfa_referrals=1_850, nfa_hours=10, hour_cost=41)
    return estimate_message(make_estimate(invented)).blocks


def picture(page: str, into: Path, chromium: str) -> None:
    """Take a picture of an HTML page, cropped to what is on it.

    Raises InsightsError when Chromium takes none.
    """
    with tempfile.TemporaryDirectory() as folder:
        source, taken = Path(folder, "page.html"), Path(folder, "page.png")
        source.write_text(page, encoding="utf-8")
        flags = ["--headless", "--no-sandbox", "--hide-scrollbars", f"--force-device-scale-factor={_SCALE}"]
        size = [f"--window-size={_WIDTH},{_TALLEST}", f"--screenshot={taken}"]
        done = subprocess.run([chromium, *flags, *size, source.as_uri()], capture_output=True, text=True, check=False)
        if not taken.exists():
            raise InsightsError(f"{chromium} took no picture: {done.stderr.strip().splitlines()[-1:]}")
        _cropped(Image.open(taken).convert("RGB")).quantize(_COLOURS).save(into, optimize=True)


def _cropped(image: Image.Image) -> Image.Image:
    white = Image.new("RGB", image.size, "white")
    box = ImageChops.difference(image, white).getbbox() or (0, 0, *image.size)
    return image.crop((0, 0, image.width, min(image.height, box[3] + _MARGIN * _SCALE)))


def _answered(assistant: Assistant, text: str) -> Answer:
    answer = _asked(assistant, text)
    if answer.status is not AnswerStatus.ANSWERED:
        raise InsightsError(f"the library does not answer “{text}”: run `insights migrate` and `insights library sync`")
    return answer


def _asked(assistant: Assistant, text: str) -> Answer:
    return assistant.answer(Question("q1", text))


def _following(next_questions: NextQuestions, answer: Answer) -> list[str]:
    return next_questions.after(Question("q1", answer.question), answer)


def _person(text: str) -> FakeMessage:
    return FakeMessage(_AT, "C1", "Officer", text=f"<@U0BOT|Insights> {text}")


def _streamed(answer: Answer, next_questions: Sequence[str] = ()) -> FakeMessage:
    markdown = "".join(streamed_parts(answer))
    return FakeMessage(
        _AT, "C1", "U0BOT", markdown=markdown, blocks=below_answer("q1", answer, next_questions), bot=True
    )


def main() -> None:
    """Take all pictures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("out", type=Path)
    options.add_argument("--home", type=Path)
    chosen = options.parse_args()
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        raise InsightsError("Chromium is not installed: on Debian run `apt-get install chromium`")
    settings = Settings(insights_home=chosen.home) if chosen.home else Settings()
    chosen.out.mkdir(parents=True, exist_ok=True)
    for name, shown in pictured(library_from(settings)).items():
        picture(html(*shown), chosen.out / f"{name}.png", chromium)


if __name__ == "__main__":
    try:
        main()
    except InsightsError as fault:
        sys.exit(str(fault))
