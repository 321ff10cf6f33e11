"""Where YAML stopped reading, the slip of the pen behind it: known by what repairs it, told where it was made."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from mapbench.model.stops import Slip, Stop

_CLOSES = {"{": "}", "[": "]"}
_WANTED = re.compile(r"expected ',' or '(?P<wanted>.)', but got '(?P<got>[^']*)'")
_SURPLUS = re.compile(r"expected <block end>, but found '(?P<got>[}\]])'")
_ENDED = "expected <block end>, but found '<scalar>'"
_MERGE = re.compile(r"(?:<{7}|>{7}) |={7}$")
_TIGHT = re.compile(r"(?P<head>\s*(?:-\s+)*)(?P<key>[A-Za-z_][\w-]*):(?P<rest>[^\s/].*)$")
_TIGHT_DASH = re.compile(r"(?P<head>\s*-)(?P<rest>[A-Za-z_'\"{].*)$")
_NO_COLON = re.compile(r"(?P<head>\s*(?:-\s+)*)(?P<key>[A-Za-z_][\w-]*)(?:\s*=\s*|\s+|$)(?P<rest>[^:]*)$")
_ONE_KEY = re.compile(r"\s*(?:-\s+)*[\w@#.-]+:(?:\s|$)")
_LAST_WORD = re.compile(r"""(?:"[^"]*"|'[^']*'|[^\s,{\[]+)\s*$""")
_TAIL = re.compile(r"[\]},\s]+$")
_COMMENT = re.compile(r"\s+#[^'\"]*$")
_AWAITED = re.compile(r"^(?P<head>\s*(?:-\s+)*)(?P<key>[\w-]+):\s*(?:[|>][-+]?)?\s*$")
_NEAR = 6


def slip_at(stop: Stop) -> Slip | None:
    """The slip that made the parser stop; None where none is recognised."""
    return next((slip for look in _LOOKS if (slip := look(stop)) is not None), None)


def _merge_conflict(stop: Stop) -> Slip | None:
    for number, line in enumerate(stop.lines[: stop.line + 1]):
        if _MERGE.match(line):
            hint = "Keep one of the two sides, and take out the lines with <<<<<<<, ======= and >>>>>>>."
            return Slip(number, 0, "A merge conflict was left open here.", hint)
    return None


def _tab(stop: Stop) -> Slip | None:
    for number in range(stop.line, max(stop.line - 2, -1), -1):
        line = stop.lines[number]
        indentation = line[: len(line) - len(line.lstrip())]
        if "\t" in indentation:
            hint = f"Replace the tab by blanks: {'  ' * max(indentation.count(chr(9)), 1)}{line.strip()}"
            return Slip(
                number,
                indentation.index("\t"),
                "This line is indented with a tab; YAML takes blanks only.",
                hint,
            )
    return None


def _unclosed_quote(stop: Stop) -> Slip | None:
    at_end = stop.said == "found unexpected end of stream" and stop.opened is not None
    start = stop.opened if at_end else stop.quoted[0] if stop.quoted else None
    if start is None or not (at_end or (stop.quoted and start[0] < stop.quoted[1][0] == stop.line)):
        return None
    line, column = stop.lines[start[0]], start[1]
    # A quote that took whole keys in was meant to end before them.
    swallowed = any(map(_ONE_KEY.match, stop.lines[start[0] + 1 : stop.line + 1]))
    best = stop.best(start[0], start[0] + (not swallowed), _closings(line, column))
    if best is None and not at_end:
        return None
    hint = (
        f"Write it as: {best.strip()}"
        if best
        else f"Close it with another {line[column]} where the text ends."
    )
    return Slip(*start, "The quote that opens here is not closed.", hint)


def _closings(line: str, column: int) -> Iterator[str]:
    quote, tail = line[column], _TAIL.search(line)
    comma = line.find(", ", column)
    yield line.rstrip() + quote
    if tail and tail.start() > column and tail.group().strip():
        yield line[: tail.start()] + quote + tail.group()
    if comma > 0:
        yield line[:comma] + quote + line[comma:]


def _more_behind_a_quote(stop: Stop) -> Slip | None:
    if stop.said != _ENDED or not stop.quoted or stop.quoted[1][0] != stop.line:
        return None
    hint = stop.quoted_line(stop.line)
    return Slip(*stop.quoted[1], "A quoted text ends here, and more follows it.", hint) if hint else None


