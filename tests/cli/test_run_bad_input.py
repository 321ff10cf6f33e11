import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.orders import folder, outputs, refused

__all__ = ["folder"]


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["run", "m.yaml"], "Missing argument"),
        (["run", "m.yaml", "in.jsonl", "--now", "soon"], "'soon' is no time."),
        (["run", "m.yaml", "in.jsonl", "--workers", "0"], "--workers"),
        (["run", "m.mapkg", "in.jsonl"], "m.mapkg"),
        (["run", "orders", "in.jsonl"], "There is no mapping 'orders' here"),
        (["run", "none.yaml", "in.jsonl"], "none.yaml"),
        (["run", "m.yaml", "none.jsonl"], "There is no file 'none.jsonl'"),
        (["run", "m.yaml", "."], "is a folder"),
        (["run", "m.yaml", "in.jsonl", "none.jsonl"], "There is no file 'none.jsonl'"),
        (["run", "m.yaml", "in.jsonl", "-o", "nowhere/out.jsonl"], "There is no folder 'nowhere'"),
        (["run", "m.yaml", "in.jsonl", "-o", "in.jsonl"], "would be overwritten"),
        (["run", "m.yaml", "in.jsonl", "-o", "x.xlsx"], "cannot be written as xlsx"),
        (["run", "m.yaml", "in.jsonl", "--read", "sheat=1"], "no option 'sheat'"),
    ],
)
def test_what_cannot_start_is_one_sentence_and_a_hint_and_touches_nothing(mapbench, folder, argv, said):
    Path("out.jsonl").write_text("kept")
    before = Path("in.jsonl").read_bytes()
    refused(mapbench(*argv), said)
    assert Path("out.jsonl").read_text() == "kept"
    assert Path("in.jsonl").read_bytes() == before


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("mapping: m\nrules: [\n", "b.yaml:2:8", ""),
        ("mapping: m\nrules:\n- target: a\n  sauce: b\n", "b.yaml:4:3", "`sauce` is not known"),
        ("mapping: m\nrules:\n- target: a\n  source: [a]\n", "b.yaml:4:11", "`source`"),
        ("mapping: m\nrules:\n- {target: a, source: a}\n- {target: a, source: b}\n", "b.yaml:4", "a"),
        (
            "mapping: m\nlet:\n  a: {formula: b}\n  b: {formula: a}\nrules:\n- {target: x, formula: a}\n",
            "b.yaml:",
            "a",
        ),
        ("mapping: m\nrules:\n- {target: x, source: x, lookup: statuses}\n", "b.yaml:3", "statuses"),
        ("mapping: m\nrules:\n- {target: x, formula: __import__('os')}\n", "b.yaml:3", "__import__"),
    ],
    ids=[
        "broken YAML",
        "unknown key",
        "wrong type",
        "duplicate target",
        "cyclic let",
        "missing lookup",
        "dunder",
    ],
)
def test_a_refused_mapping_is_told_with_its_place(mapbench, folder, text, place, said):
    Path("b.yaml").write_text(text)
    answer = mapbench("run", "b.yaml", "in.jsonl", "-o", "out.jsonl")
    assert answer.exit_code == 2
    assert place in answer.stderr
    assert said in answer.stderr
    assert "hint:" in answer.stderr
    assert "Traceback" not in answer.stderr
    assert not Path("out.jsonl").exists()


def test_every_problem_of_a_refused_mapping_is_told(mapbench, folder):
    Path("b.yaml").write_text(
        "mapping: m\nrules:\n- {target: x, formula: uper(a), source: {a: a}}\n- {target: y, formula: zz}\n"
    )
    answer = mapbench("run", "b.yaml", "in.jsonl")
    assert answer.stderr.count("error:") == 2


BAD_LINES = {
    "truncated": b'{"id": 2',
    "invalid UTF-8": b'{"id": "\xff"}',
    "NaN": b'{"id": NaN}',
    "Infinity": b'{"id": -Infinity}',
    "a list": b"[1]",
    "nested 2,000 deep": b'{"a":' * 2000 + b"1" + b"}" * 2000,
    "beyond 64 bits": b'{"id": 9223372036854775808}',
}


@pytest.mark.parametrize("line", BAD_LINES.values(), ids=BAD_LINES.keys())
def test_a_line_that_is_no_record_is_rejected_and_nothing_else_is_lost(mapbench, folder, line):
    content = b'{"id":1}\n' + line + b'\n{"id":3}'
    answer = mapbench("run", "m.yaml", "-", "-o", "out.jsonl", "--rejects", "bad.jsonl", stdin=content)
    assert answer.exit_code == 1
    assert [output["id"] for output in outputs()] == [1, 3]
    [reject] = outputs("bad.jsonl")
    assert (reject["index"], reject["errors"][0]["target"]) == (1, "$")
    assert reject["errors"][0]["code"] == ("number-range" if b"9223" in line else "bad-input")
    assert "read 3, accepted 2 (softened 0), rejected 1, skipped 0" in answer.stderr


def test_400_levels_are_read(mapbench, folder):
    Path("deep.yaml").write_text("mapping: deep\nrules:\n- {target: all, source: a}\n")
    record = b'{"a":' * 400 + b"1" + b"}" * 400
    answer = mapbench("run", "deep.yaml", "-", stdin=record)
    assert (answer.exit_code, answer.stdout.count("{")) == (0, 400)


