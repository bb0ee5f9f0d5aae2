"""Flags that several commands share: what images are of, and the machine that draws them."""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Sequence

from image_generation.common import cli
from image_generation.common.errors import UserError
from image_generation.common.memory import Memory
from image_generation.mixing import COMBINATION_TYPES, FIXED_SAMPLES, LEAST_PROGRAMS, MIXING_TYPES, MixtureSettings
from image_generation.processes.forking import apart
from image_generation.processes.pool import available_cores
from image_generation.shaders.programs.program import ProgramError
from image_generation.shaders.rendering.backends import BackendChoice
from image_generation.shaders.rendering.egl_devices import WITHOUT_EGL, EglDevice, choose_device, find_libraries
from image_generation.shaders.sampler import TIME_RANGE, SamplerSettings
from image_generation.shaders.sources import Source, resolve

PROCESSES_PER_GPU = 4
PROGRAM_BYTES = 4 << 20  # of a compiled program on llvmpipe
LEAST_KEPT, MOST_KEPT = 128, 4096  # compiled programs of a process, where no flag says


QUICK_COMPILE_PIXELS = 2_000_000  # programs that draw fewer are compiled quickly (docs/benchmarks.md)


def add_sampling_flags(parser: argparse.ArgumentParser) -> None:
    """The flags that say what the images are of, shared with live rendering."""
    group = parser.add_argument_group("sampling")
    group.add_argument(
        "--time-range",
        type=cli.finite_float,
        nargs=2,
        default=list(TIME_RANGE),
        metavar=("A", "B"),
        help="seconds of a program's time between which images are drawn",
    )
    group.add_argument(
        "--temporal-sampling",
        choices=("random", "continuous"),
        default="random",
        help="times drawn at random, or one after the other as in a video of --fps",
    )
    group.add_argument(
        "--fps", type=cli.positive_float, default=10.0, metavar="F", help="frames a second of continuous sampling"
    )
    group.add_argument(
        "--parameter-jitter",
        type=cli.jitter,
        default=0.0,
        metavar="SIGMA",
        help="scale the numbers in a program's text for each sample by random factors exp(SIGMA * N(0, 1)), a "
        "log-normal distribution; 0.3 gives other shapes and colours at the same time (default: 0, as written)",
    )
    group = parser.add_argument_group("mixing")
    add_mixing_flags(group)


def add_mixing_flags(group: argparse._ArgumentGroup, default: str = "none") -> None:
    """The flags that say how samples are mixed into one image."""
    group.add_argument(
        "--mixing-type",
        choices=MIXING_TYPES,
        default=default,
        help=f"how several samples make an image: docs/mixing.md (default: {default})",
    )
    group.add_argument(
        "--n-samples-mix",
        type=cli.positive_int,
        default=6,
        metavar="K",
        help="samples in a mixed image (default: 6; kml has 3 and kml_mixup 6)",
    )
    group.add_argument(
        "--convex-combination-type",
        choices=COMBINATION_TYPES,
        default="uniform",
        help="how the weights of convex mixtures are drawn",
    )
    group.add_argument(
        "--dirichlet-alpha",
        type=cli.positive_float,
        default=1.0,
        metavar="A",
        help="concentration of dirichlet weights: above 1 more alike, below 1 one prevails",
    )
    group.add_argument(
        "--cut-alpha",
        type=cli.positive_float,
        default=1.0,
        metavar="A",
        help="alpha of the beta distribution from which the share of a cut is drawn",
    )


def sampler_settings(args: argparse.Namespace) -> SamplerSettings:
    """SamplerSettings of add_sampling_flags' values and args.seed; raises UserError (code 2)."""
    low, high = args.time_range
    if low > high:
        raise UserError(f"--time-range {low:g} {high:g}: the first must not be above the second", 2)
    mixture = mixture_settings(args)
    return SamplerSettings(
        seed=args.seed,
        time_range=(low, high),
        temporal_sampling=args.temporal_sampling,
        fps=args.fps,
        mixture=mixture,
        parameter_jitter=args.parameter_jitter,
    )


def mixture_settings(args: argparse.Namespace) -> MixtureSettings | None:
    """MixtureSettings of add_mixing_flags' values, None for no mixing; raises UserError (code 2)."""
    if args.mixing_type == "none":
        return None
    fixed = FIXED_SAMPLES.get(args.mixing_type)
    if fixed is not None and args.n_samples_mix not in (fixed, 6):
        raise UserError(f"--n-samples-mix {args.n_samples_mix}: {args.mixing_type} has {fixed}: leave it out", 2)
    if args.n_samples_mix < 2:
        raise UserError("--n-samples-mix: a mixture needs at least 2 samples", 2)
    return MixtureSettings(
        kind=args.mixing_type,
        n_samples=args.n_samples_mix,
        combination=args.convex_combination_type,
        dirichlet_alpha=args.dirichlet_alpha,
        cut_alpha=args.cut_alpha,
    )


