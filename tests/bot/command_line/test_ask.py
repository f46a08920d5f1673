"""`insights ask`: one answer for people or programs, and files of questions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from knowledge.errors import InsightsError
from knowledge.opening import Library
from tests.bot.answering.test_assistant import ANSWER_KEYS
from tests.bot.command_line.conftest import Command, Run
from tests.conftest import WordEmbedder, Write, sync

NOT_COVERED = "What did the fostering trial in Dorset find?"
QUESTION = "Did the Kent telecare trial cut hospital admissions?"
SENTENCE = "The Kent telecare trial did not cut hospital admissions."


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _write(path: Path, *lines: object) -> str:
    text = "".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines)
    path.write_text(text, encoding="utf-8")
    return str(path)


# -- one question ------------------------------------------------------------------------------------------------


def test_json_output_is_one_answer_and_nothing_else(insights: Command, stocked: Library) -> None:
    result = insights("ask", QUESTION, "--json")
    assert result.exit_code == 0
    answer = json.loads(result.stdout)
    assert set(answer) == ANSWER_KEYS
    assert answer["question"] == QUESTION
    assert answer["text"] == f"{SENTENCE} [1]"
    assert answer["citations"][0]["quote"] == SENTENCE


def test_people_see_the_answer_its_notices_and_its_sources(insights: Command, stocked: Library) -> None:
    output = insights("ask", QUESTION).stdout
    assert f"{SENTENCE} [1]" in output
    assert "This rests on one document." in output
    assert "[1] Telecare in Kent" in output
    assert "2014" in output


def test_a_piped_answer_is_not_cut_at_the_width_of_a_terminal(
    insights: Command, library: Library, write: Write, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The source line carries where the proof stands: without its end a reader cannot go and look.
    heading = "Emergency admissions to hospital of older people who had telecare at home"
    url = "https://example.org/telecare-in-kent"
    write("telecare", f"## {heading}\n\n{SENTENCE}", title="Telecare in Kent", year=2014, source_url=url)
    sync(library, folder)
    monkeypatch.setattr("tests.bot.command_line.conftest.WIDE", {})
    output = insights("ask", QUESTION).stdout
    assert heading in output
    assert "paragraph 1" in output
    assert url in output


def test_marks_of_console_markup_in_a_document_are_shown_as_they_are(
    insights: Command, library: Library, write: Write, folder: Path
) -> None:
    write("telecare", "The Kent telecare trial `[bold]did not[/bold]` cut hospital admissions.", title="A [red]title")
    sync(library, folder)
    output = insights("ask", QUESTION).stdout
    assert "[bold]did not[/bold]" in output
    assert "A [red]title" in output


def test_a_question_not_covered_is_an_answer_and_no_failure(insights: Command, stocked: Library) -> None:
    result = insights("ask", NOT_COVERED)
    assert result.exit_code == 0
    assert "does not cover" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "explanation"),
    [
        ([], "give either a question or --questions"),
        (["a question", "--questions", "f"], "give either a question or --questions"),
        (["--questions", "f"], "--questions and --out go together"),
        (["a question", "--out", "f"], "--questions and --out go together"),
        (["  "], "the question is empty"),
        ([""], "the question is empty"),
        (["a question", "--nonsense"], "--nonsense"),
        (["two", "questions"], "questions"),
        (["a question", "--audience"], "--audience"),
    ],
)
def test_wrong_usage_is_explained(insights: Command, arguments: list[str], explanation: str) -> None:
    result = insights("ask", *arguments)
    assert result.exit_code == 2
    assert explanation in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("audience", ["nobody", "Public", "client:", "client:A", "client:" + "a" * 41, "", "public "])
def test_a_wrong_audience_is_wrong_usage_and_the_right_ones_are_named(insights: Command, audience: str) -> None:
    result = insights("ask", QUESTION, "--audience", audience)
    assert result.exit_code == 2
    assert repr(audience) in result.stderr
    assert "public, subscribers, internal or client:<slug>" in result.stderr
    assert "--audience" in result.stderr


# -- audiences ---------------------------------------------------------------------------------------------------

DORSET = "How many interventions does the prevention map of Dorset list?"
BORCHESTER = "How many placements did the Borchester review find avoidable?"


@pytest.mark.parametrize(
    ("question", "audiences", "title", "seen"),
    [
        (QUESTION, [], "Telecare in Kent", True),
        (QUESTION, ["public"], "Telecare in Kent", True),
        (QUESTION, ["client:a"], "Telecare in Kent", False),
        (DORSET, [], "Dorset map", False),
        (DORSET, ["subscribers"], "Dorset map", True),
        (DORSET, ["public", "subscribers"], "Dorset map", True),
        (BORCHESTER, ["client:a"], "For A", True),
        (BORCHESTER, ["client:b"], "For A", False),
        (BORCHESTER, ["public", "subscribers", "internal", "client:b"], "For A", False),
    ],
)
def test_only_the_named_audiences_documents_are_used_and_public_by_default(
    insights: Command, stocked: Library, question: str, audiences: list[str], title: str, seen: bool
) -> None:
    options = [part for audience in audiences for part in ("--audience", audience)]
    answer = json.loads(insights("ask", question, "--json", *options).stdout)
    assert (title in {citation["title"] for citation in answer["citations"]}) == seen
    if not seen:
        assert title not in json.dumps([answer["closest"], answer["text"], answer["claims"]])
        assert {item["audience"] for item in answer["retrieved"]} <= set(audiences or ["public"])


# -- files of questions ------------------------------------------------------------------------------------------


def test_answers_of_a_file_come_in_its_order_with_its_ids(insights: Command, stocked: Library, tmp_path: Path) -> None:
    source = _write(
        tmp_path / "q.jsonl",
        {"id": "z", "question": QUESTION},
        "",
        {"id": "a", "question": NOT_COVERED},
        {"id": 7, "question": "?"},
        {"question": QUESTION},
        {"question": QUESTION},
    )
    result = insights("ask", "--questions", source, "--out", str(tmp_path / "out.jsonl"))
    assert (result.exit_code, result.stdout) == (0, "")
    answers = _lines(tmp_path / "out.jsonl")
    assert [answer["id"] for answer in answers[:3]] == ["z", "a", "7"]
    assert [answer["status"] for answer in answers] == [
        "answered",
        "not_covered",
        "clarify",
        "answered",
        "answered",
    ]
    assert all(set(answer) == ANSWER_KEYS for answer in answers)
    own = [answer["id"] for answer in answers[3:]]
    assert all(own)
    assert len(set(own)) == 2


def test_a_line_may_bring_its_audiences(insights: Command, stocked: Library, tmp_path: Path) -> None:
    source = _write(
        tmp_path / "q.jsonl",
        {"question": BORCHESTER, "audiences": ["client:b", "public"]},
        {"question": BORCHESTER, "audiences": ["client:a"]},
        {"question": BORCHESTER},
        {"question": BORCHESTER, "audiences": []},
    )
    insights("ask", "--questions", source, "--out", str(tmp_path / "out.jsonl"))
    answers = _lines(tmp_path / "out.jsonl")
    assert ["For A" in json.dumps(answer["citations"]) for answer in answers] == [False, True, False, False]
    assert [{item["audience"] for item in answer["retrieved"]} for answer in answers] == [
        {"public", "client:b"},
        {"client:a"},
        {"public"},
        {"public"},
    ]


def test_lines_that_name_no_audiences_have_those_of_the_command(
    insights: Command, stocked: Library, tmp_path: Path
) -> None:
    lines: list[dict[str, object]] = [{}, {"audiences": ["client:b"]}, {"audiences": []}]
    source = _write(tmp_path / "q.jsonl", *({"question": BORCHESTER, **line} for line in lines))
    insights("ask", "--questions", source, "--audience", "client:a", "--out", str(tmp_path / "out.jsonl"))
    answers = _lines(tmp_path / "out.jsonl")
    assert ["For A" in json.dumps(answer) for answer in answers] == [True, False, False]


def test_a_line_may_bring_the_conversation_before_it(insights: Command, stocked: Library, tmp_path: Path) -> None:
    history = [{"role": "user", "text": QUESTION}, {"role": "assistant", "text": f"{SENTENCE} [1]"}]
    source = _write(
        tmp_path / "q.jsonl", {"question": "And why?", "history": history}, {"question": "And why?", "history": []}
    )
    insights("ask", "--questions", source, "--out", str(tmp_path / "out.jsonl"))
    assert [answer["status"] for answer in _lines(tmp_path / "out.jsonl")] == ["answered", "clarify"]


def test_any_letter_may_stand_in_a_question(insights: Command, stocked: Library, tmp_path: Path) -> None:
    # JSON allows U+2028 and U+0085 unescaped inside a string; they are no ends of lines.
    asked = ["\u2028£1.2bn\u2029", "\u0085 “quoted”", "\N{GRINNING FACE}", "ﬁ", 'a "b" \\ c']
    source = tmp_path / "q.jsonl"
    lines = [json.dumps({"question": f"{text} telecare in Kent {text} x"}, ensure_ascii=False) for text in asked]
    source.write_text("\n".join(lines), encoding="utf-8")
    result = insights("ask", "--questions", str(source), "--out", str(tmp_path / "out.jsonl"))
    assert result.exception is None
    written = (tmp_path / "out.jsonl").read_text(encoding="utf-8").split("\n")
    questions = [json.loads(line)["question"] for line in written if line]
    assert questions == [f"{text} telecare in Kent {text} x".strip() for text in asked]


def test_a_file_for_an_empty_library_fails_as_a_single_question_does(
    insights: Command, library: Library, tmp_path: Path
) -> None:
    single = insights("ask", QUESTION)
    assert isinstance(single.exception, InsightsError)
    assert "insights library sync" in str(single.exception)
    source = _write(tmp_path / "q.jsonl", {"question": QUESTION})
    batch = insights("ask", "--questions", source, "--out", str(tmp_path / "out.jsonl"))
    assert str(batch.exception) == str(single.exception)


BAD_LINES = {
    "not JSON": "{'question': 'x'}",
    "cut off": '{"question": "x"',
    "no question": {"id": "1"},
    "empty question": {"question": " "},
    "question is a number": {"question": 7},
    "a list": [1],
    "a text": '"What?"',
    "a number": "7",
    "null": "null",
    "unknown audience": {"question": "x", "audiences": ["everybody"]},
    "audiences are no list": {"question": "x", "audiences": 7},
    "unknown role": {"question": "x", "history": [{"role": "director", "text": "x"}]},
    "turn without text": {"question": "x", "history": [{"role": "user"}]},
    "turn is a text": {"question": "x", "history": ["x"]},
    "a mistyped key": {"question": "x", "audience": ["client:a"]},
    "audiences that are text": {"question": "x", "audiences": ""},
}


@pytest.mark.parametrize("bad", BAD_LINES.values(), ids=BAD_LINES)
def test_a_bad_line_is_named_and_nothing_is_answered(run: Run, tmp_path: Path, bad: object) -> None:
    source = _write(tmp_path / "q.jsonl", {"question": "a good line"}, "", bad)
    earlier = _write(tmp_path / "out.jsonl", {"id": "of an earlier run"})
    line = run("ask", "--questions", source, "--out", earlier, INSIGHTS_HOME=tmp_path / "home").reason()
    assert f"{source}, line 3: " in line
    assert _lines(Path(earlier)) == [{"id": "of an earlier run"}]


def test_the_reason_of_a_bad_line_is_in_words_of_its_file(run: Run, tmp_path: Path) -> None:
    # Not in words of Python: whoever wrote the file need not know any.
    for bad in ([1], '"What?"', {"question": "x", "history": ["x"]}, {"question": "x", "audiences": 7}):
        source = _write(tmp_path / "q.jsonl", bad)
        line = run("ask", "--questions", source, "--out", "out.jsonl", INSIGHTS_HOME=tmp_path / "home").reason()
        assert not any(word in line for word in ("indices", "iterable", "subscriptable", "'int' object", "'str'")), line


@pytest.mark.parametrize("content", [None, b'\xff\xfe{"question": "x"}\n', b'{"question": "caf\xe9"}\n'])
def test_an_unreadable_file_of_questions_is_a_failure_with_its_reason(
    run: Run, tmp_path: Path, content: bytes | None
) -> None:
    source = tmp_path / "q.jsonl"
    if content is not None:
        source.write_bytes(content)
    line = run("ask", "--questions", str(source), "--out", "out.jsonl", INSIGHTS_HOME=tmp_path / "home").reason()
    assert str(source) in line


def test_a_folder_is_no_file_of_questions(run: Run, tmp_path: Path) -> None:
    ended = run("ask", "--questions", str(tmp_path), "--out", "out.jsonl", INSIGHTS_HOME=tmp_path / "home")
    line = ended.reason()
    assert str(tmp_path) in line


def test_an_output_that_cannot_be_written_is_a_failure_with_its_reason(
    run: Run, home: Path, stocked: Library, tmp_path: Path
) -> None:
    source = _write(tmp_path / "q.jsonl", {"question": QUESTION})
    out = tmp_path / "no such folder" / "out.jsonl"
    line = run("ask", "--questions", source, "--out", str(out), INSIGHTS_HOME=home).reason()
    assert str(out) in line


def test_a_message_about_a_person_is_stopped_before_anything_is_searched(
    insights: Command, stocked: Library, embedder: WordEmbedder
) -> None:
    embedder.embedded.clear()
    answer = json.loads(
        insights("ask", "did telecare help in Kent, NHS no 999 012 3455, nan@example.org", "--json").stdout
    )
    assert answer["status"] == "blocked_personal_data"
    assert "example.org" not in json.dumps(answer)
    assert embedder.embedded == []


def test_a_batch_goes_on_after_a_message_about_danger(insights: Command, stocked: Library, tmp_path: Path) -> None:
    source, target = tmp_path / "questions.jsonl", tmp_path / "answers.jsonl"
    source.write_text(
        json.dumps({"question": "he has just hit her"})
        + "\n"
        + json.dumps({"question": "Kent telecare trial admissions"}),
        encoding="utf-8",
    )
    insights("ask", "--questions", str(source), "--out", str(target))
    first, second = (json.loads(line) for line in target.read_text(encoding="utf-8").splitlines())
    assert (first["status"], second["status"]) == ("urgent_safeguarding", "answered")
    assert "999" in first["text"]
    assert first["retrieved"] == []