def _bad_escape(stop: Stop) -> Slip | None:
    found = re.match(r"found unknown escape character '(.)'", stop.said)
    if not found or stop.opened is None or stop.opened[0] != stop.line:
        return None
    line, column = stop.lines[stop.line], stop.opened[1]
    end = line.rfind('"')
    inner = line[column + 1 : end].replace('\\"', '"').replace("\\\\", "\\").replace("'", "''")
    hint = f"Write it in single quotes: {line[:column].lstrip()}'{inner}'{line[end + 1 :]}"
    sentence = f"Between double quotes \\ begins an escape, and \\{found.group(1)} is none."
    return Slip(stop.line, max(stop.column - 1, 0), sentence, hint)


def _unclosed_bracket(stop: Stop) -> Slip | None:
    if stop.opened is None or not _WANTED.match(stop.said):
        return None
    number, column = stop.opened
    closing = _CLOSES.get(stop.lines[number][column : column + 1])
    if closing is None:
        return None
    sentence = f"The {stop.lines[number][column]} that opens here is not closed."
    for one in dict.fromkeys((number, stop.before(stop.line))):
        comment = _COMMENT.search(stop.lines[one])
        end = comment.start() if comment else len(stop.lines[one].rstrip())
        candidate = stop.lines[one][:end].rstrip().rstrip(",") + closing + stop.lines[one][end:]
        if one < stop.line and stop.repairs({one: candidate}):
            return Slip(number, column, sentence, f"Write it as: {candidate.strip()}")
    ended = stop.said.endswith("'<stream end>'")
    return Slip(number, column, sentence, f"Close it with {closing} where it ends.") if ended else None


def _opened_last(stop: Stop) -> Slip | None:
    """A bracket with nothing behind it to the end of the file."""
    if not stop.said.endswith("but found '<stream end>'"):
        return None
    number = stop.before(stop.line)
    line = stop.lines[number].rstrip()
    if line[-1:] not in _CLOSES:
        return None
    hint = f"Write it as: {line.strip()}{_CLOSES[line[-1]]}"
    return Slip(number, len(line) - 1, f"The {line[-1]} that opens here is not closed.", hint)


def _wrong_bracket(stop: Stop) -> Slip | None:
    wanted, surplus = _WANTED.match(stop.said), _SURPLUS.match(stop.said)
    line = stop.lines[stop.line]
    before, after = line[: stop.column], line[stop.column + 1 :]
    if wanted and wanted["got"] in _CLOSES.values():
        sentence, candidate = (
            f"A {wanted['wanted']} is expected here, not a {wanted['got']}.",
            before + wanted["wanted"] + after,
        )
    elif surplus:
        sentence, candidate = f"This {surplus['got']} closes nothing.", before + after
    else:
        return None
    hint = f"Write it as: {candidate.strip()}" if stop.repairs({stop.line: candidate}) else ""
    return Slip(stop.line, stop.column, sentence, hint or "Count the brackets and braces of this line.")


def _missing_comma(stop: Stop) -> Slip | None:
    wanted = _WANTED.match(stop.said)
    if wanted is None or wanted["got"] not in (":", "<scalar>", "[", "{"):
        return None
    line, at = stop.lines[stop.line], stop.column
    if wanted["got"] == ":":
        word = _LAST_WORD.search(line[:at])
        at = word.start() if word else at
    number = stop.line
    if not line[:at].strip():
        number = stop.before(number)
        line, at = stop.lines[number], len(stop.lines[number].rstrip())
    if line[:at].rstrip()[-1:] in (":", ",", "{", "[", ""):
        return None
    candidate = f"{line[:at].rstrip()}, {line[at:]}".rstrip()
    if not stop.repairs({number: candidate}):
        return None
    or_quotes = "; or put a text with a colon in quotes." if wanted["got"] == ":" else ""
    return Slip(number, at, "A comma is missing here.", f"Write it as: {candidate.strip()}{or_quotes}")


def _tight(stop: Stop) -> Slip | None:
    for number in stop.suspects(_NEAR):
        line = stop.lines[number]
        if (dash := _TIGHT_DASH.match(line)) and stop.repairs(
            {number: (candidate := f"{dash['head']} {dash['rest']}")}
        ):
            return Slip(
                number,
                dash.end("head"),
                "A blank is missing behind the dash.",
                f"Write it as: {candidate.strip()}",
            )
        if (key := _TIGHT.match(line)) and stop.repairs(
            {number: (candidate := f"{key['head']}{key['key']}: {key['rest']}")}
        ):
            sentence = f"A blank is missing behind the colon of `{key['key']}`."
            return Slip(number, key.start("rest"), sentence, f"Write it as: {candidate.strip()}")
    return None


