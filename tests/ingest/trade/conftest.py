"""A package of four tables for the loaders. Every flow in these tests is synthetic: made up for them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from atlas import ROOT

TABLES = ("economies", "hs_codes", "sources", "trade_flows")
HEADER = (
    "period,reporter_code,partner_code,flow,hs_edition,hs_code,valuation,value_usd,net_weight_kg,coverage,source_id\n"
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A package with the real economies, codes and sources, and one synthetic flow."""
    folder = tmp_path / "package"
    real = json.loads((ROOT / "datapackage.json").read_text("utf-8"))
    resources = [{k: v for k, v in item.items() if k not in ("hash", "bytes")} for item in real["resources"]]
    for name in TABLES:
        for file in (f"data/{name}.csv", f"schemas/{name}.json"):
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / file, folder / file)
    kept = [item for item in resources if item["name"] in TABLES]
    (folder / "datapackage.json").write_text(json.dumps({"name": "flows", "resources": kept}), "utf-8")
    flow = "2023,CHN,JPN,M,HS2022,810820,fob_reconciled,5000,,all_partners,N77\n"
    (folder / "data/trade_flows.csv").write_text(HEADER + flow, "utf-8")
    return folder
