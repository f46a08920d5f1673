"""Which documents of the starter library are made, and into what. Run by ``python -m knowledge.making``."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from knowledge.making.office import write_slides, write_word
from knowledge.making.printed import print_pdf
from knowledge.making.source import Source, read_source

MADE: dict[str, tuple[str, Callable[[Source, Path], None]]] = {
    "case-studies/essex-social-impact-bond": (".pdf", partial(print_pdf, columns=1)),
    "case-studies/north-yorkshire-no-wrong-door": (".pptx", write_slides),
    "case-studies/wigan-deal": (".docx", write_word),
    "guidance/care-act-prevention-duty": (".docx", write_word),
    "reports/council-finances": (".pdf", partial(print_pdf, columns=2)),
    "reports/early-help": (".docx", write_word),
    "reports/fostering-and-going-home": (".pptx", write_slides),
    "reports/housing-first": (".pptx", write_slides),
    "reports/looked-after-children": (".pdf", partial(print_pdf, columns=2)),
    "reports/reablement-and-discharge": (".docx", write_word),
}
"""By document id: the ending, and what writes it."""


def make_all(folder: Path) -> None:
    """Write every made document and its metadata below ``folder``."""
    for document_id, (suffix, write) in MADE.items():
        source = read_source(document_id)
        path = folder / f"{document_id}{suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        write(source, path)
        # The id stays what it was when the document was a Markdown file.
        sidecar = f"id: {document_id}\n{source.front_matter}"
        path.with_name(f"{path.name}.yaml").write_text(sidecar, encoding="utf-8")