def _missing_colon(stop: Stop) -> Slip | None:
    for number in stop.suspects(_NEAR):
        key = _NO_COLON.match(stop.lines[number])
        if key is None or _AWAITED.search(stop.lines[stop.before(number)]):
            continue
        candidate = f"{key['head']}{key['key']}: {key['rest']}".rstrip()
        if stop.repairs({number: candidate}):
            sentence = f"A colon is missing behind `{key['key']}`."
            return Slip(number, key.end("key"), sentence, f"Write it as: {candidate.strip()}")
    return None


def _unlike_blank(stop: Stop) -> Slip | None:
    """A no-break space or an invisible character where a blank should be."""
    for number in stop.suspects(_NEAR):
        line = stop.lines[number]
        found = re.search("[\u00a0\u2000-\u200b\u202f\u3000\ufeff]", line)
        candidate = re.sub("[\u00a0\u2000-\u200a\u202f\u3000]", " ", re.sub("[\u200b\ufeff]", "", line))
        if found and stop.repairs({number: candidate}):
            sentence = f"An invisible character (U+{ord(found.group()):04X}) stands here; YAML takes plain blanks only."
            return Slip(number, found.start(), sentence, f"Write it as: {candidate.strip()}")
    return None


def _awaited(stop: Stop) -> Slip | None:
    """A text that its key, or its | or >, awaits, and that does not stand deeper than the key."""
    for number in stop.suspects(_NEAR):
        above = stop.before(number)
        line, key = stop.lines[number], _AWAITED.search(stop.lines[above])
        if key and not _ONE_KEY.match(line) and line.strip():
            column, own = key.end("head") + 2, len(line) - len(line.lstrip())
            if own < column and stop.repairs({number: " " * column + line.lstrip()}):
                sentence = f"The text of `{key['key']}` has to stand deeper than its key."
                return Slip(number, own, sentence, f"Begin it in column {column + 1}.")
    return None


def _indentation(stop: Stop) -> Slip | None:
    line = stop.lines[stop.line]
    if not _ONE_KEY.match(line) and not line.lstrip().startswith("- "):
        return None
    own = len(line) - len(line.lstrip())
    if line[own : stop.column].count(":") and not line.lstrip().startswith("- "):
        return None
    return _moved(stop, own) or _ended_list(stop, own)


def _moved(stop: Stop, own: int) -> Slip | None:
    """The line is told to begin where a line above it does, if that lets the text be read."""
    line = stop.lines[stop.line]
    for number, column, name in stop.columns(line.lstrip().startswith("- ")):
        if column != own and stop.repairs({stop.line: " " * column + line.lstrip()}):
            return _out_of_line(stop.line, own, column, number, name)
    return None


def _ended_list(stop: Stop, own: int) -> Slip | None:
    """A key as far left as the dashes ended their list, so that the next dash comes as a surprise."""
    if not stop.lines[stop.line].lstrip().startswith("- "):
        return None
    first = stop.line
    while first > 0 and re.match(rf" {{{own}}}[^\s#-]", stop.lines[first - 1]):
        first -= 1
    changes = {number: "  " + stop.lines[number] for number in range(first, stop.line)}
    if not changes or not stop.repairs(changes):
        return None
    number, _, name = next(iter(stop.columns(False, first)), (first, 0, "the line above"))
    return _out_of_line(first, own, own + 2, number, name)


def _out_of_line(line: int, own: int, column: int, number: int, name: str) -> Slip:
    return Slip(
        line,
        own,
        "This line is indented otherwise than the lines it belongs to.",
        f"Begin it in column {column + 1}, under {name} of line {number + 1}.",
    )


_LOOKS: tuple[Callable[[Stop], Slip | None], ...] = (
    _merge_conflict, _tab, _unclosed_quote, _more_behind_a_quote, _bad_escape, _unclosed_bracket, _opened_last,
    _wrong_bracket,
    _missing_comma, _unlike_blank, _tight, _missing_colon, _awaited, _indentation,
)  # fmt: skip
