"""Whatever somebody does to a package after it was made is refused, each with its own error."""

import json
from hashlib import sha256

import pytest
from tests.packages import shop

from mapbench.packages import errors as e
from mapbench.packages.archive import pack, unpack
from mapbench.packages.contents import sums_of
from mapbench.packages.package import load
from mapbench.packages.verify import verify

NAMES = sorted(
    [
        "CHANGES.md", "SHA256SUMS", "fixtures/odd_v1/_c3_a4_202.json", "fixtures/web.customer/7.json",
        "fixtures/web.order/1.json", "fixtures/web.order/2.json", "golden.jsonl", "governance.json", "lineage.json",
        "lookups/state.json", "lookups/zone.json", "manifest.json", "mapping.yaml", "program.json",
        "schemas/order_v2.json", "schemas/web.order.json", "tests.yaml",
    ]
)  # fmt: skip
#: What nothing follows from and what follows from nothing: only the sums hold it.
FREE = {"CHANGES.md", "tests.yaml"}


@pytest.fixture
def verified(tmp_path_factory):
    """Verifies files as a zip file and as a tree: both give the same answer."""

    def check(files):
        tmp_path = tmp_path_factory.mktemp("tampered")
        (tmp_path / "a.mapkg").write_bytes(pack(files))
        for name, content in files.items():
            path = tmp_path / "tree" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        answers = []
        for way in ("a.mapkg", "tree"):
            try:
                answers.append(verify(tmp_path / way).digest)
            except e.PackageError as refused:
                answers.append((type(refused), refused.entry))
        assert answers[0] == answers[1]
        return answers[0]

    return check


def test_the_package_has_these_files(files):
    assert sorted(files) == NAMES


def test_untouched_it_is_verified(files, verified):
    assert len(verified(files)) == 64


@pytest.mark.parametrize("name", [name for name in NAMES if name != "SHA256SUMS"])
def test_a_changed_file_is_refused(files, verified, name):
    assert verified({**files, name: files[name] + b" "}) == (e.WrongSumError, name)


@pytest.mark.parametrize("name", NAMES)
def test_a_missing_file_is_refused(files, verified, name, tmp_path):
    del files[name]
    if name != "manifest.json":
        assert verified(files) == (e.MissingFileError, name)
        return
    (tmp_path / "a.mapkg").write_bytes(pack(files))
    with pytest.raises(e.MissingFileError):
        verify(tmp_path / "a.mapkg")
    with pytest.raises(e.UnreadableError):
        load(tmp_path)


def test_an_added_file_is_refused(files, verified):
    assert verified({**files, "more.txt": b"x"}) == (e.UnlistedFileError, "more.txt")


@pytest.mark.parametrize("name", [name for name in NAMES if name not in ("SHA256SUMS", "manifest.json")])
def test_a_renamed_file_is_refused(files, verified, name):
    files[name + ".old"] = files.pop(name)
    assert verified(files) == (e.RenamedFileError, name)


def test_attestations_may_be_added(files, verified):
    digest = verified(files)
    assert verified({**files, "attestations/dana.sig": b"signed"}) == digest


@pytest.mark.parametrize(
    "name", [name for name in NAMES if name not in ("SHA256SUMS", "manifest.json", *FREE)]
)
def test_a_changed_file_whose_sums_were_made_to_fit_is_refused(files, verified, name):
    content = files[name]
    at = content.rindex(b"1") if b"1" in content else content.rindex(b"e")
    changed = content[:at] + (b"7" if b"1" in content else b"i") + content[at + 1 :]
    kind, _ = verified(shop.resealed({**files, name: changed}))
    assert issubclass(kind, e.DerivedFileError | e.GoldenError | e.ProgramError | e.MappingRefusedError)


