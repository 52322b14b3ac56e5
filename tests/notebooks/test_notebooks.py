"""The notebooks run from top to bottom on the sample editions and on the hand-made history, and keep their promises.

Nothing may be lost on the way to the chart: a missing glyph or font is a failure.
"""

import os
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from pandas import option_context

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
# Words that a reader must find in what a notebook shows, by notebook and warehouse.
PROMISED = {
    ("02-projects-over-time", "sample_warehouse"): [
        "显示器件产业园",
        "an umbrella, contains its parts",
        "No project is silent for 24 months",
        "【3月中旬启动耐高温玻璃项目建设】",
    ],
    ("02-projects-over-time", "history_warehouse"): [
        "宜章氟化工新材料项目",
        "嘉禾精密铸造产业基地项目",
        "cancelled",
        "【总投资9亿元】",
        "受疫情影响，【宜章氟化工新材料项目预计2020年12月建成投产】",
    ],
    ("03-officials-over-time", "sample_warehouse"): ["杨英杰, 副市长", "市委常委", "new_post"],
    ("03-officials-over-time", "history_warehouse"): [
        "王伟 (宜章县副县长)",
        "王伟 (临武县副县长)",
        "免去卫东来的【市发展和改革委员会主任】职务",
    ],
}


@pytest.mark.parametrize("warehouse", ["sample_warehouse", "history_warehouse"])
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_runs_from_top_to_bottom(path: Path, warehouse: str, request, monkeypatch):
    monkeypatch.setenv("BROADSHEET_ROOT", str(ROOT))
    monkeypatch.setenv("BROADSHEET_WAREHOUSE", str(request.getfixturevalue(warehouse)))
    monkeypatch.setenv("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=240, resources={"metadata": {"path": str(path.parent)}}).execute()
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert any(output.output_type in ("display_data", "execute_result") for output in outputs)
    assert not [output for output in outputs if output.output_type == "error"]
    warnings = [output.text for output in outputs if output.output_type == "stream" and output.name == "stderr"]
    assert not [text for text in warnings if "Glyph" in text or "findfont" in text or "Warning:" in text]
    shown = "\n".join(_shown(output) for output in outputs)
    assert [words for words in PROMISED.get((path.stem, warehouse), []) if words not in shown] == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_says_so_where_nothing_is_reported(path: Path, quiet_warehouse: Path, monkeypatch, capsys):
    monkeypatch.setenv("BROADSHEET_ROOT", str(ROOT))
    monkeypatch.setenv("BROADSHEET_WAREHOUSE", str(quiet_warehouse))
    cells = [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    names: dict[str, object] = {}
    with option_context("display.max_colwidth", 100):  # put back what a notebook sets
        for source in cells:
            exec(compile(source, str(path), "exec"), names)
    told = {
        "02-projects-over-time": "No project is reported.",
        "03-officials-over-time": "No change of post is reported.",
    }
    assert told.get(path.stem, "山里的叶子红了") in capsys.readouterr().out


def _shown(output) -> str:
    data = output.get("data", {})
    return output.get("text", "") or data.get("text/html", "") or data.get("text/plain", "")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_is_committed_without_outputs_and_paths(path: Path):
    notebook = nbformat.read(path, as_version=4)
    assert all(not cell.outputs and cell.execution_count is None for cell in notebook.cells if cell.cell_type == "code")
    assert os.sep + "home" + os.sep not in path.read_text(encoding="utf-8")
