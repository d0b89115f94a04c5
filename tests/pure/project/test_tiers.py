"""What the tests find to stand on, and what becomes of a tier that finds nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import servers, tiers

LOCAL = ["redis://first", "redis://second"]


@pytest.fixture
def named(monkeypatch: pytest.MonkeyPatch) -> str:
    """Where `TEST_REDIS_URL` points."""
    monkeypatch.setenv("TEST_REDIS_URL", "redis://named")
    return "redis://named"


def test_without_its_ground_a_tier_is_skipped_and_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tiers, "IN_CI", False)
    with pytest.raises(pytest.skip.Exception, match=r"^no Redis here$"):
        tiers.cannot_run("no Redis here")


def test_in_ci_it_fails_and_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tiers, "IN_CI", True)
    with pytest.raises(pytest.fail.Exception, match=r"^no Redis here \(CI=true: no tier may be skipped\)$"):
        tiers.cannot_run("no Redis here")


def test_the_named_server_is_taken_before_local_ones(named: str) -> None:
    assert servers.running("TEST_REDIS_URL", LOCAL, lambda url: True) == named


def test_no_other_takes_the_place_of_the_named_one(named: str) -> None:
    with pytest.raises(servers.NotHere, match="TEST_REDIS_URL is set, but no server answers there"):
        servers.running("TEST_REDIS_URL", LOCAL, lambda url: url != named)


def test_without_a_name_the_first_that_answers_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TEST_REDIS_URL", raising=False)
    assert servers.running("TEST_REDIS_URL", LOCAL, lambda url: True) == LOCAL[0]
    assert servers.running("TEST_REDIS_URL", LOCAL, lambda url: url == LOCAL[1]) == LOCAL[1]
    assert servers.running("TEST_REDIS_URL", LOCAL, lambda url: False) is None


def test_what_is_not_installed_is_named_with_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(servers.NotHere, match="apt-get install redis-server"):
        servers.Redis()
    with pytest.raises(servers.NotHere, match="apt-get install chromium"):
        servers.chromium()


def test_the_first_browser_that_is_installed_is_taken(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    for name in (*servers.CHROMIUMS, *servers.WINDOWLESS):
        (tmp_path / name).touch(mode=0o755)
    assert servers.chromium() == str(tmp_path / "chromium")
    preferred = (*servers.WINDOWLESS, *servers.CHROMIUMS)
    assert servers.chromium(preferred) == str(tmp_path / "chromium-headless-shell")
    (tmp_path / "chromium-headless-shell").unlink()
    assert servers.chromium(preferred) == str(tmp_path / "chromium")


def test_the_tier_is_the_first_folder() -> None:
    assert tiers.tier_of(tiers.HERE / "database" / "api" / "test_x.py") == "database"
    assert tiers.tier_of(tiers.HERE / "payloads" / "test_x.py") is None
    assert tiers.tier_of(Path("/elsewhere/pure/test_x.py")) is None


def test_every_tier_is_a_marker_and_a_row_of_the_page(pytestconfig: pytest.Config) -> None:
    markers = {line.partition(":")[0] for line in pytestconfig.getini("markers")}
    page = (tiers.HERE.parent / "CONTRIBUTING.md").read_text("utf-8")
    assert {
        tier for tier in tiers.TIERS if tier not in markers or f"\n| `tests/{tier}` |" not in page
    } == set()