def test_a_file_that_belongs_to_nothing_is_refused_though_it_is_listed(files, verified):
    assert verified(shop.resealed({**files, "more.txt": b"x"})) == (e.UnlistedFileError, "more.txt")
    assert verified(shop.resealed({**files, "lookups/more.json": b"{}"})) == (
        e.UnlistedFileError,
        "lookups/more.json",
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"text(value)"', '"text(value) + text(1)"'),
        ('"default": "guest"', '"default": "nobody"'),
        ('"on_error": "omit"', '"on_error": null'),
        ('"segments":[{"name":"state"}]', '"segments":[{"name":"buyer"}]'),
    ],
)
def test_a_program_that_disagrees_with_the_mapping_is_refused(files, verified, old, new):
    text = files["program.json"].decode()
    compact = json.dumps(json.loads(text), separators=(",", ":"))
    assert old in text or old in compact
    changed = text.replace(old, new) if old in text else compact.replace(old, new)
    answer = verified(shop.resealed({**files, "program.json": changed.encode()}))
    assert answer == (e.DerivedFileError, "program.json")


def test_other_outputs_than_the_golden_ones_are_refused(files, tmp_path):
    changed = files["golden.jsonl"].replace(b'"name":"Ann"', b'"name":"Bob"')
    (tmp_path / "a.mapkg").write_bytes(pack(shop.resealed({**files, "golden.jsonl": changed})))
    with pytest.raises(e.GoldenError, match=r"web.order/1.json is accepted, was accepted with other content"):
        verify(tmp_path / "a.mapkg")


@pytest.mark.parametrize("number", [0, 2, 99])
def test_a_format_of_the_future_is_refused(files, verified, number):
    changed = files["manifest.json"].replace(b'"format": 1', b'"format": %d' % number)
    files = {**files, "manifest.json": changed}
    assert verified(shop.resealed(files)) == (e.FormatVersionError, "manifest.json")


def test_a_language_of_the_future_is_refused(files, verified):
    changed = files["program.json"].replace(b'"language": 1', b'"language": 2')
    assert verified(shop.resealed({**files, "program.json": changed})) == (
        e.FormatVersionError,
        "program.json",
    )


@pytest.mark.parametrize("name", ["manifest.json", "program.json"])
@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{", b'"x"', b"\xff", b"[" * 100_000, b'{"format": 1, "language": 1}']
)
def test_what_is_no_json_of_its_kind_is_refused(files, name, content, tmp_path):
    changed = {**files, name: content}
    (tmp_path / "a.mapkg").write_bytes(pack({**changed, "SHA256SUMS": sums_of(changed)}))
    with pytest.raises(e.PackageError) as refused:
        load(tmp_path / "a.mapkg")
    assert refused.value.code in ("manifest", "program")


def test_a_link_in_an_unpacked_package_is_refused(files, tmp_path):
    for name, content in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    (tmp_path / "tests.yaml").unlink()
    (tmp_path / "tests.yaml").symlink_to(tmp_path / "mapping.yaml")
    with pytest.raises(e.LinkEntryError, match=r"tests.yaml"):
        load(tmp_path)


def test_the_lock_file_names_the_digest(package, tmp_path):
    digest = load(package).digest
    lock = tmp_path / "lock"
    lock.write_text(f"# production\n{digest}  web-order-1.0.0.mapkg\n")
    assert verify(package, lock).digest == digest
    lock.write_text(f"{'0' * 64}  web-order-1.0.0.mapkg\n")
    with pytest.raises(e.LockError, match=digest):
        verify(package, lock)
    lock.write_text("")
    with pytest.raises(e.LockError, match="does not name"):
        verify(package, lock)


def test_the_sums_are_those_of_sha256sum(files):
    lines = files["SHA256SUMS"].decode().splitlines()
    assert lines == sorted(lines, key=lambda line: line[66:])
    assert {line[66:]: line[:64] for line in lines} == {
        name: sha256(content).hexdigest() for name, content in files.items() if name != "SHA256SUMS"
    }
    assert unpack(pack(files)) == files
