"""A small project whose mapping goes out as a sheet, and the sheet as somebody without mapbench edits it."""

import json

import openpyxl
from tests.checks.conftest import Shop

MAPPING = """\
# orders
mapping: shop-order
owner: order-ops   # who answers
source: shop.order
target: order@1
rules:
- {target: order_id, source: id, formula: text(value)}
- {target: email, source: email, default: unknown}   # never empty
- target: status
  source: status
  lookup: states
- target: lines
  each: lines[*]
  rules:
  - {target: qty, source: qty, default: 0}
- target: customer
  rules:
  - {target: id, constant: web}
"""
PATH = "mappings/shop-order.yaml"


def specified_shop(folder):
    """The project on disk."""
    made = Shop(folder)
    made.put(PATH, MAPPING)
    made.put("lookups/states.yaml", "lookup: states\n# two\nentries: {paid: PAID, open: OPEN}\n")
    return made


class Sheet:
    def __init__(self, path):
        self.path = path
        self.book = openpyxl.load_workbook(path)
        self.rules = self.book["Rules"]
        self.columns = {cell.value: cell.column for cell in self.rules[1]}

    def row(self, target):
        return next(row[0].row for row in self.rules.iter_rows() if row[0].value == target)

    def edit(self, target, /, **cells):
        row = self.row(target)
        for name, value in cells.items():
            self.rules.cell(row, self.columns[name]).value = value
        self.book.save(self.path)

    def add(self, target, /, **cells):
        self.rules.cell(self.rules.max_row + 1, 1).value = target
        self.edit(target, **cells)

    def delete(self, target):
        self.rules.delete_rows(self.row(target))
        self.book.save(self.path)


def text(shop, name=PATH):
    return (shop.folder / name).read_text()


def proposed(mapbench, *words):
    answer = mapbench("import", "s.xlsx", "--into", "shop-order", "--format", "json", *words)
    return answer.exit_code, json.loads(answer.stdout)
