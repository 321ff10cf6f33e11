"""`mapbench drift`: exit codes, what breaks and whose it is, renames, re-binding."""

import json

import pytest
from tests.drift.shop import PINNED, Shop, record, renamed

from mapbench.workspace.workspace import Workspace

OTHER = [renamed(record(number), email="contact_email", qty="quantity") for number in (1, 2, 3)]


@pytest.fixture
def shop(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return Shop(tmp_path)


@pytest.fixture
def answered(shop):
    """The shop after an answer in which `email` and `qty` are called something else, and `note` is gone."""
    shop.answer([{name: value for name, value in one.items() if name != "note"} for one in OTHER])
    return shop


def test_no_drift_is_yes(mapbench, shop):
    answer = mapbench("drift")
    assert (answer.exit_code, answer.stdout) == (0, "shop.order  as pinned  (4 fixture records)\n")


def test_a_change_that_no_rule_reads_is_yes_too(mapbench, shop):
    shop.answer([record(number, note=..., more=1) for number in (1, 2)])
    answer = mapbench("drift", "shop.order")
    assert answer.exit_code == 0
    assert "2 changes, none that breaks a rule" in answer.stdout
    assert "more  is new (integer)" in answer.stdout


def test_a_change_that_rules_read_is_no_with_rules_owners_tests_and_a_guess(mapbench, answered):
    answer = mapbench("drift", "shop.order")
    assert answer.exit_code == 1
    lines = answer.stdout.splitlines()
    assert lines[0] == (
        "shop.order  2 changes that rules read  (4 fixture records; the endpoint, 3 records, as it answered on 14 Nov 2026)"
    )
    at = lines.index("  email is gone since 14 Nov 2026 (was string (email), required)")
    assert lines[at + 1 : at + 5] == [
        "    breaks broken/mail (finance) mappings/broken.yaml:5:12",
        "    breaks order/mail (crm-team) mappings/order.yaml:8:12; 1 test: a paid order",
        "    breaks lookup mails (crm-team) lookups/mails.yaml:3:10",
        "    may be contact_email now: 1.00, same values (3 of 3), name 0.90 alike, both email",
    ]
    assert lines[-1] == (
        "  next: mapbench drift shop.order --rebind email=contact_email --rebind 'lines[*].qty=lines[*].quantity'"
    )


def test_what_cannot_be_known_is_neither(mapbench, shop):
    for name, reason in (("shop.bare", "no schema is pinned"), ("shop.quiet", "its endpoint was never asked, and there are no fixtures")):  # fmt: skip
        answer = mapbench("drift", name)
        assert (answer.exit_code, reason in answer.stdout) == (3, True)
    assert mapbench("drift", "shop").exit_code == 0, "what nothing reads is not looked at"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["shop.ordr"], "error: There is no dataset 'shop.ordr'.\n  hint: Did you mean 'shop.order'?"),
        (["shp"], "error: There is no system 'shp'.\n  hint: Did you mean 'shop'?"),
        (["shop.order", "--rebind", "emial=note"], "error: No rule reads 'emial' of shop.order.\n  hint: Did you mean 'email'?"),
        (["shop.order", "--rebind", "note=status"], "error: No rule reads note of shop.order."),
        (["shop.order", "--rebind", "email"], "error: --rebind takes NAME=VALUE, not 'email'."),
        (["shop", "--rebind", "a=b"], "error: --rebind needs to know whose field it is."),
        (["shop.order", "--rebind", "a..b=note"], "error: "),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_one_sentence_and_changes_nothing(mapbench, shop, words, message):
    before = (shop.folder / "mappings/order.yaml").read_bytes()
    answer = mapbench("drift", *words)
    assert answer.exit_code == 2
    assert answer.stderr.startswith(message)
    assert (shop.folder / "mappings/order.yaml").read_bytes() == before


def test_a_broken_pin_is_told_with_its_place(mapbench, shop):
    shop.put("schemas/shop.order.json", "{nope")
    answer = mapbench("drift")
    assert answer.exit_code == 2
    assert "schemas/shop.order.json:1:2" in answer.stderr


def test_rebinding_rewrites_every_rule_table_and_test_in_one_step(mapbench, answered):
    answer = mapbench("drift", "shop.order", "--rebind", "email=contact_email", "--rebind", "lines.qty=lines.quantity")  # fmt: skip
    assert answer.exit_code == 0, answer.stdout
    told = answer.stdout.splitlines()
    assert told[0] == (
        "Re-bind email to contact_email and 1 more in shop.order: 4 rules in "
        "lookups/mails.yaml, mappings/broken.yaml, mappings/order.yaml, tests/order.yaml"
    )
    mapping = (answered.folder / "mappings/order.yaml").read_text()
    assert "{target: mail, source: contact_email, owner: crm-team, formula: lower(value)}" in mapping
    assert "where: line.quantity > 0" in mapping
    assert "value: contact_email" in (answered.folder / "lookups/mails.yaml").read_text()
    cases = (answered.folder / "tests/order.yaml").read_text()
    assert "record: {id: 1, contact_email: A@x.io, status: paid, lines: [{sku: A, quantity: 1}]}}   # one of many" in cases  # fmt: skip
    assert mapbench("test", "order").exit_code == 0
    with Workspace.open(answered.folder) as workspace:
        assert [step.name for step in workspace.steps] == [
            "Re-bind email to contact_email and 1 more in shop.order"
        ]
        workspace.undo()
    assert "source: email" in (answered.folder / "mappings/order.yaml").read_text()


