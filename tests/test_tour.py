"""docs/tour.ipynb: runs from its first cell to its last, in a kernel where there is one, and prints what it shows."""

import json
import os
import subprocess
import sys

from tests.conftest import ROOT

NOTEBOOK = ROOT / "docs/tour.ipynb"
MEASURED = "epoch "  # what training gives depends on the machine


def printed(cell):
    """A cell's lines on standard output, without measurements; the number of its pictures."""
    text, pictures = "", 0
    for output in cell["outputs"]:
        assert output["output_type"] != "error" and output.get("name") != "stderr", output
        text += "".join(output.get("text", ""))
        pictures += "image/png" in output.get("data", {})
    return [line for line in text.splitlines() if not line.startswith(MEASURED)], pictures


def in_a_kernel(folder):
    """The executed notebook; None where no kernel is installed."""
    try:  # what requirements-test.txt brings
        import nbformat
        from ipykernel.kernelspec import make_ipkernel_cmd
        from jupyter_client.manager import KernelManager
        from nbclient import NotebookClient
    except ImportError:
        return None
    read = nbformat.read(NOTEBOOK, 4)
    kernel = KernelManager(kernel_name="python3", transport="ipc")
    kernel.kernel_spec.argv = make_ipkernel_cmd(executable=sys.executable)
    try:
        NotebookClient(read, km=kernel, timeout=240, resources={"metadata": {"path": str(folder)}}).execute()
    finally:
        if kernel.has_kernel:
            kernel.shutdown_kernel(now=True)  # the client leaves a manager that was given to it alone
    return read


def test_the_tour_runs_and_prints_what_it_shows(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.chdir(tmp_path)
    notebook = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    shown = [printed(cell) for cell in cells]
    assert sum(pictures for _, pictures in shown) >= 3
    executed = in_a_kernel(tmp_path)
    if executed is not None:
        assert [printed(cell) for cell in executed["cells"] if cell["cell_type"] == "code"] == shown
        return
    # As a kernel does it: cell by cell in one namespace, which no file is behind.
    script = "\n".join("".join(cell["source"]) for cell in cells)
    done = subprocess.run(
        [sys.executable, "-"], input=script, capture_output=True, text=True, timeout=240, check=False, env=os.environ
    )
    assert done.returncode == 0, done.stderr
    lines = [line for line in done.stdout.splitlines() if not line.startswith(MEASURED)]
    assert lines == [line for lines, _ in shown for line in lines]
