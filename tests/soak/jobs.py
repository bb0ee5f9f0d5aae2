"""The commands that are put to trial: their words, what each needs of the ones before it, and how it is called again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

DRAW = "image_generation/shaders"
GAN = "image_generation/stylegan2"
Words = tuple[object, ...]


@dataclass(frozen=True, kw_only=True)
class Job:
    """A command, or several that make one output in this order.

    words    from the world's folder and the output to the commands
    again    further words for a call that finds what an earlier one left
    over     further words that begin anew whatever is there
    takes    input of the world -> its kind, for hostile ones in its place
    file     whether the output is a file (words get its path), its name then
    adds     whether a further call adds rows to what is there
    looks    ends of the names of files whose damage a further call looks for; '' for all
    """

    name: str
    words: Callable[[Path, Path], list[Words]]
    again: Words = ()
    over: Words = ()
    takes: tuple[tuple[str, str], ...] = ()
    file: str = ""
    adds: bool = False
    looks: str = ""


def _draw(*more: object) -> Callable[[Path, Path], list[Words]]:
    return lambda world, out: [
        (f"{DRAW}/generate_dataset.py", "--shaders", world / "shaders", "--output", out, "--n-samples", 90,
         "--resolution", 32, "--workers", 2, "--seed", 3, *more)
    ]  # fmt: skip


def _parts(world: Path, out: Path) -> list[Words]:
    (whole,) = _draw("--format", "webdataset", "--shard-size", 25)(world, out)
    return [(*whole, *more) for more in (("--part", "1/2"), ("--part", "2/2"), ("--finish",))]


def _train(script: str, data: str, *more: object, of: str = "image_folder") -> Callable[[Path, Path], list[Words]]:
    live = ("--epoch-size", 24, "--render-workers", 1) if of == "shaders" else ()
    return lambda world, out: [
        (script, world / data, "--dataset-type", of, "--output", out, "--device", "cpu", "-p", 1, "--seed", 5, "-b", 8,
         "--epochs", 3, "--keep-last", 2, "--threads", 1, *live, *more)
    ]  # fmt: skip


def _labelled(world: Path) -> str:
    return f"image_folder:{world / 'labelled/train'}:{world / 'labelled/test'}"


def _evaluate(script: str, *more: object) -> Callable[[Path, Path], list[Words]]:
    return lambda world, out: [
        (script, "--checkpoint", world / "encoder.pth.tar", "--dataset", _labelled(world), "--device", "cpu", "-j", 0,
         "--threads", 1, "--results", out, *more)
    ]  # fmt: skip


def _memory(world: Path, out: Path) -> list[Words]:
    shared = ("--memory", out / "m.safetensors", "--checkpoint", world / "encoder.pth.tar", "--device", "cpu", "-j", 0,
              "--dataset", _labelled(world))  # fmt: skip
    script = "evaluation/main_memory.py"
    return [(script, "build", *shared), (script, "query", *shared, "--results", out / "results.csv")]


def _finetune(world: Path, out: Path) -> list[Words]:
    (whole,) = _evaluate("evaluation/main_finetune.py", "-b", 8, "--epochs", 3, "--image-size", 16, "--seed", 3)(
        world, out / "results.csv"
    )
    return [(*whole, "--output", out)]


def _gan(world: Path, out: Path) -> list[Words]:
    return [
        ("stylegan2/train.py", "--data", world / "images", "--output", out, "--resolution", 16, "--kimg", 0.048,
         "--device", "cpu", "--batch", 4, "--channel-base", 64, "--channel-max", 8, "--z-dim", 8, "--w-dim", 8,
         "--workers", 0, "--tick", 0.012, "--snap", 1, "--grid", 4, "--threads", 1)
    ]  # fmt: skip


MOCO = ("-a", "tiny_resnet", "--image-size", 16, "--moco-k", 32, "--moco-dim", 8)
SUPCON = ("--model", "tiny_resnet", "--size", 16, "--method", "SimCLR")
DINO = ("--arch", "vit_nano", "--patch-size", 8, "--image-size", 16, "--out-dim", 32, "--local-crops-number", 2)
LEJEPA = ("--arch", "tiny_resnet", "--image-size", 16, "--proj-dim", 8, "--proj-hidden", 16, "--slices", 32,
          "--local-crops-number", 2)  # fmt: skip
RESUME, OVER, VERIFY = ("--resume", "auto"), ("--overwrite",), ("--verify",)
IMAGES, SHARDS, SHADERS = ("images", "images"), ("shards", "shards"), ("shaders", "shaders")
CHECKPOINT, NETWORK = ("encoder.pth.tar", "checkpoint"), ("network.safetensors", "network")
LABELLED = ("labelled/train", "images")

# Each may use what stands before it. The names are those of the world's inputs, too, where a later one takes them.
JOBS = (
    Job(name="dataset", words=_draw(), over=OVER, takes=(SHADERS,)),
    Job(name="classes", words=_draw("--layout", "class", "--image-format", "png"), over=OVER, takes=(SHADERS,)),
    Job(name="mixed", words=_draw("--mixing-type", "kml", "--n-samples-mix", 3), over=OVER, takes=(SHADERS,)),
    Job(name="shards", words=_draw("--format", "webdataset", "--shard-size", 25), again=VERIFY, over=OVER,
        takes=(SHADERS,)),
    Job(name="parts", words=_parts, again=VERIFY, takes=(SHADERS,)),
    Job(
        name="check",
        words=lambda world, out: [(f"{DRAW}/check_shaders.py", "--shaders", world / "shaders", "--output", out,
                                   "--resolution", 32, "--workers", 2, "--times", 1.0, 2.0)],
        takes=(SHADERS,),
    ),
    Job(
        name="gallery",
        words=lambda world, out: [(f"{DRAW}/gallery.py", "--shaders", world / "shaders", "--output", out,
                                   "--resolution", 32, "--workers", 2)],
        takes=(SHADERS,),
    ),
    Job(
        name="page",
        words=lambda world, out: [(f"{DRAW}/gallery.py", "--dataset", world / "classes", "--output", out,
                                   "--workers", 2)],
        takes=(("classes", "dataset"),),
    ),
    Job(
        name="video",
        words=lambda world, out: [(f"{DRAW}/generate_video.py", "--shader-file", world / "shaders/wave0.frag",
                                   "--output-path", out, "--duration", 2, "--fps", 10, "--resolution", 64)],
        takes=(("shaders/wave0.frag", "shader"),),
        file="v.mp4",
    ),
    Job(
        name="mix",
        words=lambda world, out: [("image_generation/mix_folder.py", world / "images", "--output", out, "--n-samples",
                                   60, "--resolution", 32, "--mixing-type", "convex", "--workers", 2)],
        over=OVER,
        takes=(IMAGES,),
    ),
    Job(
        name="photos",
        words=lambda world, out: [(f"{DRAW}/generate_dataset.py", "--shaders", f"folder:{world / 'images'}",
                                   "model:dead_leaves-squares", "--output", out, "--n-samples", 40, "--resolution",
                                   32, "--workers", 2)],
        over=OVER,
        takes=(IMAGES,),
    ),
    Job(name="moco", words=_train("moco/main_train.py", "images", *MOCO, "-j", 1), again=RESUME, over=OVER,
        takes=(IMAGES,)),
    Job(name="moco-live", words=_train("moco/main_train.py", "shaders", *MOCO, of="shaders"), again=RESUME, over=OVER,
        takes=(SHADERS,)),
    Job(name="supcon", words=_train("supcon/main_train.py", "shards", *SUPCON, "-j", 1, of="webdataset"), again=RESUME,
        over=OVER, takes=(SHARDS,)),
    Job(name="supcon-live", words=_train("supcon/main_train.py", "shaders", *SUPCON, of="shaders"), again=RESUME,
        over=OVER, takes=(SHADERS,)),
    Job(name="dino", words=_train("dino/main_train.py", "images", *DINO, "-j", 0), again=RESUME, over=OVER,
        takes=(IMAGES,)),
    Job(name="lejepa", words=_train("lejepa/main_train.py", "images", *LEJEPA, "-j", 0), again=RESUME, over=OVER,
        takes=(IMAGES,)),
    Job(name="stylegan2", words=_gan, again=RESUME, over=OVER, takes=(IMAGES,)),
    Job(
        name="samples",
        words=lambda world, out: [(f"{GAN}/generate_dataset.py", "--network", world / "network.safetensors",
                                   "--output", out, "--n-samples", 30, "--workers", 1, "--device", "cpu")],
        over=OVER,
        takes=(NETWORK,),
    ),
    Job(name="knn", words=_evaluate("evaluation/main_knn.py"), takes=(CHECKPOINT, LABELLED), file="r.csv", adds=True),
    Job(name="linear", words=_evaluate("evaluation/main_linear.py"), takes=(CHECKPOINT, LABELLED), file="r.csv", adds=True),
    Job(name="memory", words=_memory, takes=(CHECKPOINT, LABELLED), adds=True),
    Job(name="finetune", adds=True, words=_finetune, again=RESUME, over=OVER, takes=(CHECKPOINT, LABELLED)),
    Job(
        name="export",
        words=lambda world, out: [("evaluation/export.py", "--checkpoint", world / "encoder.pth.tar", "--format", "own",
                                   "--output", out)],
        takes=(CHECKPOINT,),
        file="e.safetensors",
    ),
    Job(
        name="downloads",
        words=lambda world, out: [("bash", "scripts/download/download_datasets.sh", "shaders1k", "--output", out,
                                   "--base-url", (world / "address").read_text(), "--retry-delay", 0.05,
                                   "--stall-timeout", 3)],
        looks=".lock",  # of unpacked archives no bytes are known
        takes=(("served", "served"),),
    ),
)  # fmt: skip
BY_NAME = {job.name: job for job in JOBS}
