"""Reports: one page that needs nothing else, in a real browser where there is one; Markdown and JSON beside it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml

from evals.metrics.metric import Unit
from evals.reports.html import as_html
from evals.reports.markdown import as_markdown
from evals.reports.report import build_report
from evals.reports.words import change, interval, written
from evals.reports.write import write_report
from evals.runs.baseline import keep_as_baseline
from evals.runs.record import ANSWERS
from evals.statistics.intervals import Estimate
from tests.evals.conftest import PLACES, Ask

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
HOSTILE = "<script>document.title='owned'</script> & \"quoted\" $x^2$"


@pytest.fixture
def run(ask: Ask, suite: Path) -> Path:
    """A run with a wrong answer, and a question that would break a careless page."""
    cases = yaml.safe_load(suite.read_text(encoding="utf-8"))
    cases[0]["key_facts"] = [{"say": f"never said {HOSTILE}", "any": ["never said"]}]
    cases[0]["tags"] = ["figures", HOSTILE]
    cases.append({"id": "hostile", "question": HOSTILE, "expect": ["not_covered", "out_of_scope", "answered"]})
    suite.write_text(yaml.safe_dump(cases), encoding="utf-8")
    return ask()


class Page(HTMLParser):
    """What a page is made of."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Note a text."""
        self.words.append(data)

    def text(self) -> str:
        """All texts with single blanks."""
        return " ".join(" ".join(self.words).split())


def test_the_page_needs_nothing_but_itself(run: Path) -> None:
    page = Page(as_html(build_report(run)))
    for tag, attributes in page.tags:
        assert tag not in {"link", "iframe", "object", "base"}
        assert not attributes.get("src")
        assert (attributes.get("href") or "#").startswith("#")
    assert "url(" not in as_html(build_report(run)).replace("url(#", "")
    assert "@import" not in page.text()


def test_everything_from_outside_is_text(run: Path) -> None:
    html = as_html(build_report(run))
    assert [tag for tag, _ in Page(html).tags].count("script") == 1
    assert "<script>document.title" not in html
    assert HOSTILE in Page(html).text()


def test_every_case_is_there_with_its_verdict_and_why(run: Path) -> None:
    report = build_report(run)
    page = Page(as_html(report))
    cases = {
        attributes["id"]: attributes for _, attributes in page.tags if (attributes.get("class") or "")[:5] == "case "
    }
    assert set(cases) == {case.scores.key for case in report.cases}
    assert cases["councils/kent"]["data-verdict"] == "wrong"
    assert cases["councils/leeds"]["data-verdict"] == "good"
    assert "0 of 1: missing: never said" in page.text()
    for place, share in PLACES:
        assert f"Telecare in {place} saved {share}% of visits." in page.text()


def test_the_headline_and_the_measures_carry_intervals(run: Path) -> None:
    report = build_report(run)
    good = report.figures[0].estimate
    assert good is not None
    text = Page(as_html(report)).text()
    assert f"{sum(case.good for case in report.cases)} of {len(report.cases)} answers are good" in text
    assert interval(good, Unit.SHARE) in text
    assert "It is not zero" in text


def test_controls_have_names_and_tables_have_headings(run: Path) -> None:
    html = as_html(build_report(run))
    page = Page(html)
    labelled = re.findall(r"<label[^>]*>.*?</label>", html, re.S)
    for tag, attributes in page.tags:
        if tag in {"input", "select"}:
            assert any(f'id="{attributes["id"]}"' in label for label in labelled)
        if tag == "svg":
            assert attributes.get("aria-label") or attributes.get("aria-hidden") == "true"
        if tag == "th":
            assert attributes.get("scope")
    assert ("html", {"lang": "en-GB"}) in page.tags


def test_text_of_others_is_announced(ask: Ask, suite: Path) -> None:
    cases = [{"id": "b", "question": "How many telecare alarms were lost?", "audiences": ["client:b"]}]
    suite.write_text(yaml.safe_dump(cases), encoding="utf-8")
    report = build_report(ask())
    assert report.audiences == ("client:b",)
    assert "May hold text for: client:b." in Page(as_html(report)).text()
    assert "May hold text for: client:b." in as_markdown(report)


