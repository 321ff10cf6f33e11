"""How much of what is personal or secret redaction finds, and how much else it takes for it, on records made for that."""

from collections import Counter
from typing import Any

from tests.connect.redact import held_out, labelled
from tests.connect.redact.labelled import leaves, unmarked

from mapbench.connect.redact.redactor import Redactor

KEY = b"the key of these measurements, long enough"


def at(value: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        value = value[step]
    return value


def measured(
    records: list[dict[str, Any]],
) -> tuple[Counter[str], Counter[str], list[str], list[str]]:
    """What had to go and what went, by kind; what was left, and what was taken though nothing in it is marked."""
    wanted, gone, left, taken = Counter[str](), Counter[str](), [], []
    for record in records:
        [made] = Redactor(KEY).redact([unmarked(record)]).records
        for leaf in leaves(record):
            after = at(made, leaf.path)
            for kind, text in leaf.marked:
                wanted[kind] += 1
                if text in str(after):
                    left.append(f"{kind}: {text!r} in {leaf.path}")
                else:
                    gone[kind] += 1
            if not leaf.marked and after != leaf.value:
                taken.append(f"{leaf.path}: {leaf.value!r} became {after!r}")
    return wanted, gone, left, taken


def told(title: str, records: list[dict[str, Any]]) -> tuple[float, float]:
    """Recall and precision over records, printed with every value that was left or wrongly taken."""
    wanted, gone, left, taken = measured(records)
    found = sum(gone.values())
    recall, precision = found / sum(wanted.values()), found / (found + len(taken))
    print(
        f"\n{title}: recall {recall:.3f} ({found} of {sum(wanted.values())}), precision {precision:.3f} ({len(taken)} wrongly)"
    )
    print("  " + ", ".join(f"{kind} {gone[kind]}/{wanted[kind]}" for kind in sorted(wanted)))
    print("".join(f"  left  {one}\n" for one in left) + "".join(f"  taken {one}\n" for one in taken), end="")
    return recall, precision


def test_precision_and_recall_on_the_labelled_records(capsys):
    with capsys.disabled():
        recall, precision = told("redaction", labelled.RECORDS)
    assert recall >= 0.97
    assert precision >= 0.97


def test_precision_and_recall_on_records_written_before_the_rules_were_read(capsys):
    with capsys.disabled():
        recall, precision = told("redaction, held out", held_out.RECORDS)
    assert recall >= 0.98
    assert precision >= 0.98


def test_what_surrounds_a_value_in_a_text_stays():
    [made] = (
        Redactor(KEY)
        .redact([{"body": "Ring Mr. Alder at +47 22 85 05 50 before noon, gate code 4711#."}])
        .records
    )
    assert made["body"].startswith("Ring Mr. ")
    assert made["body"].endswith(" before noon, gate code 4711#.")
