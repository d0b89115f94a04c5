"""Faults of what an installation relies on and does not run: the machine's clock and the provider."""

from __future__ import annotations

import asyncio

from benchmarks.chaos.faults import Scene

HOUR = 3600

# --- clocks ----------------------------------------------------------------------------------


async def clock_ahead(scene: Scene) -> None:
    """An hour ahead and back, as a laptop or a virtual machine does it."""
    await _set_clock(scene, HOUR)


async def clock_behind(scene: Scene) -> None:
    """An hour behind, then right again."""
    await _set_clock(scene, -HOUR)


async def _set_clock(scene: Scene, seconds: int) -> None:
    clock = scene.installation.clock
    assert clock is not None
    clock.write_text(f"{seconds:+}")
    try:
        await scene.lasts()
    finally:
        clock.write_text("+0")


# --- the provider ----------------------------------------------------------------------------


async def provider_away(scene: Scene) -> None:
    """Its port refuses connections."""
    await asyncio.to_thread(scene.installation.provider.leave)
    try:
        await scene.lasts()
    finally:
        await asyncio.to_thread(scene.installation.provider.return_)


async def provider_silent(scene: Scene) -> None:
    """It takes everything and never answers."""
    await _provider(scene, "silent")


async def provider_slow(scene: Scene) -> None:
    """It takes four seconds for each."""
    await _provider(scene, "slow")


async def provider_broken(scene: Scene) -> None:
    """It answers 500."""
    await _provider(scene, "broken")


async def _provider(scene: Scene, mode: str) -> None:
    scene.installation.provider.set_mode(mode)
    try:
        await scene.lasts()
    finally:
        scene.installation.provider.set_mode("well")
