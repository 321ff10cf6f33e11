"""What `mapbench demo` shows, step by step: from asking the endpoints to records out of five packages."""

from __future__ import annotations

from typing import NamedTuple


class Typed(NamedTuple):
    """The words typed after `mapbench`, and the exit code that is expected.

    `lines` of each paragraph are shown, and the beginning of the file `output`, if there is one.
    """

    words: str
    exit_code: int = 0
    lines: int = 6
    output: str | None = None


class Step(NamedTuple):
    """One thing to show: what it shows, and what is typed."""

    shows: str
    typed: tuple[Typed, ...]


class Run(NamedTuple):
    """One of the five mappings: its package's version, the records it reads, where outputs go, how the run ends."""

    mapping: str
    version: str
    inputs: str
    exit_code: int = 0
    options: str = ""

    @property
    def package(self) -> str:
        return f"dist/{self.mapping}-{self.version}.mapkg"

    @property
    def output(self) -> str:
        return f"out/{self.mapping}.jsonl"

    @property
    def rejects(self) -> str:
        return f"out/{self.mapping}.rejects.jsonl"

    @property
    def words(self) -> str:
        options = f"{self.options} " if self.options else ""
        return f"run {self.package} {self.inputs} {options}-o {self.output} --rejects {self.rejects}"


_CONTACTS = "--lookup contacts=fixtures/crm.contact"
RUNS = (
    Run("shopify-order", "1.4.0", "fixtures/shopify.order/*.json", 1, _CONTACTS),
    Run("crm-contact", "1.0.0", "fixtures/crm.contact/*.json", 1),
    Run("netsuite-invoice", "1.0.0", "fixtures/netsuite.invoice/*.json"),
    Run("order-netsuite", "1.0.2", "out/shopify-order.jsonl"),
    Run("order-warehouse", "1.0.0", "out/shopify-order.jsonl"),
)
_FIRST, *_OTHERS = RUNS
STEPS = (
    Step(
        "Connect to the shop: its answer, its records, their fields, what is left of its quota. 60 orders are captured as "
        "fixtures, with stand-ins for everything personal. Which host may see which key has to be said the first time.",
        (Typed("connect shopify.order --capture 60 --allow 127.0.0.1", lines=5),),
    ),
    Step(
        "The CRM and the ERP have other keys, and pages of other kinds. The schema of the shop's catalogue is inferred from what "
        "came, and pinned.",
        (
            Typed("connect crm.contact --capture 40 --allow 127.0.0.1", lines=4),
            Typed("connect netsuite.invoice --capture 30 --allow 127.0.0.1", lines=4),
            Typed("connect shopify.product --capture 20 --pin", lines=4),
        ),
    ),
    Step(
        "A dry run tries a mapping on every fixture: outcomes, errors by rule and by owner, and what no test covers.",
        tuple(Typed(f"dry-run {run.mapping}", run.exit_code, 4) for run in RUNS),
    ),
    Step(
        "Where did the date of the first bad order go wrong? The value at each step of the rule:",
        (Typed("explain shopify-order fixtures/shopify.order/1014.json --target placed_at"),),
    ),
    Step("Every rule is held by test cases, which say what they expect and nothing else.", (Typed("test"),)),
    Step("The project is looked over: what is wrong, where, and whose it is.", (Typed("check"),)),
    Step(
        "What would the next release of the orders do differently from the last one? Both run over the same fixtures.",
        (Typed("diff dist/shopify-order-1.3.0.mapkg shopify-order", 1, 5),),
    ),
    Step(
        "All is well, so the mappings go out as packages: everything they need, the same bytes on every machine.",
        tuple(Typed(f"export {run.mapping}") for run in RUNS),
    ),
    Step(
        "Anybody can verify a package: all that is derived is made again and has to be equal. Its tests came along.",
        (*(Typed(f"verify {run.package}") for run in RUNS), Typed(f"test {_FIRST.package}")),
    ),
    Step(
        "A runtime runs them, without the project: orders of the shop, contacts of the CRM and invoices of the ERP into the "
        "canonical model, and canonical orders out to the ERP and to the warehouse. What cannot be mapped is kept, with its "
        "reasons. The table of contacts is given, since a package carries no live data.",
        tuple(Typed(run.words, run.exit_code, 3, run.output) for run in RUNS),
    ),
)
