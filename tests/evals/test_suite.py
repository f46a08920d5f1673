"""Suites: what can be written, and that every mistake is named with its file and line."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.vocabulary import AnswerStatus, Role
from evals.case import EvalCase, as_question
from evals.suite import SUITES, read_suite, read_suites
from knowledge.errors import InsightsError

GOOD = """\
# A comment
- id: one
  question: "How many children?"
  facts: [F001]
  key_facts:
    - {say: "the number", any: [83630, "83,630"]}
  figures: [{value: 83630, unit: children, tolerance: 0.01}]
- id: two
  question: "And in 2015?"
  history:
    - {role: user, text: "How many children?"}
    - {role: assistant, text: "83,630. [1]"}
  audiences: [public, "client:kent"]
  expect: [not_covered, out_of_scope]
  withheld: [secret]
  forbidden: ["66,000"]
  tags: [children]
  half: tune
"""


def write(folder: Path, text: str, name: str = "mine") -> Path:
    """A suite in a file."""
    path = folder / f"{name}.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def fault(path: Path) -> str:
    """The one line that says what is wrong with a suite, after its path."""
    with pytest.raises(InsightsError) as raised:
        read_suite(path)
    message = str(raised.value)
    assert "\n" not in message
    assert message.startswith(str(path))
    return message.removeprefix(f"{path}, ")


def test_everything_a_case_can_say(tmp_path: Path) -> None:
    suite = read_suite(write(tmp_path, GOOD))
    one, two = suite.cases
    assert (suite.name, suite.drafts, suite.library) == ("mine", 0, None)
    assert one.expect == [AnswerStatus.ANSWERED]
    assert one.accepted() == ("reports/looked-after-children",)
    assert one.key_facts[0].any == ["83630", "83,630"]
    assert (one.must_be_answered, one.must_be_declined) == (True, False)
    assert (two.must_be_answered, two.must_be_declined) == (False, True)
    question = as_question(two)
    assert question.audiences == {"public", "client:kent"}
    assert [turn.role for turn in question.history] == [Role.USER, Role.ASSISTANT]
    assert as_question(one).audiences == {"public"}


def test_documents_named_take_the_place_of_the_homes_of_facts() -> None:
    case = EvalCase.model_validate({"id": "x", "question": "Why?", "facts": ["F001"], "documents": ["a", "b", "a"]})
    assert case.accepted() == ("a", "b")


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("  facts: [F001]", "  fcats: [F001]", "line 4: case 'one': unknown field 'fcats': did you mean 'facts'?"),
        (
            'question: "How many children?"\n  facts',
            "queston: Why?\n  facts",
            "line 3: case 'one': unknown field 'queston'",
        ),
        ("unit: children", "units: children", "line 7: case 'one': unknown field 'units': did you mean 'unit'?"),
        ("[F001]", "[F999]", "line 4: case 'one': facts.0: no fact 'F999' in knowledge/reference/facts.csv"),
        ("value: 83630", "value: many", "line 7: case 'one': figures.0.value: Input should be a valid number"),
        ("tolerance: 0.01", "tolerance: 5", "line 7: case 'one': figures.0.tolerance: Input should be less than 1"),
        ('  question: "How many children?"\n  facts', "  facts", "line 2: case 'one': the field 'question' is missing"),
        ('question: "How many children?"\n  facts', 'question: " "\n  facts', "line 3: case 'one': question: String"),
        ("- id: two", "- id: one", "line 8: the id 'one' is already used on line 2"),
        ("  half: tune", "  half: tune\n  half: tune", "line 19: 'half' is given twice"),
        ("half: tune", "half: both", "line 18: case 'two': half: Input should be 'tune' or 'held_back'"),
        ("client:kent", "client:Kent", "line 13: case 'two': audiences.1: unknown audience 'client:Kent'"),
        ("[not_covered, out_of_scope]", "[error]", "line 14: case 'two': expect.0: error is a fault"),
        ("[not_covered, out_of_scope]", "unsure", "line 14: case 'two': expect.0: Input should be 'answered', "),
        ("withheld: [secret]", "withheld: [a]\n  documents: [a]", "line 8: case 'two': a is accepted and withheld"),
        ("tags: [children]", "documents: [a]", "line 8: case 'two': names documents or facts that answer it, but"),
        ("- id: two", "- id: [two", "line 9: not valid YAML: "),
        ("role: user", "role: bot", "line 11: case 'two': history.0.role: Input should be 'user' or 'assistant'"),
        ("any: [83630, ", "any: [no, ", "line 6: case 'one': key_facts.0.any.0: Input should be a valid string"),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, before: str, after: str, expected: str) -> None:
    assert before in GOOD
    assert fault(write(tmp_path, GOOD.replace(before, after, 1))).startswith(expected)


@pytest.mark.parametrize("text", ["", "id: one\n", "[]\n", "just words\n"])
def test_a_file_that_is_no_list_of_cases(tmp_path: Path, text: str) -> None:
    assert fault(write(tmp_path, text)) == "line 1: expected a list of cases, each beginning with '- id:'"


def test_a_case_that_is_no_object(tmp_path: Path) -> None:
    assert fault(write(tmp_path, "- id: a\n  question: b\n- why\n")).startswith("line 3: case '2': Input should be")


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60))
def test_whatever_a_file_holds_it_is_read_or_refused_with_a_reason(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    path = write(tmp_path_factory.mktemp("any"), text)
    with suppress(InsightsError):
        read_suite(path)


def test_a_case_with_an_empty_expectation_waits_and_is_not_asked(tmp_path: Path) -> None:
    waiting = '- id: new\n  question: "Why?"\n  expect:\n  passages: [{document: a, text: b}]\n'
    suite = read_suite(write(tmp_path, GOOD + waiting))
    assert ([case.id for case in suite.cases], suite.drafts) == (["one", "two"], 1)


def test_a_folder_beside_a_suite_is_its_library(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD)
    (tmp_path / "mine.library").mkdir()
    assert read_suite(path).library == tmp_path / "mine.library"


def test_suites_are_found_by_name_in_a_folder_or_by_path(tmp_path: Path) -> None:
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    inside.mkdir()
    outside.mkdir()
    for folder, name in ((inside, "a"), (inside, "b"), (outside, "b"), (outside, "c")):
        write(folder, GOOD, name)
    assert [suite.name for suite in read_suites([], inside)] == ["a", "b"]
    assert [suite.name for suite in read_suites(["b", str(outside / "c.yaml")], inside)] == ["b", "c"]
    with pytest.raises(InsightsError, match="no suite 'x': there are a, b, or give the path"):
        read_suites(["x"], inside)
    with pytest.raises(InsightsError, match="two suites would be called 'b'"):
        read_suites(["b", str(outside / "b.yaml")], inside)
    with pytest.raises(InsightsError, match="no suites in"):
        read_suites([], tmp_path)


def test_the_products_own_suites_can_be_read() -> None:
    suites = {suite.name: suite for suite in read_suites([], SUITES)}
    assert len(suites["foundation"].cases) == 90
    assert sum(case.must_be_declined for case in suites["abstention"].cases) == 110
    assert all(suite.drafts == 0 for suite in suites.values())
