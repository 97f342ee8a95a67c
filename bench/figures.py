"""Percentiles, and lines of a table."""

import statistics
from dataclasses import dataclass


@dataclass
class Figures:
    """How long something took, in milliseconds, each time."""

    times: list[float]
    failed: int = 0

    def percentile(self, which: int) -> float:
        """Return a percentile; what failed counts as having taken for ever."""
        all_times = sorted([*self.times, *[float("inf")] * self.failed])
        if len(all_times) < 2 or all_times[-1] == float("inf"):
            return all_times[min(len(all_times) - 1, len(all_times) * which // 100)] if all_times else float("inf")
        return statistics.quantiles(all_times, n=100, method="inclusive")[which - 1]


def line(name: str, found: Figures, base: Figures | None = None) -> str:
    """Return a line: p50 and p95, and how many times those of the baseline they are."""
    p50, p95 = found.percentile(50), found.percentile(95)
    text = f"  {name:44} p50 {p50:8.1f} ms   p95 {p95:8.1f} ms"
    if base:
        text += f"   × {p50 / base.percentile(50):5.2f}   × {p95 / base.percentile(95):5.2f}"
    return f"{text}   ({len(found.times)} answers{f', {found.failed} none' if found.failed else ''})"