def test_a_record_of_50_mb(mapbench, folder):
    Path("big.json").write_bytes(b'{"id":1,"at":null,"text":"' + b"x" * 50_000_000 + b'"}')
    answer = mapbench("run", "m.yaml", "big.json", "-o", "out.jsonl")
    assert answer.exit_code == 0, answer.stderr
    assert outputs()[0]["id"] == 1


def test_empty_inputs(mapbench, folder):
    for name in ("e.jsonl", "e.csv", "e.json"):
        Path(name).touch()
    assert mapbench("run", "m.yaml", "e.jsonl", "-o", "out.jsonl").exit_code == 0
    refused(mapbench("run", "m.yaml", "e.json"), "is empty")
    refused(mapbench("run", "m.yaml", "e.csv"), "no header row")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_no_permission_to_read(mapbench, folder):
    Path("in.jsonl").chmod(0)
    refused(mapbench("run", "m.yaml", "in.jsonl"), "There is no permission for 'in.jsonl'.")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_no_permission_to_write(mapbench, folder):
    Path("locked").mkdir(mode=0o500)
    refused(mapbench("run", "m.yaml", "in.jsonl", "-o", "locked/out.jsonl"), "no permission")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
@pytest.mark.parametrize("option", ["-o", "--rejects"])
def test_a_full_disk(mapbench, folder, option):
    answer = mapbench("run", "m.yaml", "in.jsonl", option, "/dev/full")
    refused(answer, "The disk is full, writing '/dev/full'.")
    assert "/dev/full holds 0 whole lines." in answer.stderr


def test_json_that_breaks_off_says_where_and_what_was_done(mapbench, folder):
    Path("cut.json").write_bytes(b'[{"id":1},\n {"id":')
    answer = mapbench("run", "m.yaml", "cut.json", "-o", "out.jsonl")
    refused(answer, "cut.json:2:2: error: The JSON breaks off")
    assert "read 1, accepted 1" in answer.stderr
    assert len(outputs()) == 1


@pytest.fixture
def started(folder):
    """A run as a process of its own that waits for more on its standard input."""
    command = [
        sys.executable,
        "-m",
        "mapbench",
        "run",
        "m.yaml",
        "-",
        "-o",
        "out.jsonl",
        "--rejects",
        "bad.jsonl",
    ]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE)
    yield process
    process.kill()
    process.communicate()


def test_ctrl_c_while_waiting_leaves_whole_lines_and_says_what_was_written(started):
    started.stdin.write(b'{"id":1}\n' * 50_000 + b'{"id":')
    started.stdin.flush()
    # A pipe holds far less than that: what could be written has been read, and most of it mapped.
    started.send_signal(signal.SIGINT)
    _, said = started.communicate(timeout=60)
    assert started.returncode == 130, said
    content = Path("out.jsonl").read_bytes()
    assert content.endswith(b"\n")
    lines = content.count(b"\n")
    assert all(json.loads(line)["id"] == 1 for line in content.splitlines())
    assert f"out.jsonl holds {lines:,} whole lines.".encode() in said
    assert f"read {lines:,}, accepted {lines:,}".encode() in said
    assert b"interrupted" in said
    assert b"Traceback" not in said


def test_ctrl_c_in_the_middle_finishes_the_lines_at_work(folder):
    os.mkfifo("out.fifo")
    Path("many.jsonl").write_bytes(b'{"id":1}\n' * 500_000)
    command = [sys.executable, "-m", "mapbench", "run", "m.yaml", "many.jsonl", "-o", "out.fifo"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE)
    with Path("out.fifo").open("rb") as out:
        content = out.read(10_000)
        process.send_signal(signal.SIGINT)
        content += out.read()
    _, said = process.communicate(timeout=60)
    lines = content.count(b"\n")
    assert process.returncode == 130, said
    assert content.endswith(b"\n")
    assert 0 < lines < 500_000
    assert f"read {lines:,}, accepted {lines:,}".encode() in said
    assert f"out.fifo holds {lines:,} whole lines.".encode() in said


@pytest.mark.parametrize("ending", ["jsonl", "json", "csv"])
def test_memory_stays_flat_however_long_the_input_is(folder, ending):
    row = {"jsonl": b'{"id":"%s"}\n', "json": b'{"id":"%s"},\n', "csv": b"%s\n"}[ending] % (b"x" * 300)
    head, tail = {"jsonl": (b"", b""), "json": (b"[", b"{}]"), "csv": (b"id\n", b"")}[ending]
    peaks = []
    for count in (1_000, 150_000):
        Path(f"in.{ending}").write_bytes(head + row * count + tail)
        measured = (
            "import resource, sys; from mapbench.cli.main import run; run(sys.argv[1:]);"
            "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
        )
        argv = ["run", "m.yaml", f"in.{ending}", "-o", "out.jsonl", "--rejects", "bad.jsonl"]
        done = subprocess.run([sys.executable, "-c", measured, *argv], check=True, capture_output=True)
        peaks.append(int(done.stdout))
    assert peaks[1] < peaks[0] + 20_000  # KB; the longer input has 45 MB


def test_a_reader_that_went_away_is_no_error(folder):
    Path("many.jsonl").write_bytes(b'{"id":1}\n' * 100_000)
    command = f"{sys.executable} -m mapbench run m.yaml many.jsonl | head -1"
    done = subprocess.run(command, check=False, shell=True, capture_output=True)
    assert done.stdout.startswith(b'{"id":1')
    assert b"error" not in done.stderr
