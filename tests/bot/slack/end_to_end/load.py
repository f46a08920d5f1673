"""Many people ask at once: how soon each is acknowledged, sees a status, and has an answer.

python -m tests.bot.slack.end_to_end.load [--askers 50] [--questions 10] [--seconds 60] [--http]
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from evals.suite import load_suite
from tests.bot.slack.end_to_end.bot_process import BotProcess, starter_home
from tests.bot.slack.end_to_end.conftest import Workspace
from tests.fake_slack import FakeSlack


def main() -> None:
    """Run the load and print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--askers", type=int, default=50)
    parser.add_argument("--questions", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--http", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, FakeSlack(retry_delays=(0.2, 60.0)) as slack:
        home = Path(folder) / "home"
        starter_home(home)
        transport = "http" if options.http else "socket"
        bot = BotProcess(home, slack, transport, QUESTIONS_PER_MINUTE="10000").start()
        try:
            workspace = Workspace(slack, bot, home)
            asked = ask_all(workspace, options.askers, options.questions, options.seconds)
            report(workspace, asked)
        finally:
            bot.kill()


def ask_all(workspace: Workspace, askers: int, questions: int, seconds: float) -> dict[tuple[str, str], float]:
    """Everybody asks at random moments; when each question was asked, by channel and thread."""
    texts = [case.question for case in load_suite("foundation") if not case.history]
    people = [workspace.person() for _ in range(askers)]
    channel = workspace.channel(*people)
    asked: dict[tuple[str, str], float] = {}

    def ask(person: str, seed: int) -> None:
        chance = random.Random(seed)
        began = time.monotonic()
        for moment in sorted(chance.uniform(0, seconds) for _ in range(questions)):
            time.sleep(max(0.0, began + moment - time.monotonic()))
            direct = chance.random() < 0.5
            place = workspace.slack.dm(person) if direct else channel
            text = chance.choice(texts)
            sent = time.time()
            ts = workspace.slack.say(person, place, text if direct else f"<@{workspace.slack.bot_user}> {text}")
            asked[place, ts] = sent

    threads = [threading.Thread(target=ask, args=(person, number)) for number, person in enumerate(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    workspace.slack.wait_for(lambda: _finished(workspace) >= len(asked), 300)
    time.sleep(2)
    return asked


def report(workspace: Workspace, asked: dict[tuple[str, str], float]) -> None:
    """Print counts and percentiles in milliseconds."""
    calls = workspace.slack.calls
    streams = {
        (call.answer or {})["ts"]: call
        for call in calls
        if call.method == "chat.startStream" and (call.answer or {}).get("ok")
    }
    begun: dict[tuple[str, str], float] = {}
    ended: dict[tuple[str, str], float] = {}
    for call in calls:
        if call.method == "chat.stopStream" and (call.answer or {}).get("ok"):
            start = streams[call.arguments["ts"]]
            place = (start.arguments["channel"], start.arguments["thread_ts"])
            begun[place], ended[place] = start.at, call.at
    statuses: dict[tuple[str, str], float] = {}
    for call in calls:
        if call.method == "agents.sessions.setStatus" and call.arguments.get("status") == "processing":
            statuses.setdefault((call.arguments["channel_id"], call.arguments["thread_ts"]), call.at)
    acknowledged = [(delivery.acked_at or float("inf")) - delivery.sent_at for delivery in workspace.slack.deliveries]
    answers = Counter(len(workspace.answers(channel, ts)) for channel, ts in asked)
    say = sys.stdout.write
    say(f"questions {len(asked)}, with so many answers each: {dict(answers)}\n")
    _line("acknowledged", acknowledged)
    _line("status", [statuses[place] - at for place, at in asked.items() if place in statuses])
    _line("first words", [begun[place] - at for place, at in asked.items() if place in begun])
    _line("answer complete", [ended[place] - at for place, at in asked.items() if place in ended])
    say(f"violations {workspace.slack.violations}\n")


def _line(what: str, seconds: Sequence[float]) -> None:
    ordered = sorted(seconds)
    shares = {share: ordered[min(len(ordered) - 1, int(share * len(ordered)))] for share in (0.5, 0.95, 0.99)}
    figures = ", ".join(f"p{share * 100:.0f} {value * 1000:.0f}" for share, value in shares.items())
    sys.stdout.write(f"{what} (ms, n={len(ordered)}): {figures}, most {ordered[-1] * 1000:.0f}\n")


def _finished(workspace: Workspace) -> int:
    return sum(
        call.method == "chat.stopStream" and bool((call.answer or {}).get("ok")) for call in workspace.slack.calls
    )


if __name__ == "__main__":
    main()
