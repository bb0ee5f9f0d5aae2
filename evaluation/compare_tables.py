"""What is said of a comparison: means over seeds with their intervals, as a Markdown table and as bars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy import stats

from evaluation.results import wilson
from image_generation.common.files import atomic_write

RANDOM = "random weights"


@dataclass(frozen=True)
class Summary:
    """A source's scores by one probe, in percent: mean, standard deviation and 95% interval over seeds.

    With one seed the spread is nan and the interval is the probe's own, over test images; scores: those of the seeds.
    """

    source: str
    probe: str
    seeds: int
    mean: float
    spread: float
    low: float
    high: float
    scores: tuple[float, ...] = ()


def summarise(rows: Sequence[dict[str, str]]) -> list[Summary]:
    """A Summary for each source and probe; Student's t over the seeds where there are two or more."""
    cells: dict[tuple[str, str], list[dict[str, str]]] = {}
    for row in rows:
        cells.setdefault((row["source"], row["probe"]), []).append(row)
    found = []
    for (source, kind), group in cells.items():
        scores = np.array([float(row["top1"]) for row in group])
        n = len(scores)
        if n > 1:
            spread = float(scores.std(ddof=1))
            half = float(stats.t.ppf(0.975, n - 1)) * spread / n**0.5
            low, high = max(0.0, scores.mean() - half), min(100.0, scores.mean() + half)
        else:
            spread = float("nan")
            low, high = (
                float(group[0][end]) if group[0][end] else wilson(scores[0], int(group[0]["n"]))[k]
                for k, end in enumerate(("low", "high"))
            )
        found.append(
            Summary(
                source=source,
                probe=kind,
                seeds=n,
                mean=float(scores.mean()),
                spread=spread,
                low=float(low),
                high=float(high),
                scores=tuple(map(float, scores)),
            )
        )
    return found


def ordered(summaries: Sequence[Summary], probes: Sequence[str]) -> list[str]:
    """Sources, the best by the last probe first."""
    best = {s.source: s.mean for probe in probes for s in summaries if s.probe == probe}
    return sorted(best, key=lambda source: -best[source])


def table(summaries: Sequence[Summary], probes: Sequence[str]) -> str:
    """The comparison as a Markdown table, and for each probe the sources whose intervals overlap with the best's."""
    by = {(s.source, s.probe): s for s in summaries}
    lines = ["| source | seeds | " + " | ".join(f"{p}: mean ± sd | 95% interval" for p in probes) + " |"]
    lines.append("|---|---|" + "---|" * (2 * len(probes)))
    for source in ordered(summaries, probes):
        own = [by.get((source, probe)) for probe in probes]
        texts = [
            "| "
            if s is None
            else (f"{s.mean:.2f}" + (f" ± {s.spread:.2f}" if s.seeds > 1 else "") + f" | {s.low:.2f} to {s.high:.2f}")
            for s in own
        ]
        seeds = max(s.seeds for s in own if s is not None)
        lines.append(f"| {source.replace('|', '/')} | {seeds} | " + " | ".join(texts) + " |")
    for kind in probes:
        ranked = sorted((s for s in summaries if s.probe == kind), key=lambda s: -s.mean)
        if ranked:
            rivals = [s.source for s in ranked[1:] if s.high >= ranked[0].low]
            said = f"overlaps with {', '.join(rivals)}" if rivals else "overlaps with no other"
            lines += ["", f"{kind}: best is {ranked[0].source}; its interval {said}."]
    return "\n".join(lines) + "\n"


def differences(rows: Sequence[Mapping[str, str]], pairs: Sequence[tuple[str, str]], probes: Sequence[str]) -> str:
    """How much each pair's first source scores above its second with the same seed, as a Markdown table; '' for none.

    Mean and 95% interval (Student's t) of the differences of the seeds that both have, where these are two or more.
    """
    scores = {(row["source"], row["probe"], row["seed"]): float(row["top1"]) for row in rows}
    lines = []
    for first, second in pairs:
        texts, most = [], 0
        for probe in probes:
            seeds = sorted(seed for source, kind, seed in scores if (source, kind) == (first, probe))
            both = [seed for seed in seeds if (second, probe, seed) in scores]
            apart = np.array([scores[first, probe, seed] - scores[second, probe, seed] for seed in both])
            most = max(most, len(both))
            if len(both) < 2:
                texts.append(" | ")
                continue
            half = float(stats.t.ppf(0.975, len(both) - 1) * apart.std(ddof=1) / len(both) ** 0.5)
            texts.append(f"{apart.mean():+.2f} | {apart.mean() - half:+.2f} to {apart.mean() + half:+.2f}")
        if most > 1:
            lines.append(f"| {first} | {second} | {most} | " + " | ".join(texts) + " |")
    if not lines:
        return ""
    head = "| source | against | seeds | " + " | ".join(f"{p}: difference | 95% interval" for p in probes) + " |"
    return "\n".join([head, "|---|---|---|" + "---|" * (2 * len(probes)), *lines]) + "\n"


def write_tables(
    path: Path, rows: Sequence[dict[str, str]], pairs: Sequence[tuple[str, str]], probes: Sequence[str]
) -> str:
    """Write the table of the rows, and of the differences of pairs where there are any, into a file; what it says."""
    text = "\n".join(filter(None, [table(summarise(rows), probes), differences(rows, pairs, probes)]))
    with atomic_write(path) as file:
        file.write(text)
    return text


def plot(
    summaries: Sequence[Summary],
    probes: Sequence[str],
    path: Path,
    title: str,
    colours: Mapping[str, str] | None = None,
) -> None:
    """Bars of the means with their intervals and a dot a seed, a panel a probe; colours: of sources (blue; random
    weights grey)."""
    # here: a grid takes hours before its plot
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    def colour(source: str) -> str:
        return "tab:gray" if source == RANDOM else (colours or {}).get(source, "tab:blue")

    sources = ordered(summaries, probes)[::-1]
    figure, axes = pyplot.subplots(
        1, len(probes), figsize=(2.2 + 4 * len(probes), 1.1 + 0.36 * len(sources)), dpi=120, sharey=True, squeeze=False
    )
    for axis, kind in zip(axes[0], probes):
        for s in (s for s in summaries if s.probe == kind):
            place = sources.index(s.source)
            axis.barh(place, s.mean, height=0.6, color=colour(s.source))
            axis.errorbar(s.mean, place, xerr=[[s.mean - s.low], [s.high - s.mean]], color="black", capsize=3)
            axis.plot(s.scores, [place] * len(s.scores), ".", color="white", markeredgecolor="black", markersize=7)
        axis.set_yticks(range(len(sources)), sources)
        axis.set_xlabel("top-1 accuracy (%)")
        axis.set_xlim(left=0)
        axis.set_title(kind, fontsize=10)
        axis.spines[["top", "right"]].set_visible(False)
    figure.suptitle(title, fontsize=10)
    figure.tight_layout()
    with atomic_write(path, "wb") as file:
        figure.savefig(file, format="png")
    pyplot.close(figure)
