"""An estimate as JSON: everything that went in, everything that came out, and the words for it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from knowledge.prevention_map.assumptions import Case, load_assumptions
from knowledge.prevention_map.estimate import Estimate, Measure, StreamResult, sensitivity
from knowledge.prevention_map.estimate_words import write


def estimate_json(estimate: Estimate) -> dict[str, Any]:
    """Amounts are pounds over all years unless a key says otherwise; shares are between 0 and 1."""
    written = write(estimate)
    return {
        "inputs": asdict(estimate.inputs),
        "assumptions": {name: _assumption(estimate, name) for name in estimate.relevant()},
        "results": {
            case: {
                "cost_avoided": result.total(Measure.COST_AVOIDED),
                "cashable_less_prevention": result.total(Measure.CASH),
                "streams": {found.stream: _stream(found) for found in result.streams},
            }
            for case, result in estimate.results.items()
        },
        "sensitivity": {measure: [asdict(swing) for swing in sensitivity(estimate, measure)] for measure in Measure},
        "findings": written.findings,
        "cautions": written.cautions,
        "references": [{"number": n, **asdict(fact)} for n, fact in enumerate(written.references, start=1)],
    }


def _assumption(estimate: Estimate, name: str) -> dict[str, Any]:
    assumption, found = load_assumptions()[name], estimate.ranges[name]
    facts = dict.fromkeys(fact for sourced in assumption.sources.values() for fact in sourced.facts)
    return {
        "label": assumption.label,
        "unit": assumption.unit,
        **{case: found.of(case) for case in Case},
        "own": found.own,
        "sourced": bool(assumption.sources) and not found.own,
        "facts": [] if found.own else list(facts or assumption.about),
    }


def _stream(found: StreamResult) -> dict[str, Any]:
    return {
        "helped_a_year": found.helped,
        "avoided_in_last_year": found.avoided,
        "held": found.held,
        "cost_avoided": found.cost_avoided,
        "cashable": found.cashable,
        "prevention": found.prevention,
        "years": [asdict(year) for year in found.years],
    }
