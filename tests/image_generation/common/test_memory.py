"""Memory is the machine's or the control groups', whichever is less."""

from __future__ import annotations

from pathlib import Path

import pytest

from image_generation.common.memory import Memory

GB = 1 << 30
MEMINFO = {"proc/meminfo": f"MemTotal: {16 << 20} kB\nMemFree: 1 kB\nMemAvailable: {12 << 20} kB\nHugePages: 3\n"}
V2 = {"proc/self/cgroup": "0::/\n"}
V1 = {"proc/self/cgroup": "7:memory:/docker/x\n1:name=systemd:/\n"}


def v2(folder: str, limit: str, used: int, cached: int = 0) -> dict[str, str]:
    where = f"sys/fs/cgroup{folder}"
    stat = f"anon 5\ninactive_file {cached}\nactive_file 9\n"
    return {f"{where}/memory.max": limit, f"{where}/memory.current": f"{used}\n", f"{where}/memory.stat": stat}


@pytest.mark.parametrize(
    ("files", "total", "free"),
    [
        (MEMINFO, 16 * GB, 12 * GB),
        (MEMINFO | V2 | v2("", f"{4 * GB}\n", GB), 4 * GB, 3 * GB),
        (MEMINFO | V2 | v2("", f"{4 * GB}\n", 2 * GB, GB), 4 * GB, 3 * GB),
        (MEMINFO | V2 | v2("", "max\n", GB), 16 * GB, 12 * GB),
        (MEMINFO | V2 | v2("", f"{64 * GB}\n", 0), 16 * GB, 12 * GB),
        (MEMINFO | V2 | v2("", f"{4 * GB}\n", 5 * GB), 4 * GB, 0),
        (
            MEMINFO | {"proc/self/cgroup": "0::/a/b\n"} | v2("/a", f"{2 * GB}\n", GB) | v2("/a/b", "max\n", GB),
            2 * GB,
            GB,
        ),
        (MEMINFO | {"proc/self/cgroup": "0::/../pod\n"} | v2("", f"{3 * GB}\n", GB), 3 * GB, 2 * GB),
        (
            MEMINFO
            | V1
            | {
                "sys/fs/cgroup/memory/memory.limit_in_bytes": f"{2 * GB}\n",
                "sys/fs/cgroup/memory/memory.usage_in_bytes": f"{GB}\n",
                "sys/fs/cgroup/memory/memory.stat": f"cache 1\ntotal_inactive_file {GB // 2}\n",
            },
            2 * GB,
            GB + GB // 2,
        ),
        (MEMINFO | V1 | {"sys/fs/cgroup/memory/memory.limit_in_bytes": f"{2**63 - 4096}\n"}, 16 * GB, 12 * GB),
        (MEMINFO | {"proc/self/cgroup": "nonsense\n"}, 16 * GB, 12 * GB),
    ],
)
def test_the_least_of_what_is_said(tmp_path: Path, files: dict[str, str], total: int, free: int) -> None:
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    assert Memory.read(tmp_path) == Memory(total, free)


def test_of_this_machine() -> None:
    memory = Memory.read()
    assert 0 < memory.free <= memory.total
    assert memory.total > 100 << 20