def note_unused(args: argparse.Namespace) -> None:
    """Say on stderr which flags of files, sampling and mixing were given that change nothing beside the others."""
    kind = args.mixing_type
    convex = kind in ("convex", "convex_cutmix")
    of = {
        "quality": (95, "--image-format jpg or webp", getattr(args, "image_format", None) != "png"),
        "fps": (10.0, "--temporal-sampling continuous", getattr(args, "temporal_sampling", "") == "continuous"),
        "n_samples_mix": (6, "a --mixing-type", kind != "none"),
        "convex_combination_type": ("uniform", "--mixing-type convex or convex_cutmix", convex),
        "dirichlet_alpha": (
            1.0,
            "--convex-combination-type dirichlet",
            convex and args.convex_combination_type == "dirichlet",
        ),
        "cut_alpha": (1.0, "--mixing-type cutmix or convex_cutmix", kind in ("cutmix", "convex_cutmix")),
    }
    given = [
        f"--{name.replace('_', '-')} (of {needs})"
        for name, (usual, needs, used) in of.items()
        if not used and getattr(args, name, usual) != usual
    ]
    if given:
        print(f"without effect here: {', '.join(given)}", file=sys.stderr)


def check_programs(mixture: MixtureSettings | None, n: int, where: str = "--shaders", what: str = "programs") -> None:
    """Raises UserError (code 2) where there are too few programs for a mixture."""
    least = LEAST_PROGRAMS.get(mixture.kind, 1) if mixture else 1
    if mixture and n < least:
        raise UserError(
            f"{where}: {mixture.kind} mixes three different {what}, and there "
            f"{'is' if n == 1 else 'are'} {n}: give {least} or more",
            2,
        )


def add_channel_flag(group: argparse._ActionsContainer) -> None:
    """--channel-programs: what fills image inputs."""
    group.add_argument(
        "--channel-programs",
        nargs="+",
        default=[],
        metavar="S",
        help="fill the programs' image inputs (ISF images, Shadertoy's texture channels ...) with pictures of these, "
        "SHADERS as above, drawn by lot for each image with times of their own (default: the built-in textures)",
    )


def channel_sources(args: argparse.Namespace) -> tuple[Source, ...]:
    """The programs that --channel-programs names, sorted; raises UserError (code 2)."""
    if not args.channel_programs:
        return ()
    try:
        return tuple(resolve(args.channel_programs, getattr(args, "include", ())))
    except UserError as error:
        raise UserError(str(error).replace("--shaders ", "--channel-programs ", 1), 2) from None


def channels_unchanged(sources: Sequence[Source], before: str | None) -> str:
    """Their digest_of_channels; raises UserError (code 2) where it is not what it was, or one cannot be read."""
    now = digest_of_channels(sources)
    if before not in (None, now):
        raise UserError("--channel-programs: their texts have changed since this dataset was begun; use --overwrite", 2)
    return now


def digest_of_channels(sources: Sequence[Source]) -> str:
    """SHA-1 of the channel programs' names and texts: what pictures that show them depend on beside their own.

    Raises UserError (code 2) where one cannot be read.
    """
    digest = hashlib.sha1()
    for source in sources:
        try:
            # composed texts and models follow from their names, and writing 20,000 texts takes its time
            text = b"" if source.painted or source.composed else source.read()
        except ProgramError as error:
            raise UserError(f"--channel-programs: {source.name}: {error}", 2) from None
        digest.update(f"{source.name}\0{len(text)}\0".encode() + text)
    return digest.hexdigest()


def add_device_flags(
    parser: argparse.ArgumentParser,
    *,
    timeout: float | None = 60.0,
    item: str = "drawing",
    per_gpu: int = PROCESSES_PER_GPU,
    title: str = "machine (does not change the images)",
) -> None:
    """--device, --gpus, --workers and --timeout.

    timeout   the default in seconds, for one `item`; None: no such flag
    per_gpu   processes on a GPU where --workers does not say
    """
    group = parser.add_argument_group(title)
    group.add_argument(
        "--device",
        choices=("auto", "cpu", "cuda"),
        default="auto",
        help="what draws: a GPU where one answers (auto), or as told (default: auto)",
    )
    group.add_argument(
        "--gpus",
        type=cli.non_negative_int,
        nargs="+",
        metavar="N",
        help="CUDA ordinals to work on (default: the first)",
    )
    group.add_argument(
        "--workers", type=cli.positive_int, metavar="N", help=f"processes (default: one a core, or {per_gpu} a GPU)"
    )
    if timeout is not None:
        group.add_argument(
            "--timeout",
            type=cli.positive_float,
            default=timeout,
            metavar="S",
            help=f"seconds that one {item} may take (default: {timeout:g})",
        )


