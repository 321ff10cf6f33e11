"""Documents and samples that real systems published: imported, mapped to the example's canonical model, run; every output valid.

They are no part of the repository: the tests skip where they are not beside it.
"""

import json
import shutil
import time
from pathlib import Path

import pytest
from tests.published import (
    CUSTOMER,
    INVOICE,
    ORDER,
    SHOPIFY_CUSTOMER,
    SHOPIFY_ORDER,
    STRIPE_CUSTOMER,
    STRIPE_ORDER,
)

from mapbench.cli.main import run
from mapbench.connect.importing import reading
from mapbench.connect.importing.imported import SeveralParts, Wish
from mapbench.connect.importing.importing import import_file

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared" / "data"
STOREFRONT = ROOT / "projects" / "storefront"
XERO = SHARED / "xero-accounting-openapi.yaml"


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    if not SHARED.is_dir():
        pytest.skip("the published documents are not beside this repository")
    return shutil.copytree(
        STOREFRONT,
        tmp_path_factory.mktemp("imported") / "storefront",
        ignore=shutil.ignore_patterns(".mapbench"),
    )


def ran(project, mapping, records):
    """The outputs of a mapping over records, all of which have to be accepted."""
    name = mapping.split()[1]
    (project / "mappings" / f"{name}.yaml").write_text(mapping.lstrip(), "utf-8")
    (project / "in.json").write_text(json.dumps(records), "utf-8")
    out = project / "out.jsonl"
    assert run(["-C", str(project), "run", name, str(project / "in.json"), "-o", str(out)]) == 0
    found = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert len(found) == len(records) > 0
    return found


@pytest.mark.parametrize(
    ("dataset", "operation", "path", "mapping"),
    [
        ("xero.invoice", "getInvoice", "/Invoices/{InvoiceID}", INVOICE),
        ("xero.contact", "GET /Contacts", "/Contacts", CUSTOMER),
        ("xero.purchase-order", "getPurchaseOrders", "/PurchaseOrders", ORDER),
    ],
    ids=["invoice", "customer", "order"],
)
def test_operations_of_a_published_api_are_mapped_to_the_canonical_model(
    project, dataset, operation, path, mapping
):
    assert run(["-C", str(project), "import", str(XERO), "--as", dataset, "--operation", operation]) == 0
    name = path.split("/")[1]
    assert f'records: "$.{name}[*]"' in (project / "systems/xero.yaml").read_text("utf-8")
    media = reading.read_value(XERO)["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]
    records = [one for one in media["example"][name] if one.get("LineItems", True)]
    assert all(len(output) >= 5 for output in ran(project, mapping, records))


@pytest.mark.parametrize(
    ("name", "mapping", "expected"),
    [
        ("order", SHOPIFY_ORDER, {"order_id": "450789469", "status": "AUTHORIZED", "currency": "USD"}),
        ("customer", SHOPIFY_CUSTOMER, {"contact_id": "207119551", "segment": "customer"}),
    ],
    ids=["order", "customer"],
)
def test_samples_of_a_shop_are_inferred_and_mapped(project, name, mapping, expected):
    sample = SHARED / f"shopify-{name}.json"
    assert run(["-C", str(project), "import", str(sample), "--as", f"myshop.{name}"]) == 0
    output = ran(project, mapping, [json.loads(sample.read_bytes())[name]])[0]
    assert {key: output[key] for key in expected} == expected
    assert "Norman" not in (project / "schemas" / f"myshop.{name}.json").read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "mapping"), [("customer", STRIPE_CUSTOMER), ("invoice", STRIPE_ORDER)], ids=["customer", "order"]
)
def test_samples_of_a_payment_service_are_inferred_and_mapped(project, name, mapping):
    path = SHARED / "stripe-fixtures.json"
    assert (
        run(
            [
                "-C",
                str(project),
                "import",
                str(path),
                "--as",
                f"stripe.{name}",
                "--records",
                f"$.resources.{name}",
            ]
        )
        == 0
    )
    record = json.loads(path.read_bytes())["resources"][name]
    output = ran(project, mapping, [record])[0]
    assert record["id"] in {output.get("order_id"), output.get("contact_id")}


def test_no_rule_of_these_mappings_reads_what_the_imported_schemas_lack(project, capsys):
    capsys.readouterr()
    run(["-C", str(project), "check", "--format", "json"])
    found = json.loads(capsys.readouterr().out)["findings"]
    mine = ("xero-", "sample-", "stripe-")
    said = [one for one in found if any(name in json.dumps(one) for name in mine)]
    assert len(said) > 0, "new mappings have no tests, at least"
    assert [one for one in said if one["code"] in {"MB000", "MB503", "MB607"}] == []


def test_operations_of_a_published_api_have_schemas(project):
    """The document has 0.9 MB of YAML; the CPU time is that of the first look at it."""
    reading._read.clear()
    began = time.process_time()
    with pytest.raises(SeveralParts) as several:
        import_file(XERO, "xero.x", Wish())
    spent = time.process_time() - began
    parts = several.value.parts
    assert len(parts) == 204
    assert spent < 2
    for part in parts[::6]:
        assert import_file(XERO, "xero.x", Wish(part.name)).schema