def test_a_public_report_announces_nothing(run: Path) -> None:
    assert "May hold text for" not in as_html(build_report(run))


def test_documents_without_a_case_are_listed(run: Path) -> None:
    report = build_report(run)
    assert set(report.without_case) == {"secret"}
    assert "Borchester review secret" in Page(as_html(report)).text()


def worse_copy(run: Path, folder: Path) -> Path:
    """A copy of a run in which Leeds was not answered."""
    shutil.copytree(run, folder)
    lines = [json.loads(line) for line in (run / ANSWERS).read_text(encoding="utf-8").splitlines()]
    leeds = next(line for line in lines if line["case"]["id"] == "leeds")
    leeds["answer"] |= {"status": "not_covered", "text": "Nothing.", "claims": [], "citations": []}
    text = "".join(json.dumps(line) + "\n" for line in lines)
    (folder / ANSWERS).write_text(text, encoding="utf-8")
    return folder


def test_differences_from_a_baseline_with_and_without_its_texts(run: Path, tmp_path: Path) -> None:
    build_report(run)
    worse = worse_copy(run, tmp_path / "worse")
    for baseline, text in ((run, "Telecare in Leeds saved 15% of visits."), (tmp_path / "kept", None)):
        if text is None:
            assert keep_as_baseline(run, baseline) == len(PLACES) + 3
        report = build_report(worse, baseline)
        changes = {case.case.id: case.change for case in report.cases}
        leeds = changes["leeds"]
        assert leeds is not None
        assert (leeds.verdict, leeds.status) == ("worse", "answered")
        assert ("Key facts said", 1.0, 0.0) in leeds.moved
        assert (leeds.text or "").startswith(text or "")
        assert {change.verdict for name, change in changes.items() if name != "leeds" and change} == {"same"}
        assert "Answer in the baseline" in as_html(report) if text else "In the baseline: answered." in as_html(report)


def test_a_baseline_of_other_cases_is_left_aside(run: Path, tmp_path: Path, ask: Ask, suite: Path) -> None:
    keep_as_baseline(run, tmp_path / "kept")
    suite.write_text(yaml.safe_dump([{"id": "new", "question": "Why telecare?"}]), encoding="utf-8")
    report = build_report(ask("other"), tmp_path / "kept")
    assert report.comparison is None
    assert report.cases[0].change is None


def test_the_kept_baseline_holds_no_answers(run: Path, tmp_path: Path) -> None:
    keep_as_baseline(run, tmp_path / "kept")
    assert sorted(path.name for path in (tmp_path / "kept").iterdir()) == ["run.json", "scores.jsonl"]
    text = "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "kept").iterdir())
    assert "of visits" not in text
    assert str(tmp_path) not in text


def test_the_report_is_written_in_three_forms_and_always_the_same(run: Path) -> None:
    report = build_report(run)
    page = write_report(report, run)
    first = {name: (run / name).read_bytes() for name in ("report.html", "report.md", "report.json")}
    assert page == run / "report.html"
    write_report(build_report(run), run)
    assert first == {name: (run / name).read_bytes() for name in first}
    data = json.loads(first["report.json"])
    assert {metric["name"] for metric in data["metrics"]} >= {"good_answer", "leaks", "nDCG@10"}
    assert next(metric for metric in data["metrics"] if metric["name"] == "injections")["estimate"] is None
    kent = next(case for case in data["cases"] if case["case"]["id"] == "kent")
    assert kent["scores"]["key_fact_recall"]["value"] == 0
    assert "councils/kent" in first["report.md"].decode()


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (None, Unit.SHARE, "–"),
        (0.815, Unit.SHARE, "81.5%"),
        (1.0, Unit.SHARE, "100%"),
        (0.0, Unit.SHARE, "0%"),
        (1234.4, Unit.MILLISECONDS, "1,234 ms"),
        (0.00123, Unit.DOLLARS, "US$0.0012"),
    ],
)
def test_values_as_people_read_them(value: float | None, unit: Unit, expected: str) -> None:
    assert written(value, unit) == expected


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [(0.0, Unit.SHARE, "no change"), (-0.034, Unit.SHARE, "−3.4 points"), (12.0, Unit.MILLISECONDS, "+12 ms")],
)
def test_changes_as_people_read_them(value: float, unit: Unit, expected: str) -> None:
    assert change(value, unit) == expected


