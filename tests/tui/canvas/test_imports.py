import subprocess
import sys

PURE = ("columns", "content", "drawing", "filtering", "joins", "lanes", "nets", "routing", "rows", "strokes")


def test_rows_filtering_and_routing_know_nothing_of_textual():
    code = "".join(f"import mapbench.tui.canvas.{name}\n" for name in PURE)
    code += "import sys\nprint(*sorted({'rich', 'textual'} & set(sys.modules)))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == []
