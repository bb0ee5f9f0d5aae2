"""Composed programs: number k of seed S is a GLSL text that a typed grammar makes, the same on every machine.

from image_generation.shaders.composer import compose
text = compose.compose(7, seed=0)

A program is stages over one record a pixel: a backdrop (an embedded hand-written program, flat texture, soft blots, horizon,
hills, room), then bodies in space or rows of things on the ground, then dead leaves. Each stage says what surface a pixel shows; the
surface is painted once, at the end, so that a program stays short. Every choice of layout, palette, light and
viewpoint has a part that the program fixes and a part drawn anew several times a second of iTime. Each stage brings the
comment that says what it draws (comments.py).
"""

from __future__ import annotations

from image_generation.shaders.composer import GRAMMAR_VERSION, GRAMMARS, fronts, geometry, lens, post
from image_generation.shaders.composer.comments import first_note, numbered
from image_generation.shaders.composer.draft import Draft
from image_generation.shaders.composer.palettes import inks
from image_generation.shaders.composer.scenes import EMBEDDING_SCENES, scenes_of, stages
from image_generation.shaders.composer.stream import Stream
from image_generation.shaders.composer.subjects import kind_of_thing
from image_generation.shaders.composer.surfaces import surface

_PLAIN = "AIR * LIT"
_PAINTED = "mix(paint(Q, ID) * LIT * vec3(1.0 + WARM, 1.0, 1.0 - WARM) + GLOSS, AIR, FOG)"
_RECORD = """
/// A zero that no compiler knows, so that loops stay loops.
#define Z min(0, int(iTime))

/// What the stages say of a pixel, each over what the ones before it said. Painted is what stands here at the end.
/// S: the seed of this moment, another one at every beat. ID: the number of the surface that the pixel shows.
uint S, ID;
/// Eight random numbers of this moment, from 0 to 1: H for things and light, V for the view.
vec4 H, V;
/// LAMP: the direction towards the light (x right, y up, z to the eye). AIR: the colour of what lies before the surface, or of a backdrop that says its own colour.
vec3 LAMP, AIR;
/// Where on its surface the pixel lies.
vec2 Q;
/// LIT: how brightly the surface is lit. FOG: how much AIR hides of it, from 0 (nothing) to 1 (all). GLOSS: a highlight on it.
float LIT, FOG, GLOSS;"""
_MAIN = """/// What a pixel shows.
void mainImage(out vec4 fragColor, in vec2 fragCoord) {{
    /// p: where the pixel is, 0 in the middle of the picture, -1 at its bottom and 1 at its top.
    vec2 p = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    ///
    /// Beats: {rate} times a second all that is random changes; drift goes from -0.5 to 0.5 meanwhile.
    float beat = iTime * {rate} + {phase}, drift = fract(beat) - 0.5;
    S = hash(uint(int(beat)) + {salt});
    H = four(S + 1U);
    V = four(S + 2U);
    ///
    /// View: {turned}; from {zoom} below and above the middle to {range} more; drifting by {pan} times a random way.
    @ LENS = spin({tilt});
    p = spin({tilt}) * p * ({zoom} + {range} * V.z) + {pan} * drift * (V.yx - 0.5);
    /// Lamp: {from_where}.
    LAMP = normalize(vec3({sun}, 0.5 + H.w));
    /// The height of the horizon: around {horizon}{idle}.
    float Y0 = {horizon} + 0.6 * (V.x - 0.5);
    /// Palette: {names}{unused}.
{inks}
    ///
{lens}
    ///
    /// To begin with: one surface, lit evenly, nothing before it.
    Q = p; ID = S; LIT = 1.0; GLOSS = 0.0; FOG = 0.0; AIR = vec3(0.5);
    {labels_begin}
{stages}
    {labels_end}
    ///
    /// {end}
    ~ vec3 col = {colour};
    /// Shown: {shown}.
{tone_map}
    ~ fragColor = vec4(col, 1.0);
}}
"""

_PLAIN_NOTE = "The picture: backdrops brought their own colour, and the light falls on it."
_PAINTED_NOTE = "The surface is painted, lit ({tone}), and seen through the air before it."


