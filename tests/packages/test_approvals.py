"""What an approval in a package is worth; each way of not counting has its own error and code."""

import shutil
import subprocess
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.packages import shop
from tests.packages.signed import STATEMENT, TODAY, approved

from mapbench.packages import errors as e
from mapbench.packages.approvals import Trust, approvals, check_approvals
from mapbench.packages.archive import pack, unpack
from mapbench.packages.attesting import attest
from mapbench.packages.contents import digest_of, read_files
from mapbench.packages.signatures import Signers, SigningError
from mapbench.packages.statement import read_statement
from mapbench.packages.verify import verify

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)


@pytest.fixture
def path(package, tmp_path):
    """A package to add to."""
    return shutil.copy(package, tmp_path / "web-order-1.0.0.mapkg")


@pytest.fixture(params=["zip", "tree"])
def either(request, package, tmp_path):
    """A package to add to, as a file and unpacked."""
    if request.param == "zip":
        return shutil.copy(package, tmp_path / "web-order-1.0.0.mapkg")
    shutil.unpack_archive(package, tmp_path / "tree", "zip")
    return tmp_path / "tree"


@pytest.fixture
def trust(ida, ben):
    """Ida speaks for finance, Ben for sales."""
    return Trust(Signers((ida.line("finance") + ben.line("sales")).encode(), NOON))


def judged(path, trust):
    files = read_files(path)
    return approvals(files, digest_of(files), trust)


def refused(path, trust):
    """The kind of the one approval that does not count, which is what verify refuses the package with."""
    (one,) = judged(path, trust)
    with pytest.raises(e.ApprovalError) as told:
        verify(path, trust=trust)
    assert type(told.value) is type(one.refused)
    return type(one.refused)


def test_an_approval_leaves_the_digest_and_the_verdict_as_they_were(either, package, ida, trust):
    before = verify(package)
    approved(either, ida)
    after = verify(either)
    assert after.digest == before.digest
    kept = {name: content for name, content in after.files.items() if not name.startswith("attestations/")}
    assert kept == dict(before.files)
    assert verify(either, trust=trust).digest == before.digest


def test_one_that_counts_says_who_and_for_what(either, ida, trust):
    approved(either, ida, values=["status"])
    (one,) = judged(either, trust)
    assert (one.counts, one.role, one.who, one.statement.values) == (
        True,
        "finance",
        "ida@example.com",
        ["status"],
    )


def test_the_zip_file_is_the_same_whatever_was_added_first(package, ida, ben, tmp_path):
    files = []
    for order in ((ida, ben), (ben, ida)):
        path = shutil.copy(package, tmp_path / f"{order[0].name}.mapkg")
        for who in order:
            approved(path, who, role="finance" if who is ida else "sales")
        files.append(path.read_bytes())
    assert files[0] == files[1]


def test_exporting_the_same_again_leaves_approvals_alone(ida, tmp_path):
    path = shop.export(shop.write(tmp_path)).path
    name = approved(path, ida)
    assert shop.export(tmp_path).status == "unchanged"
    assert name in read_files(path)


def test_anybody_can_check_it_with_ssh_keygen_alone(path, ida, trust, tmp_path):
    name = approved(path, ida)
    files = read_files(path)
    for part in (name, f"{name}.sig"):
        (tmp_path / part.rpartition("/")[2]).write_bytes(files[part])
    (tmp_path / "signers").write_bytes(trust.signers.content)
    plain = tmp_path / name.rpartition("/")[2]
    words = [
        "ssh-keygen",
        "-Y",
        "verify",
        "-f",
        "signers",
        "-I",
        "finance",
        "-n",
        "mapbench",
        "-s",
        f"{plain}.sig",
    ]
    assert subprocess.run(words, stdin=plain.open("rb"), cwd=tmp_path, check=False).returncode == 0


def test_nobody_approved(path, trust):
    with pytest.raises(e.NotApprovedError):
        verify(path, trust=trust)


def test_a_wrong_signature(path, ida, trust):
    approved(path, ida)
    name = approved(path, ida, note="another")
    files = read_files(path)
    other = approved(path, ida)
    attest(path, {f"{other}.sig": files[f"{name}.sig"]})
    assert refused(path, trust) is e.SignatureError


@pytest.mark.parametrize(
    "content", [b"", b"signed", b"-----BEGIN SSH SIGNATURE-----\nAAAA\n-----END SSH SIGNATURE-----\n"]
)
def test_what_is_no_signature(path, ida, trust, content):
    name = approved(path, ida)
    attest(path, {f"{name}.sig": content})
    assert refused(path, trust) is e.SignatureError


def test_a_signature_for_something_else_than_mapbench(path, ida, trust, tmp_path):
    name = approved(path, ida)
    (tmp_path / "said").write_bytes(read_files(path)[name])
    subprocess.run(
        ["ssh-keygen", "-q", "-Y", "sign", "-n", "git", "-f", ida.key, tmp_path / "said"], check=True
    )
    attest(path, {f"{name}.sig": (tmp_path / "said.sig").read_bytes()})
    assert refused(path, trust) is e.SignatureError


