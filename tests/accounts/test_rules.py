"""Passwords, waiting, and where a sign-in may lead."""

from datetime import UTC, datetime, timedelta

import pytest

from intake.accounts.rules import WINDOW, own_path, problem_of_password, seconds_to_wait

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("password", "good"),
    [
        ("seven small boats", True),
        ("åéîøü åéîøü", False),
        ("åéîøü åéîøü!", True),
        ("short one", False),
        ("x" * 201, False),
        ("aaaabbbbcccc", False),
        ("casey.jordan1234", False),
        ("CaseyCasey99", False),
        ("password1234", False),
    ],
)
def test_a_password_is_long_and_not_ones_own_name(password: str, good: bool) -> None:
    assert (problem_of_password(password, email="casey.jordan@example.org", name="Casey Jordan") is None) == good


def test_the_wait_ends_when_the_oldest_of_the_last_failures_is_forgotten() -> None:
    failures = [NOON + timedelta(minutes=minute) for minute in range(5)]
    at = NOON + timedelta(minutes=5)
    assert seconds_to_wait(failures[:4], 5, at) == 0
    assert seconds_to_wait(failures, 5, at) == 10 * 60
    assert seconds_to_wait(failures, 5, NOON + WINDOW) == 0


@pytest.mark.parametrize("path", ["/", "/desk", "/desk/intakes/1?tab=match#safety", "/a//b"])
def test_a_path_of_this_desk_is_followed(path: str) -> None:
    assert own_path(path) == path


@pytest.mark.parametrize(
    "elsewhere",
    [
        None,
        "",
        "desk",
        "//example.org",
        "///example.org",
        "/\\example.org",
        "\\\\example.org",
        "https://example.org/",
        "javascript:alert(1)",
        "/\t/example.org",
        "/\n/example.org",
        "/desk\r\nSet-Cookie: a=b",
        "/desk\\..\\x",
        "/sign-in?next=/desk",
        " //example.org",
    ],
)
def test_a_link_elsewhere_leads_home(elsewhere: str | None) -> None:
    assert own_path(elsewhere) == "/"
