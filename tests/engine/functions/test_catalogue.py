import inspect
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from tests.engine.functions.evaluate import call, evaluate

from mapbench.engine.functions.catalogue import CATALOGUE, describe
from mapbench.engine.functions.signature import REQUIRED
from mapbench.engine.texts import written
from mapbench.engine.values import MISSING, Failure

HERE = Path(__file__).parent

#: The functions and parameters of the mapping format, as it names them.
SIGNATURES = """
text(x) upper(x) lower(x) title(x) capitalize(x) trim(x) trim_start(x) trim_end(x) squeeze(x) digits(x) slug(x) remove_accents(x)
left(x,n) right(x,n) before(x,sep) after(x,sep) replace(x,old,new) replace_regex(x,pattern,new) matches(x,pattern)
search(x,pattern) extract(x,pattern,group=1) split(x,sep) join(list,sep) pad_start(x,width,fill=" ") pad_end(x,width,fill=" ")
length(x) contains(x,part) starts_with(x,part) ends_with(x,part) truncate(x,n,end="…")
number(x,decimal=".",group="") integer(x) decimal(x,decimal=".",group="") round(x,digits=0) floor(x) ceil(x) abs(x) min(list,…)
max(list,…) sum(list) average(list) clamp(x,low,high) format_number(x,digits=2,decimal=".",group=",")
date(x,pattern="%Y-%m-%d") datetime(x,pattern="",zone="") format_date(d,pattern) iso(d) add_time(d,n,unit)
difference(start,end,unit) in_zone(d,zone) epoch(d,unit="seconds") from_epoch(n,unit="seconds") start_of(d,unit) year(d) month(d)
day(d) hour(d) minute(d) second(d) weekday(d) now() today(zone="UTC")
coalesce(a,b,…) default(x,y) is_null(x) is_missing(x) is_blank(x) is_number(x) type_of(x)
boolean(x,yes=["true","yes","y","1","on"],no=["false","no","n","0","off"]) between(x,low,high) one_of(x,list) attempt(x,fallback)
error(message)
first(list) last(list) at(list,n) count(list) flatten(list) compact(list) unique(list) sort(list) reverse(list)
unique_by(list,path,…) sort_by(list,path,…) group_by(list,path,…) index_by(list,path,…) min_by(list,path,…) max_by(list,path,…)
entries(object) from_entries(list) keys(object) values(object) merge(a,b,…) pick(object,names) omit(object,names)
rename_keys(object,names) zip(a,b) chunk(list,n) numbered(list) any(list) all(list)
lookup(table,key,otherwise=null) parse_json(x) to_json(x) base64_encode(x) base64_decode(x) url_encode(x) url_decode(x) sha256(x)
hmac_sha256(x,secret) mask(x,keep_last=4,fill="*") pseudonym(x,secret) uuid5(namespace,name)
"""


def test_signatures_are_those_of_the_mapping_format() -> None:
    written_down = SIGNATURES.replace('fill=" "', "fill=BLANK").split()
    described = [
        describe(name).split(" → ")[0].replace('fill=" "', "fill=BLANK").replace(" ", "")
        for name in CATALOGUE
    ]
    assert written_down == described


@pytest.mark.parametrize("name", CATALOGUE)
def test_every_example_gives_its_result(name: str) -> None:
    function = CATALOGUE[name]
    assert name + "(" in function.example
    assert function.result == written(evaluate(function.example))


@pytest.mark.parametrize("name", CATALOGUE)
def test_every_entry_is_complete(name: str) -> None:
    function = CATALOGUE[name]
    assert function.name == name
    assert function.group in {"text", "numbers", "dates", "logic", "collections", "coding"}
    assert function.help.endswith(".")
    assert len(function.help) < 90
    assert "→" in describe(name)
    takes = len(inspect.signature(function.call).parameters) - function.grows - function.clock
    assert takes == sum(
        not (parameter.many and parameter.name == "more") or "_by" not in name
        for parameter in function.parameters
    )


def test_no_secret_has_a_default() -> None:
    secrets = [p for function in CATALOGUE.values() for p in function.parameters if p.kind == "secret"]
    assert len(secrets) == 2
    assert all(parameter.default is REQUIRED for parameter in secrets)


def test_every_function_has_a_test_of_its_name() -> None:
    source = "".join(path.read_text() for path in HERE.glob("test_*.py"))
    without = [name for name in CATALOGUE if f"def test_{name}()" not in source]
    assert without == []


@pytest.mark.parametrize("name", [name for name, function in CATALOGUE.items() if function.parameters])
def test_no_argument_makes_python_fail(name: str) -> None:
    """Every kind of value in every place gives a value or a Failure, nothing else."""
    kinds = ["", "x", " 7 ", "-a.b", 0, 1, -1, 2**63 - 1, 0.5, 1e308, Decimal("0.5"), True, [], [1, None, "x"], [[1]], {}, {"a": 1},
             {"key": "a", "value": 1}, [{"key": "a"}], date(1, 1, 1), evaluate('datetime("9999-12-31T23:59:59Z")'),
             evaluate('datetime("0001-01-01T00:00:00")'), "2026-11-14", "days", "UTC", "%Y", MISSING, None]  # fmt: skip
    messages: list[str] = []
    width = sum(not parameter.many for parameter in CATALOGUE[name].parameters)
    for first in kinds:
        for second in kinds if width > 1 else [None]:
            for third in [0, "x", "days", "UTC", {"a": 1}] if width > 2 else [None]:
                arguments = [first, second, third][:width]
                try:
                    call(name, *arguments)
                except Failure as failure:
                    messages.append(failure.message)
    assert all(messages)


@pytest.mark.parametrize(
    ("name", "place", "literal"),
    [
        ("matches", 1, "("),
        ("search", 1, "(?=x)"),
        ("extract", 1, r"(a)\1"),
        ("replace_regex", 2, r"\x"),
        ("date", 1, "%Q"),
        ("datetime", 2, "Europe/Berln"),
        ("format_date", 1, "%-d"),
        ("add_time", 2, "dayz"),
        ("in_zone", 1, "CETT"),
        ("today", 0, "Mars"),
        ("epoch", 1, "hours"),
        ("number", 1, ".."),
        ("sort_by", 1, "a..b"),
        ("uuid5", 0, "example"),
    ],
)
def test_literals_that_can_never_work_are_known_before_any_record(
    name: str, place: int, literal: str
) -> None:
    refusal = CATALOGUE[name].parameters[place].refusal(literal)
    assert refusal is not None
    assert refusal[0].endswith(".")


@pytest.mark.parametrize(
    ("name", "place", "literal"),
    [
        ("matches", 1, "[A-Z]+"),
        ("replace_regex", 2, r"\1\\"),
        ("date", 1, "%d.%m.%Y"),
        ("datetime", 1, ""),
        ("datetime", 2, ""),
        ("format_date", 1, "%A %%"),
        ("in_zone", 1, "Europe/Berlin"),
        ("start_of", 1, "week"),
        ("number", 2, ""),
        ("sort_by", 1, "-account.name"),
        ("upper", 0, "anything"),
    ],
)
def test_literals_that_work_are_not_refused(name: str, place: int, literal: str) -> None:
    assert CATALOGUE[name].parameters[place].refusal(literal) is None
