import errno
import os
import signal
import subprocess
import sys

import click
import pytest

import mapbench as package
from mapbench.cli.commands import COMMANDS, load_command
from mapbench.cli.main import cli
from mapbench.errors import LoadError, MapbenchError, Place, Problem

MAPBENCH = [sys.executable, "-m", "mapbench"]


@pytest.fixture
def failing(monkeypatch, mapbench):
    """Types a command that does what it is told, however it ends."""

    def type_(act):
        @click.command("boom")
        def boom():
            return act()

        monkeypatch.setattr(cli, "resolve_command", lambda _ctx, _args: ("boom", boom, []))
        return mapbench("boom")

    return type_


def raising(failure):
    def act():
        raise failure

    return act


@pytest.mark.parametrize("name", COMMANDS)
def test_the_table_says_what_the_command_says(name):
    entry = COMMANDS[name]
    command = load_command(entry)
    assert command.name == name
    assert command.get_short_help_str(limit=200) == entry.help


def test_help_lists_every_command_and_imports_none():
    modules = [entry.where.partition(":")[0] for entry in COMMANDS.values()]
    code = (
        "import sys\nfrom mapbench.cli.main import run\nassert run(['--help']) == 0\n"
        f"assert not [name for name in {modules} if name in sys.modules]"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert shown.returncode == 0, shown.stderr
    for name, entry in COMMANDS.items():
        assert f"  {name}" in shown.stdout
        assert entry.help in shown.stdout


def test_without_a_terminal_there_is_no_workbench(mapbench, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for words in ((), (tmp_path,)):
        answer = mapbench(*words)
        assert answer.exit_code == 2
        assert answer.stderr.startswith("error: The workbench needs a terminal.\n  hint: ")
        assert answer.stdout == ""


@pytest.fixture
def opening(mapbench, monkeypatch):
    """Types a command as if on a terminal; the folders that the workbench was opened on."""
    import types

    folders = []
    module = types.ModuleType("workbench_of_a_test")
    module.open_workbench = lambda folder, _example: folders.append(folder) or 0
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setattr("mapbench.cli.front.on_terminal", lambda: True)

    def type_(*words):
        from mapbench.cli.main import run

        assert run([str(word) for word in words], front=module.__name__) == 0
        return folders

    return type_


def test_a_folder_in_place_of_a_command_is_opened(opening, tmp_path):
    (tmp_path / "mapbench.yaml").write_text("project: p\n")
    assert opening(tmp_path) == [tmp_path]


def test_a_folder_without_a_project_is_opened_as_it_is(opening, tmp_path):
    assert opening(tmp_path) == [tmp_path]


def test_a_project_is_found_from_a_folder_inside_it(opening, tmp_path, monkeypatch):
    (tmp_path / "mapbench.yaml").write_text("project: p\n")
    (tmp_path / "mappings").mkdir()
    monkeypatch.chdir(tmp_path / "mappings")
    assert opening() == [tmp_path]
    assert opening(tmp_path / "mappings") == [tmp_path, tmp_path]
    assert opening("-C", tmp_path) == [tmp_path] * 3


def test_without_a_project_the_folder_here_is_opened(opening, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert opening() == [tmp_path]


def test_a_named_folder_without_a_project_is_refused(mapbench, tmp_path):
    answer = mapbench("-C", tmp_path)
    assert answer.exit_code == 2
    assert f"The folder '{tmp_path}' is no project: it has no mapbench.yaml." in answer.stderr


def test_an_unknown_command_gets_the_nearest(mapbench):
    answer = mapbench("chekc")
    assert answer.exit_code == 2
    assert answer.stdout == ""
    assert answer.stderr == "error: No such command 'chekc'.\n  hint: Did you mean `check`?\n"


def test_an_unknown_option_points_to_help(mapbench):
    answer = mapbench("--frobnicate")
    assert answer.exit_code == 2
    assert answer.stderr.endswith("  hint: See `mapbench --help`.\n")


@pytest.mark.parametrize("flag", ["--version", "-V"])
def test_version_says_the_same_with_and_without_click(mapbench, flag):
    quick = subprocess.run([*MAPBENCH, flag], capture_output=True, text=True, check=True).stdout
    assert quick == mapbench(flag).stdout == f"mapbench {package.__version__}\n"


@pytest.mark.parametrize(("returned", "code"), [(None, 0), (0, 0), (1, 1), (3, 3), ("text", 0), (True, 0)])
def test_a_command_returns_its_exit_code(failing, returned, code):
    assert failing(lambda: returned) == (code, "", "")


@pytest.mark.parametrize(
    ("failure", "code"),
    [(click.exceptions.Exit(1), 1), (SystemExit(3), 3), (SystemExit(None), 0), (click.Abort(), 130)],
)
def test_other_ways_to_end_keep_their_code(failing, failure, code):
    assert failing(raising(failure)).exit_code == code


def test_an_error_is_one_sentence_and_a_hint(failing):
    answer = failing(raising(MapbenchError("Nothing fits.", "Try another.", Place("m.yaml", 3, 5))))
    assert answer == (2, "", "m.yaml:3:5: error: Nothing fits.\n  hint: Try another.\n")


def test_an_error_brings_its_own_exit_code(failing):
    class NoVerdictError(MapbenchError):
        exit_code = 3

    assert failing(raising(NoVerdictError("There are no cases."))) == (3, "", "error: There are no cases.\n")


def test_a_refused_file_tells_every_problem_relative_to_here(failing, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    problems = [
        Problem(
            "Unknown key 'trget'.", "Did you mean 'target'?", Place(str(tmp_path / "m.yaml"), 2, 3), "MB601"
        ),
        Problem("No version.", place=Place("/elsewhere/n.yaml")),
    ]
    assert failing(raising(LoadError(problems))).stderr == (
        "m.yaml:2:3: error: Unknown key 'trget'. [MB601]\n  hint: Did you mean 'target'?\n"
        "/elsewhere/n.yaml: error: No version.\n"
    )


def test_many_problems_are_told_in_part(failing):
    answer = failing(raising(LoadError(Problem(f"No {n}.") for n in range(50))))
    assert answer.stderr.count("error:") == 20
    assert answer.stderr.endswith("… and 30 more\n")


@pytest.mark.parametrize(
    ("failure", "sentence"),
    [
        (
            OSError(errno.ENOSPC, "No space left on device", "out.jsonl"),
            "The disk is full, writing 'out.jsonl'.",
        ),
        (OSError(errno.ENOSPC, "No space left on device"), "The disk is full."),
        (OSError(errno.EACCES, "Permission denied", b"out"), "There is no permission for 'out'."),
        (OSError(errno.ENOENT, "No such file", "in.json"), "There is no file 'in.json'."),
        (OSError(errno.EISDIR, "Is a directory", "in"), "A file was expected, but 'in' is a folder."),
        (OSError(errno.EIO, "Input/output error", "in"), "The system refused 'in': Input/output error."),
    ],
)
def test_what_the_system_refuses_is_one_sentence(failing, failure, sentence):
    answer = failing(raising(failure))
    assert answer.exit_code == 2
    assert answer.stderr.splitlines()[0] == f"error: {sentence}"


@pytest.mark.parametrize("failure", [KeyError("x"), RecursionError("deep"), MemoryError(), EOFError()])
def test_our_own_mistakes_show_no_traceback(failing, failure):
    answer = failing(raising(failure))
    assert answer.exit_code == 2
    assert answer.stderr.startswith(f"error: internal error, {type(failure).__name__}")
    assert "MAPBENCH_DEBUG=1" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_debug_shows_the_traceback(failing, monkeypatch):
    monkeypatch.setenv("MAPBENCH_DEBUG", "1")
    assert "Traceback" in failing(raising(KeyError("x"))).stderr


def test_an_interrupt_is_130(failing):
    assert failing(raising(KeyboardInterrupt())) == (130, "", "interrupted\n")


def typed(code, **kwargs):
    """Starts a process whose `boom` command runs the code."""
    program = (
        "import sys, click\nfrom mapbench.cli import main\n"
        f"@click.command('boom')\ndef boom():\n    {code}\n"
        "main.cli.resolve_command = lambda ctx, args: ('boom', boom, [])\nsys.exit(main.run(['boom']))"
    )
    return subprocess.Popen([sys.executable, "-c", program], stderr=subprocess.PIPE, text=True, **kwargs)


def test_a_reader_that_leaves_is_no_error():
    read, write = os.pipe()
    os.close(read)
    process = typed("sys.stdout.write('x' * 1_000_000)", stdout=write)
    os.close(write)
    assert process.communicate() == (None, "")
    assert process.returncode == 0


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no /dev/full")  # noqa: PTH110
def test_a_full_disk_behind_stdout_is_one_sentence():
    with open("/dev/full", "w") as full:  # noqa: PTH123
        process = typed("sys.stdout.write('x')", stdout=full)
        assert process.communicate()[1].splitlines()[0] == "error: The disk is full."
    assert process.returncode == 2


@pytest.mark.parametrize(
    ("words", "code"), [("--version >/dev/full", 2), ("--version >&-", 0), ("--help >&-", 0)]
)
def test_a_stdout_that_takes_nothing_shows_no_traceback(words, code):
    shown = subprocess.run(
        ["sh", "-c", f'"$0" -m mapbench {words}', sys.executable], capture_output=True, text=True, check=False
    )
    assert shown.returncode == code
    assert shown.stderr == (
        "error: The disk is full.\n  hint: Make room, or write elsewhere with -o.\n" * (code // 2)
    )


def test_ctrl_c_ends_a_running_command():
    process = typed(
        "print('ready', flush=True); __import__('threading').Event().wait()", stdout=subprocess.PIPE
    )
    assert process.stdout.readline() == "ready\n"
    process.send_signal(signal.SIGINT)
    assert process.communicate() == ("", "interrupted\n")
    assert process.returncode == 130


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shells_are_given_a_completion_script(shell):
    environment = {**os.environ, "_MAPBENCH_COMPLETE": f"{shell}_source"}
    shown = subprocess.run(MAPBENCH, env=environment, capture_output=True, text=True, check=False)
    assert (shown.returncode, shown.stderr) == (0, "")
    assert "_MAPBENCH_COMPLETE" in shown.stdout


def test_commands_are_completed():
    environment = {
        **os.environ,
        "_MAPBENCH_COMPLETE": "bash_complete",
        "COMP_WORDS": "mapbench ex",
        "COMP_CWORD": "1",
    }
    shown = subprocess.run(MAPBENCH, env=environment, capture_output=True, text=True, check=False)
    assert shown.stdout == "plain,explain\nplain,export\n"
