"""What the answers must be, worked out with pandas alone, straight from the cells of the workbook."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd

TODAY = pd.Timestamp("2026-11-23")
LISTS = ("Need", "Driver", "Behaviour targeted", "Whose behaviour", "Tier")
NAMES = {"People or families reached": "reach", "Overlap estimate": "overlap"}


def read_frame(path: Path, sheet: str) -> pd.DataFrame:
    """The sheet with a column for each field, lists split at semicolons, unit cost worked out."""
    frame = pd.read_excel(path, sheet_name=sheet, keep_default_na=False, na_values=[""])  # "null" is a word here
    for heading in LISTS:
        frame[heading] = frame[heading].map(lambda cell: [] if pd.isna(cell) else str(cell).split("; "))
    frame.columns = [NAMES.get(name, name.lower().replace(" ", "_")) for name in frame.columns]
    frame["unit_cost"] = (frame["annual_spend"] / frame["reach"]).round(2)
    return frame


def words_over(df: Any) -> dict[str, Any]:
    """The words that the expressions of questions.yaml use."""
    everything = pd.Series(True, index=df.index)

    def names(field: str, word: str) -> Any:
        return df[field].map(lambda items: word in items)

    def topic(pattern: str) -> Any:
        whole = re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)
        told = df.need + df.driver + df.behaviour_targeted + df.intervention.map(lambda name: [name])
        return told.map(lambda items: any(whole.search(item) for item in items))

    def by(field: str, value: str | None) -> dict[str, float]:
        exploded = df.explode(field).dropna(subset=[field])
        exploded[field] = exploded[field].map(lambda text: text[0].upper() + text[1:])
        grouped = exploded.groupby(field)
        totals = grouped.size() if value is None else grouped[value].sum(min_count=1).dropna()
        return {str(label): float(total) for label, total in totals.items()}

    def duplicated() -> Any:
        rows = df.explode("need").explode("driver").explode("tier")
        keys = ["need", "driver", "cohort", "tier"]
        rows = rows.assign(driver=rows.driver.str.lower(), need=rows.need.str.lower()).dropna(subset=keys)
        together = [group.id for _, group in rows.groupby(keys) if group.id.nunique() > 1]
        return df.id.isin({identifier for group in together for identifier in group})

    return {
        "df": df,
        "pd": pd,
        "today": TODAY,
        "everything": everything,
        "topic": topic,
        "names": names,
        "duplicated": duplicated,
        "is_": lambda field, value: df[field] == value,
        "blank": lambda field: df[field].map(lambda cell: cell == [] if isinstance(cell, list) else pd.isna(cell)),
        "spend": lambda mask: df[mask].annual_spend.sum(),
        "reach": lambda mask: df[mask].reach.sum(),
        "spend_by": lambda field: by(field, "annual_spend"),
        "count_by": lambda field: by(field, None),
        "top": lambda groups: {label: total for label, total in groups.items() if total == max(groups.values())},
        "most": lambda field, count: df.nlargest(count, field, keep="all").id.tolist(),
        "least": lambda field, count: df.nsmallest(count, field, keep="all").id.tolist(),
        "ends": lambda first, last: df.grant_end_date.between(pd.Timestamp(first), pd.Timestamp(last)),
        "values_of": lambda field, mask: sorted(df[mask][field].dropna().unique()),
    }