def test_an_interval_that_is_none_is_not_written() -> None:
    assert interval(None, Unit.SHARE) == ""
    assert interval(Estimate(1, 1, 1, 3, 3), Unit.SHARE) == ""


# -- in a browser ----------------------------------------------------------------------------------------------------

SHOWN = "[...document.querySelectorAll('.case')].filter(c=>c.offsetParent!==null).map(c=>c.id.split('/')[1]).join(' ')"
COUNT = "document.getElementById('count').textContent"
CLEAR = "document.getElementById('clear').click()"


def choose(control: str, value: str) -> str:
    """A step that sets a control as a person does."""
    return f"{{const c=document.getElementById('{control}');c.value='{value}';c.dispatchEvent(new Event('input'))}}"


def press(key: str) -> str:
    """A step that presses a key."""
    return f"document.body.dispatchEvent(new KeyboardEvent('keydown',{{key:'{key}',bubbles:true}}))"


def in_browser(page: Path, width: int, *looks: tuple[str, str]) -> list[str]:
    """What a real browser shows of a page after each step: looks are a step in JavaScript and what to look at then."""
    assert CHROMIUM is not None
    steps = "".join(f"{step};seen.push(String({look}));" for step, look in looks)
    script = f"const seen=[];try{{{steps}}}catch(fault){{seen.push('fault '+fault)}};document.title=seen.join('|')"
    tried = page.with_name("tried.html")
    tried.write_text(page.read_text(encoding="utf-8") + f"<script>{script}</script>", encoding="utf-8")
    framed = page.with_name("framed.html")  # A window is never narrower than 500 pixels; a frame can be.
    framed.write_text(
        f'<title></title><iframe src="{tried.name}" style="width:{width}px;height:900px;border:0"></iframe>'
        "<script>onload=()=>document.title=frames[0].document.title</script>",
        encoding="utf-8",
    )
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--allow-file-access-from-files", "--dump-dom"]
    shown = subprocess.run(
        [CHROMIUM, *options, "--window-size=1400,1000", framed.as_uri()],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    title = re.search(r"<title>(.*?)</title>", shown.stdout, re.S)
    assert title is not None
    return title[1].split("|")


@pytest.fixture
def page(run: Path) -> Path:
    """The page of a report; skipped where there is no browser to look at it in."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine to open the page in")
    return write_report(build_report(run), run)


def test_search_filters_keys_and_print_work_in_a_browser(page: Path) -> None:
    changed = "dispatchEvent(new Event('hashchange'))"
    looks = {
        ("", "document.title.startsWith('Evaluation')"): "true",
        (choose("verdict", "wrong"), SHOWN): "kent",
        (CLEAR + ";" + choose("search", "POOLE"), SHOWN): "poole",
        (CLEAR + ";" + choose("tag", "access"), SHOWN): "borchester",
        (CLEAR + ";" + choose("search", "zzz"), COUNT): "0 of 15 cases",
        ("document.querySelector('[data-clear]').click()", COUNT): "15 cases",
        ("document.querySelector('[data-suite]').click()", "document.activeElement.id"): "suite",
        (press("/"), "document.activeElement.id"): "search",
        (press("j"), "document.activeElement.closest('.case').id"): "councils/kent",
        (press("j"), "document.activeElement.closest('.case').id "): "councils/leeds",
        (press("k"), "document.activeElement.closest('.case').id  "): "councils/kent",
        ("dispatchEvent(new Event('beforeprint'))", "document.querySelectorAll('.case:not([open])').length"): "0",
        ("dispatchEvent(new Event('afterprint'))", "document.querySelectorAll('.case[open]').length"): "0",
        (f"location.hash='councils/bury';{changed}", "document.querySelector('[open]').id"): "councils/bury",
    }
    assert in_browser(page, 1280, *looks) == list(looks.values())


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_is_wider_than_the_screen(page: Path, width: int) -> None:
    opened = "document.querySelectorAll('details').forEach(d=>d.open=true)"
    fits = "document.documentElement.scrollWidth<=innerWidth"
    assert in_browser(page, width, ("", "innerWidth"), (opened, fits)) == [str(width), "true"]
