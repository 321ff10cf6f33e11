"""What is wrong inside a file is told though nothing uses the file yet."""

from pathlib import Path

import pytest

from mapbench.project.project import Project
from mapbench.project.template import make_project

FUNCTION = "function: clean-phone\nowner: order-ops\nparameters: [phone]\nformula: digits(phone)\nexamples:\n- {given: ['+1 (555)'], expect: '1555'}\n"
FLOW = "flow: f\nowner: order-ops\nsource: shop.order\ninbound: shop-order@0\n"
TABLE = "lookup: country\nowner: order-ops\nfile: country.csv\nkey: iso2\nvalue: name\n"
CSV = "iso2,name\nDE,Germany\nFR,France\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    make_project(tmp_path / "shop")
    for name, text in {
        "functions/clean-phone.yaml": FUNCTION, "flows/f.yaml": FLOW, "lookups/country.yaml": TABLE, "lookups/country.csv": CSV,
    }.items():  # fmt: skip
        (tmp_path / "shop" / name).parent.mkdir(exist_ok=True)
        (tmp_path / "shop" / name).write_text(text)
    return tmp_path / "shop"


def test_a_project_without_faults_has_no_problems(folder: Path) -> None:
    assert Project.open(folder).problems == []


@pytest.mark.parametrize(
    ("file", "written", "instead", "place", "message", "hint"),
    [
        ("functions/clean-phone.yaml", "digits(", "digit(", "4:10", "Unknown function digit.", "Did you mean 'digits'?"),
        ("functions/clean-phone.yaml", "(phone)", "(phne)", "4:17", "Unknown name phne.", "Did you mean phone?"),
        ("functions/clean-phone.yaml", "'1555'", "'555'", "6:33", 'The example expects "555"; clean-phone gives "1555".', "Correct the formula, or the example."),
        ("functions/clean-phone.yaml", "['+1 (555)']", "[5]", "6:24", 'The example expects "1555"; clean-phone gives an error: digits() needs text for x, not a number.', "Correct the formula, or the example."),
        ("functions/clean-phone.yaml", "['+1 (555)']", "[]", "6:11", "clean-phone takes 1 values; the example gives 0.", "Give one for each of phone."),
        ("flows/f.yaml", "@0", "@7", "4:10", "There is no shop-order@7: the mapping is at 0.1.0, and dist/ has no other.", "Write shop-order@0."),
        ("lookups/country.yaml", "country.csv", "contry.csv", "3:7", "There is no file 'contry.csv'; it is looked for from the table's own folder.", "Did you mean 'country.csv'?"),
        ("lookups/country.yaml", "iso2", "iso", "2:None", "The row has no column 'iso'.", "Did you mean 'iso2'?"),
        ("lookups/country.csv", "iso2,name", "iso2;name", "1:1", "The header is a single cell, as its names are parted by semicolons.", "Save the table with commas between the cells."),
        ("canonical/order.yaml", "key: [order_id]", "key: [orderid]", "5:7", "The key names orderid, which the schema does not have.", "Did you mean 'order_id'?"),
        ("canonical/order.yaml", "required: [order_id", "required: [ordr_id", "9:14", "`required` names ordr_id, which the schema does not have.", "Did you mean 'order_id'?"),
        ("canonical/order.yaml", "required: [order_id", "requred: [order_id", "9:12", "The schema at /requred is refused: requred is no keyword, so nothing would be checked.", "Did you mean 'required'?"),
        ("canonical/order.yaml", "schema:\n", "assert:\n- that: is_blank(email) or placed_ad > email\nschema:\n", "8:28", "The assertion reads placed_ad, which the schema does not have.", "Did you mean 'placed_at'?"),
    ],
)  # fmt: skip
def test_a_slip_inside_a_file_is_told_once_where_it_was_made(
    folder: Path, file: str, written: str, instead: str, place: str, message: str, hint: str
) -> None:
    text = (folder / file).read_text()
    assert written in text
    (folder / file).write_text(text.replace(written, instead, 1))
    [found] = Project.open(folder).problems
    assert (found.message, found.hint, f"{found.place.line}:{found.place.column}") == (message, hint, place)


def test_a_flow_may_run_a_released_major(folder: Path) -> None:
    (folder / "dist").mkdir(exist_ok=True)
    (folder / "dist/shop-order-7.0.1.mapkg").write_bytes(b"")
    (folder / "flows/f.yaml").write_text(FLOW.replace("@0", "@7"))
    assert Project.open(folder).problems == []