@pytest.mark.parametrize(
    ("old", "new"), [(b'"finance"', b'"sales"'), (b"2027-02-26", b"2029-02-26"), (b"\n}", b"\n} ")]
)
def test_a_statement_that_was_changed_after_it_was_signed(either, ida, trust, old, new):
    name = approved(either, ida)
    attest(either, {name: read_files(either)[name].replace(old, new)})
    assert refused(either, trust) is e.SignatureError


def test_a_statement_without_its_signature(package, ida, trust, tmp_path):
    path = shutil.copy(package, tmp_path / "a.mapkg")
    name = approved(path, ida)
    files = unpack(path.read_bytes())
    del files[f"{name}.sig"]
    path.write_bytes(pack(files))
    assert refused(path, trust) is e.UnsignedError


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{",
        b"\xff",
        b"[" * 100_000,
        b'{"type": "approval"}',
        b"{}",
        b'{"type": "approval", "\\u001b[31m": 1}',
        b" " * 70_000,
    ],
)
def test_what_is_no_statement(path, ida, trust, content):
    attest(path, {"attestations/a.json": content})
    assert refused(path, trust) is e.StatementError
    (one,) = judged(path, trust)
    assert one.refused.message.isprintable()


@given(
    st.binary(max_size=200)
    | st.text(max_size=50).map(lambda said: STATEMENT.to_json().replace(b"ida", said.encode()))
)
def test_any_bytes_are_a_statement_or_refused_in_words_that_harm_no_terminal(content):
    said = ""
    try:
        read_statement("attestations/a.json", content)
    except e.StatementError as refused:
        said = refused.message
    assert said.isprintable()


def test_other_attestations_are_no_approvals(path, ida, trust):
    attest(path, {"attestations/tests.json": b'{"type": "test-results"}', "attestations/more.sig": b"x"})
    approved(path, ida)
    assert [one.counts for one in judged(path, trust)] == [True]


def test_an_expired_approval(path, ida, trust):
    approved(path, ida, until=date(2026, 11, 27))
    assert refused(path, trust) is e.ExpiredError


def test_its_last_day_still_counts(path, ida, trust):
    approved(path, ida, until=TODAY)
    assert verify(path, trust=trust).digest


def test_somebody_whose_key_is_not_trusted_any_more(path, ida, ben):
    approved(path, ida)
    assert refused(path, Trust(Signers(ben.line("finance").encode(), NOON))) is e.SignerError


def test_somebody_whose_key_was_valid_until_they_left(path, ida):
    approved(path, ida)
    left = ida.line("finance", options='valid-before="20261101"').encode()
    assert refused(path, Trust(Signers(left, NOON))) is e.SignerError
    assert verify(path, trust=Trust(Signers(left, datetime(2026, 10, 1, tzinfo=UTC)))).digest


def test_a_key_that_is_trusted_for_something_else(path, ida):
    approved(path, ida)
    line = ida.line("finance", options='namespaces="git"').encode()
    assert refused(path, Trust(Signers(line, NOON))) is e.RoleError


def test_an_approval_of_another_package(path, ida, trust):
    approved(path, ida, digest="sha256:" + "1" * 64)
    assert refused(path, trust) is e.OtherDigestError


def test_a_role_that_the_signer_does_not_have(path, ben, trust):
    approved(path, ben, role="finance")
    assert refused(path, trust) is e.RoleError


def test_a_rejection_stands_though_others_approve(path, ida, ben, trust):
    approved(path, ida)
    approved(path, ben, role="sales", decision="reject")
    with pytest.raises(e.RejectedError, match=r"ben@example\.com rejects"):
        verify(path, trust=trust)


def test_one_that_does_not_count_harms_no_other(path, ida, ben, trust):
    approved(path, ida)
    approved(path, ben, role="finance")
    approved(path, ben, role="sales", until=date(2026, 1, 1))
    assert [one.counts for one in judged(path, trust)].count(True) == 1
    assert verify(path, trust=trust).digest


def test_damage_is_refused_though_others_approve(path, ida, trust):
    approved(path, ida)
    attest(path, {"attestations/z.json": b"{"})
    with pytest.raises(e.StatementError):
        verify(path, trust=trust)


def test_too_many_attestations_are_refused(package, trust, tmp_path):
    path = shutil.copy(package, tmp_path / "a.mapkg")
    attest(path, {f"attestations/{number}.json": b"{}" for number in range(201)})
    with pytest.raises(e.TooLargeError):
        judged(path, trust)


def test_without_ssh_keygen_nothing_is_believed(path, ida, trust, monkeypatch):
    approved(path, ida)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(SigningError, match="not installed"):
        verify(path, trust=trust)
    assert verify(path).digest


def test_every_refusal_has_a_code_of_its_own():
    kinds = e.ApprovalError.__subclasses__()
    assert len({kind.code for kind in kinds} | {"approval"}) == len(kinds) + 1


def test_the_approvals_that_count_come_back(path, ida, trust):
    approved(path, ida)
    files = read_files(path)
    assert [one.counts for one in check_approvals(files, digest_of(files), trust)] == [True]