def _write(random: Stream, name: str, grammar: int) -> str:
    """The text with the marks of geometry.py."""
    d = Draft(random, grammar)
    d.need("hash", "four", "spin")
    scene = random.weighted(scenes_of(grammar))
    d.tags += ["composed", scene]
    kind = kind_of_thing(d) if scene == "subject" and grammar > 4 else None
    colours, set_up, names = inks(d, kind.inks if kind else ())
    layers = [text for text in stages(d, scene, kind) if text]
    front = fronts.front(d)
    layers += [*([front] if front else []), *post.light(d)]
    framed = scene in EMBEDDING_SCENES or scene == "subject"
    upright = framed or any(tag in d.tags for tag in ("sky", "solids", "room"))
    bent = lens.lens(d, upright)
    painted = any("ID = " in text for text in layers)
    paint = surface(d) if painted else ""
    tone_map, shown = post.tone_map(d)
    rate, phase, salt = d.num(2.0, 5.0), d.num(0.0, 9.0), d.salt()
    lean = d.num(0.0, 0.4) if upright else ""
    zoom = d.num(0.7, 1.0) if framed else d.num(0.7, 1.3)
    wide, pan, horizon = d.num(0.0, 0.4), d.num(0.1, 0.8), d.num(-0.2, 0.5)
    warm = d.num(-0.1, 0.2) if painted else ""
    inked = any("ink(" in text for text in (*layers, paint))
    unused = "" if inked else " (nothing here is coloured by it)"
    main = _MAIN.format(
        rate=rate,
        phase=phase,
        salt=salt,
        tilt=f"vec2(1.0, {lean} * (V.w - 0.5))" if upright else "V.wx - 0.5",
        turned=f"upright but for a tilt of at most half of {lean}" if upright else "turned to any side",
        zoom=zoom,
        range=wide,
        pan=pan,
        sun="1.6 * H.z - 0.8, 0.2 + 0.8 * H.x" if upright else "2.0 * H.zx - 1.0",
        from_where="above, left or right, before the picture" if upright else "at any side, before the picture",
        horizon=horizon,
        idle="" if any("Y0" in text for text in (*layers, bent)) else " (nothing here asks for it)",
        colour=_PLAIN if not painted else _PAINTED.replace("WARM", warm),
        end=_PAINTED_NOTE.format(tone=f"{'colder' if '-' in warm else 'warmer'} by {warm.strip('(-)')}")
        if painted
        else _PLAIN_NOTE,
        names=names,
        unused=unused,
        inks=_indent(set_up),
        lens=_indent(bent),
        stages=_indent("\n".join(numbered(layers))),
        shown=shown,
        tone_map=_indent(geometry.picture_only(tone_map)),
        labels_begin=geometry.begin(),
        labels_end=geometry.end(painted),
    )
    head = (
        f"// title: {name}\n// description: A composed {scene} scene: {', '.join(d.tags[2:7])}\n"
        f"// tags: {', '.join(d.tags)}\n// grammar: {grammar}\n"
    )
    about = [
        "",
        " What it draws, from back to front (the stages of mainImage, by their numbers):",
        *(f" {n}. {first_note(layer)}" for n, layer in enumerate(layers, 1)),
        *([f" Surfaces: {_after_colon(first_note(paint))}"] if painted else []),
        f" Palette: {names}{unused}.",
        *([f" {first_note(bent)}"] if bent else []),
        f" Shown with {shown}.",
        f" {rate} times a second of iTime it is another picture: layout, sizes, light and view are drawn anew.",
    ]
    bodies = any(tag in d.tags for tag in ("solids", "ray marching"))
    labels = geometry.helpers(geometry.FAR_BEHIND_BODIES if bodies else "1.0")
    notes = "\n".join(f"///{line or ' '}" for line in about)
    parts = [f"{head}{notes}\n{_RECORD}\n{labels}", d.helpers(), colours, *d.functions, paint.strip(), main]
    return "\n\n".join(part.strip("\n") for part in parts)


def _after_colon(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def _indent(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.split("\n") if line.strip())


def compose(k: int, seed: int = 0, grammar: int = GRAMMAR_VERSION) -> str:
    """Program number k of a seed: GLSL text in Shadertoy's dialect, 12 KB or so, with comments that say what it draws.

    The same k, seed and version of this repository give the same text on every machine; what it draws depends on k,
    seed and grammar alone (one of GRAMMARS). Raises ValueError for numbers below 0 and other grammars.
    """
    return geometry.commented_text(_marked(k, seed, grammar))


def compose_bare(k: int, seed: int = 0, grammar: int = GRAMMAR_VERSION) -> str:
    """The text that is rendered, and of which data sets keep the digest: compose's without what is for readers.

    It has no comments but the first four lines, and is indented roughly; it is the same program, token by token and value
    by value. The same k, seed and grammar give the same bytes. Raises ValueError as compose does.
    """
    return geometry.picture_text(_marked(k, seed, grammar))


def compose_labels(k: int, seed: int = 0, grammar: int = GRAMMAR_VERSION) -> str:
    """The text that draws the ground truth of program k of a seed (docs/labels.md); raises ValueError as compose does.

    It is the bare text with another end: where the picture has its colours it calls `labels`.
    """
    return geometry.label_text(_marked(k, seed, grammar))


def _marked(k: int, seed: int, grammar: int) -> str:
    if k < 0 or seed < 0:
        raise ValueError(f"composed program {seed}/{k}: both numbers must be 0 or above")
    if grammar not in GRAMMARS:
        raise ValueError(f"composed program {seed}/{k}: no grammar {grammar}")
    return _write(Stream(grammar, seed, k), f"Composed {seed}/{k}", grammar)