def add_backend_flag(group: argparse._ActionsContainer) -> None:
    """--backend: by which shaders programs are drawn."""
    group.add_argument(
        "--backend",
        type=backend_name,
        default="auto",
        metavar="auto|fragment|compute",
        help="draw by fragment or by compute shaders; auto: fragment in software, on a GPU what a short measurement "
        "found faster, kept in the user's cache folder (default: auto)",
    )


def add_program_cache_flag(group: argparse._ActionsContainer) -> None:
    """--program-cache-gb: memory for compiled programs."""
    group.add_argument(
        "--program-cache-gb",
        type=cli.positive_float,
        metavar="GB",
        help="memory for compiled programs of all render processes together, about 4 MB a program and process "
        "(default: a quarter of what the machine and its control groups leave free)",
    )


def kept_programs(gigabytes: float | None, workers: int) -> int:
    """How many compiled programs each of so many processes keeps; UserError (code 2) beyond the machine's memory."""
    memory = Memory.read()
    if gigabytes is None:
        return max(LEAST_KEPT, min(MOST_KEPT, memory.free // 4 // PROGRAM_BYTES // workers))
    refuse_beyond(memory, "--program-cache-gb", gigabytes)
    return max(1, int(gigabytes * 2**30) // PROGRAM_BYTES // workers)


def meet_once(sources: Sequence[Source], sampler: SamplerSettings) -> bool:
    """Whether a process that draws whole programs (tasks.split) meets each once: no mixtures, and no path twice."""
    return sampler.mixture is None and len({source.path for source in sources}) == len(sources)


def refuse_beyond(memory: Memory, flag: str, gigabytes: float) -> None:
    """Raises UserError (code 2) where a flag asks for more than there is."""
    if gigabytes * 2**30 > memory.total:
        raise UserError(f"{flag} {gigabytes:g}: this machine has {memory.total / 2**30:.1f} GB: give less", 2)


def backend_name(text: str) -> str:
    """argparse type: one of BACKENDS, or what a dataset's config.yaml says."""
    if text != "auto":
        try:
            BackendChoice.parse(text)
        except ValueError as error:
            raise argparse.ArgumentTypeError(str(error)) from None
    return text


def refuse_gpus_on_cpu(args: argparse.Namespace) -> None:
    """Raises UserError (code 2) for --gpus with --device cpu."""
    if args.gpus and args.device == "cpu":
        raise UserError("--gpus does not go with --device cpu", 2)


def process_count(wanted: int | None, gpus: int, cores: int | None = None, per_gpu: int = PROCESSES_PER_GPU) -> int:
    """How many processes draw: as many as are wanted, or `per_gpu` on each of so many GPUs, or one a core.

    cores    what this command may use; None: all of the machine
    """
    if wanted:
        return wanted
    cores = available_cores() if cores is None else cores
    return max(gpus, min(per_gpu * gpus, cores)) if gpus else cores


def note_unvaried(sources: Sequence[Source], parameter_jitter: float) -> None:
    """Say on stderr what --parameter-jitter does not reach."""
    painted = sum(source.painted for source in sources)
    if parameter_jitter and painted:
        print(
            f"--parameter-jitter: {painted} of the {len(sources)} sources are image models or folders, which have no "
            "parameters: drawn as they are",
            file=sys.stderr,
        )


def choose_devices(
    args: argparse.Namespace, sources: Sequence[Source] | None = None
) -> tuple[tuple[EglDevice, ...], int]:
    """The EGL devices and number of processes that add_device_flags' values ask for; raises UserError.

    sources   what is drawn, where that is known: no device is looked for where none of it is a shader
    """
    refuse_gpus_on_cpu(args)
    if sources is not None and all(source.painted for source in sources):
        return (), process_count(args.workers, 0)
    if args.gpus:
        devices = _chosen("cuda", args.gpus)
    else:
        devices = _chosen(args.device, [None])
    return devices, process_count(args.workers, count_gpus(devices))


def _chosen(device: str, gpus: Sequence[int | None]) -> tuple[EglDevice, ...]:
    """choose_device for each of the GPUs, in a copy of this process, so that this one stays without a driver."""
    if sys.platform not in WITHOUT_EGL:
        find_libraries()  # here, and known to all copies

    def chosen() -> tuple[EglDevice, ...]:
        return tuple(choose_device(device, gpu) for gpu in gpus)

    return apart(chosen, wording="looking for graphics devices")


def count_gpus(devices: Sequence[EglDevice]) -> int:
    """How many of these devices hold processes of their own: all, unless all draw in software."""
    return 0 if all(device.kind == "software" for device in devices) else len(devices)


def quick_compile(n_images: int, sampler: SamplerSettings, resolution: int, n_programs: int) -> bool:
    """Whether programs draw so little that compiling them quickly is better than compiling them for speed.

    What programs with feedback draw between one image and the next does not count: nothing is known of them yet.
    """
    samples = n_images * (sampler.mixture.n_samples if sampler.mixture else 1)
    return samples * resolution**2 < QUICK_COMPILE_PIXELS * n_programs
