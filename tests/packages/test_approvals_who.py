"""Who approved, and who made the change: the author's own approval never counts."""

import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from tests.packages.signed import Person, approved, person

from mapbench.packages import errors as e
from mapbench.packages.approvals import Trust, approvals, authors_named
from mapbench.packages.contents import digest_of, read_files
from mapbench.packages.signatures import Signers
from mapbench.packages.verify import verify

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)


@pytest.fixture
def path(package, tmp_path):
    """A package to add to."""
    return shutil.copy(package, tmp_path / "web-order-1.0.0.mapkg")


@pytest.fixture
def trust(ida, ben):
    """Ida speaks for finance, Ben for sales."""
    return Trust(Signers((ida.line("finance") + ben.line("sales")).encode(), NOON))


def judged(path, trust):
    files = read_files(path)
    return approvals(files, digest_of(files), trust)


def test_the_author_whom_whoever_asks_names(path, ida, trust):
    approved(path, ida)
    with pytest.raises(e.AuthorError, match=r"ida@example\.com made the change"):
        verify(path, trust=replace(trust, authors=frozenset({"Ida@example.com"})))


def test_an_author_may_reject(path, ida, trust):
    approved(path, ida, decision="reject")
    (one,) = judged(path, replace(trust, authors=frozenset({"ida@example.com"})))
    assert isinstance(one.refused, e.RejectedError)


def test_the_author_who_says_so_in_the_package(path, ida, trust):
    approved(path, ida)
    approved(path, ida, role="author")
    told = {one.role: one.refused for one in judged(path, trust)}
    assert told["author"] is None
    assert isinstance(told["finance"], e.AuthorError)
    with pytest.raises(e.AuthorError):
        verify(path, trust=trust)


def test_the_author_with_another_key(path, ida, ben):
    trust = Trust(Signers((ida.line("finance") + f"ida@example.com {ben.public}\n").encode(), NOON))
    approved(path, ida)
    approved(path, ben, role="author")
    assert [type(one.refused) for one in judged(path, trust) if one.role == "finance"] == [e.AuthorError]


def test_nobody_is_made_the_author_by_what_a_stranger_says(path, ida, ben):
    trust = Trust(Signers(ida.line("finance").encode(), NOON))
    approved(path, ida)
    approved(path, ben, role="author", who="ida@example.com")
    found = judged(path, trust)
    assert [one.counts for one in found if one.role == "finance"] == [True]
    assert not authors_named(found, trust)


def test_a_role_may_stand_in_a_line_of_its_own(path, ida):
    approved(path, ida)
    trust = Trust(Signers(f"# people\n{ida.line()}finance {ida.public}\n".encode(), NOON))
    (one,) = judged(path, trust)
    assert (one.counts, one.who) == (True, "ida@example.com")


def test_a_file_of_roles_alone_is_enough(path, ida):
    approved(path, ida)
    (one,) = judged(path, Trust(Signers(f"finance {ida.public}\n".encode(), NOON)))
    assert (one.counts, one.who, one.person) == (True, "ida@example.com", "")


@pytest.fixture(scope="module")
def certified(ida, tmp_path_factory):
    """Ida's key with a certificate for her name and finance, and the line that trusts whoever certified it."""
    folder = tmp_path_factory.mktemp("authority")
    authority = person(folder, "authority@example.com")
    key = shutil.copy(ida.key, folder / "ida")
    shutil.copy(f"{ida.key}.pub", folder / "ida.pub")
    names = "ida@example.com,finance"
    subprocess.run(
        ["ssh-keygen", "-q", "-s", authority.key, "-I", "ida", "-n", names, f"{key}.pub"], check=True
    )
    return Person(
        "ida@example.com", folder / "ida-cert.pub"
    ), f"*@example.com,finance cert-authority {authority.public}\n"


def test_a_certificate_says_who_it_is(path, certified):
    who, line = certified
    trust = Trust(Signers(line.encode(), NOON), authors=frozenset({"ida@example.com"}))
    approved(path, who)
    (one,) = judged(path, trust)
    assert (one.person, type(one.refused)) == ("ida@example.com", e.AuthorError)


def test_nobody_has_the_name_of_somebody_else(path, certified):
    who, line = certified
    approved(path, who, who="ben@example.com")
    (one,) = judged(path, Trust(Signers(line.encode(), NOON)))
    assert (one.counts, one.who) == (True, "ida@example.com")


def test_a_pattern_is_nobodys_name(path, ida):
    approved(path, ida)
    (one,) = judged(path, Trust(Signers(f"*@example.com,finance {ida.public}\n".encode(), NOON)))
    assert (one.counts, one.person) == (True, "")
