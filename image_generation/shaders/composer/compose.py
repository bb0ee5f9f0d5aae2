"""Composed programs: number k of seed S is a GLSL text that a typed grammar makes, the same on every machine.

from image_generation.shaders.corpus import compose
text = compose.compose(7, seed=0)

A program is stages over one record a pixel: a backdrop (a embedded hand-written program, flat texture, soft blots, horizon,
hills, room), then bodies in space or rows of things on the ground, then dead leaves. Each stage says what surface a pixel shows; the
surface is painted once, at the end, so that a program stays short. Every choice of layout, palette, light and
viewpoint has a part that the program fixes and a part drawn anew several times a second of iTime.
"""

from __future__ import annotations

from image_generation.shaders.composer import fronts, geometry, lens, post
from image_generation.shaders.composer.draft import Draft
from image_generation.shaders.composer.palettes import inks
from image_generation.shaders.composer.scenes import EMBEDDING_SCENES, SCENES, stages
from image_generation.shaders.composer.stream import Stream
from image_generation.shaders.composer.surfaces import surface

GRAMMAR_VERSION = 3  # part of a program's identity: any change of what is written must raise it

_PLAIN = "AIR * LIT"
_PAINTED = "mix(paint(Q, ID) * LIT * vec3(1.0 + WARM, 1.0, 1.0 - WARM) + GLOSS, AIR, FOG)"
_MAIN = """void mainImage(out vec4 fragColor, in vec2 fragCoord) {{
    vec2 p = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    float beat = iTime * {rate} + {phase}, drift = fract(beat) - 0.5;
    S = hash(uint(int(beat)) + {salt});
    H = four(S + 1U);
    V = four(S + 2U);
    @ LENS = spin({tilt});
    p = spin({tilt}) * p * ({zoom} + {range} * V.z) + {pan} * drift * (V.yx - 0.5);
    LAMP = normalize(vec3({sun}, 0.5 + H.w));
    float Y0 = {horizon} + 0.6 * (V.x - 0.5);
{inks}
{lens}
    Q = p; ID = S; LIT = 1.0; GLOSS = 0.0; FOG = 0.0; AIR = vec3(0.5);
    {labels_begin}
{stages}
    {labels_end}
    ~ vec3 col = {colour};
{tone_map}
    ~ fragColor = vec4(col, 1.0);
}}
"""


def _write(random: Stream, name: str) -> str:
    """The text with the marks of geometry.py."""
    d = Draft(random)
    d.need("hash", "four", "spin")
    scene = random.weighted(SCENES)
    d.tags += ["composed", scene]
    colours, set_up = inks(d)
    layers = [text for text in stages(d, scene) if text]
    layers += [fronts.front(d), post.light(d)]
    upright = scene in EMBEDDING_SCENES or any(tag in d.tags for tag in ("sky", "solids", "room"))
    bent = lens.lens(d, upright)
    painted = any("ID = " in text for text in layers)
    paint = surface(d) if painted else ""
    tone_map = post.tone_map(d)
    main = _MAIN.format(
        rate=d.num(2.0, 5.0),
        phase=d.num(0.0, 9.0),
        salt=d.salt(),
        tilt=f"vec2(1.0, {d.num(0.0, 0.4)} * (V.w - 0.5))" if upright else "V.wx - 0.5",
        zoom=d.num(0.7, 1.0) if scene in EMBEDDING_SCENES else d.num(0.7, 1.3),
        range=d.num(0.0, 0.4),
        pan=d.num(0.1, 0.8),
        sun="1.6 * H.z - 0.8, 0.2 + 0.8 * H.x" if upright else "2.0 * H.zx - 1.0",
        horizon=d.num(-0.2, 0.5),
        colour=_PLAIN if not painted else _PAINTED.replace("WARM", d.num(-0.1, 0.2)),
        inks=_indent(set_up),
        lens=_indent(bent),
        stages=_indent("\n".join(layers)),
        tone_map=_indent(geometry.picture_only(tone_map)),
        labels_begin=geometry.begin(),
        labels_end=geometry.end(painted),
    )
    head = (
        f"// title: {name}\n// description: A composed {scene} scene: {', '.join(d.tags[2:7])}\n"
        f"// tags: {', '.join(d.tags)}\n// grammar: {GRAMMAR_VERSION}\n"
    )
    record = (
        "\n#define Z min(0, int(iTime))\n\nuint S, ID;\nvec4 H, V;\nvec3 LAMP, AIR;\nvec2 Q;\nfloat LIT, FOG, GLOSS;"
    )
    bodies = any(tag in d.tags for tag in ("solids", "ray marching"))
    labels = geometry.helpers(geometry.FAR_BEHIND_BODIES if bodies else "1.0")
    parts = [f"{head}{record}\n{labels}", d.helpers(), colours, *d.functions, paint.strip(), main]
    return "\n\n".join(part.strip("\n") for part in parts)


def _indent(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.split("\n") if line.strip())


def compose(k: int, seed: int = 0) -> str:
    """Program number k of a seed: GLSL text in Shadertoy's dialect, 10 KB or so, 20 at most.

    The same k, seed and GRAMMAR_VERSION give the same text on every machine. Raises ValueError for numbers below 0.
    """
    return geometry.picture_text(_marked(k, seed))


def compose_labels(k: int, seed: int = 0) -> str:
    """The text that draws the ground truth of program k of a seed (docs/labels.md); raises ValueError as compose does.

    It is the program's own text with another end: where the picture has its colours it calls `labels`.
    """
    return geometry.label_text(_marked(k, seed))


def _marked(k: int, seed: int) -> str:
    if k < 0 or seed < 0:
        raise ValueError(f"composed program {seed}/{k}: both numbers must be 0 or above")
    return _write(Stream(GRAMMAR_VERSION, seed, k), f"Composed {seed}/{k}")