def test_a_field_that_nobody_has_yet_may_be_read_and_that_is_said(mapbench, shop):
    answer = mapbench("drift", "shop.order", "--rebind", "email=e_mail")
    assert (
        "note: neither a record nor the pin of shop.order has 'e_mail'. Did you mean 'email'?"
        in answer.stderr
    )
    assert "source: e_mail" in (shop.folder / "mappings/order.yaml").read_text()
    assert answer.exit_code == 1
    assert "e_mail is neither pinned nor in any record" in answer.stdout


def test_a_subtree_is_re_bound_with_its_top(mapbench, shop):
    shop.answer([renamed(record(number), address="place") for number in (1, 2)])
    assert mapbench("drift", "shop.order", "--rebind", "address=place").exit_code == 0
    mapping = (shop.folder / "mappings/order.yaml").read_text()
    assert "  source: place\n" in mapping
    assert "{target: city, source: city}" in mapping


def test_a_rule_whose_field_is_gone_stays_with_its_history(mapbench, answered):
    answered.put("mappings/more.yaml", "mapping: more\nowner: web\nsource: shop.order\nrules:\n- {target: n, source: note}\n")  # fmt: skip
    pinned = {name: one for name, one in PINNED["properties"].items() if name != "note"}
    answered.pin({**PINNED, "properties": pinned})
    answered.capture([record(number, note=...) for number in range(1, 5)])
    answer = mapbench("drift", "shop.order")
    assert answer.exit_code == 1
    assert "note is neither pinned nor in any record, gone since 14 Nov 2026, it was string\n    breaks more/n (web) mappings/more.yaml:5:12" in answer.stdout  # fmt: skip
    assert "next: nothing new resembles note: give the rules another source, or write `unmapped: REASON`" in answer.stdout  # fmt: skip
    found = json.loads(mapbench("drift", "shop.order", "--format", "json").stdout)
    (broken,) = [one for one in found["broken"] if one["path"] == "note"]
    assert (broken["since"][:10], broken["rules"][0]["owner"]) == ("2026-11-14", "web")


def test_as_json_every_change_has_its_rules_and_its_guess(mapbench, answered):
    (found,) = json.loads(mapbench("drift", "--format", "json").stdout)
    assert (found["dataset"], found["verdict"], found["on_drift"]) == ("shop.order", "drift", "freeze")
    mail = next(one for one in found["changes"] if one["path"] == "email")
    assert (mail["kind"], mail["matters"], mail["rename"]["new"]) == ("removed", True, "contact_email")
    assert [one["mapping"] for one in mail["rules"]] == ["broken", "order", None]


def test_as_annotations_every_rule_has_a_line(mapbench, answered):
    answer = mapbench("drift", "--format", "github")
    first = answer.stdout.splitlines()[0]
    assert first.startswith("::error file=mappings/broken.yaml,line=5,col=12,title=drift shop.order broken/mail (finance)::email of shop.order is gone")  # fmt: skip
    assert "%0AIt may be contact_email now." in first
    assert len(answer.stdout.splitlines()) == 4


MAPPING = """\
mapping: order
version: 1.0.0
owner: order-ops
source: shop.order
rules:
- {target: id, source: id}
- {target: mail, source: email}
- {target: lines, each: "lines[*]", rules: [{target: qty, source: qty}]}
"""


@pytest.mark.parametrize(
    ("policy", "code", "accepted"), [("freeze", 0, 2), ("reject", 1, 1), ("drop-value", 0, 2)]
)
def test_run_and_dry_run_and_a_package_do_alike(mapbench, shop, policy, code, accepted):
    for name in ("mappings/broken.yaml", "tests/order.yaml", "lookups/mails.yaml"):
        (shop.folder / name).unlink()
    for path in (shop.folder / "fixtures/shop.order").iterdir():
        path.unlink()
    shop.put("mapbench.yaml", f"project: shop\npolicies: {{on_drift: {policy}}}\n")
    shop.put("mappings/order.yaml", MAPPING)
    shop.capture([record(1), record(2, lines=[{"qty": "two"}, {"qty": 2}])])
    files = sorted(map(str, (shop.folder / "fixtures/shop.order").iterdir()))
    assert mapbench("dry-run", "order").exit_code == code
    ran = mapbench("run", "order", *files, "-o", "out.jsonl", "--format", "json")
    assert (ran.exit_code, json.loads(ran.stderr)["accepted"]) == (code, accepted)
    built = mapbench("export", "order", "--draft", "-o", "built")
    assert built.exit_code == 0, built.stderr
    (package,) = shop.folder.glob("built/*.mapkg")
    ran = mapbench("run", package, *files, "-o", "out.jsonl", "--allow-draft", "--format", "json")
    assert (ran.exit_code, json.loads(ran.stderr)["accepted"]) == (code, accepted)
