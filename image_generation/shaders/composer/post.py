"""What the camera does last: light over the picture, exposure, tone curve, vignette, cast, grain."""

from __future__ import annotations

from image_generation.shaders.composer.comments import listed
from image_generation.shaders.composer.draft import Draft, lit
from image_generation.shaders.composer.embed_tones import EMBED_LUMINANCE


def light(d: Draft) -> list[str]:
    """Stages that change LIT over the whole picture: falling off to one side, then shade, beams or a pool of light."""
    texts = []
    lit = bool(d.embedded)  # pictures have a light of their own
    if d.random.chance(0.3 if lit else 0.6):
        fall = d.num(0.1, 0.4 if lit else 0.7)
        texts.append(
            f"/// Light: brighter towards the lamp, darker away from it, by {fall}.\nLIT *= max(1.0 + {fall} * dot(p, LAMP.xy), 0.15);"
        )
    if d.left() < 20.0 or d.random.chance(0.95 if lit else 0.6):
        return texts
    d.need("noise")
    d.spend(8.0, "dappled light")
    kind, words = d.random.choose(
        (
            (f"smoothstep(0.35, {d.num(0.45, 0.8)}, noise(p * {d.num(0.7, 3.0)} + 3.0 * LAMP.xy, S + 8U))", "dapples, as under a tree"),
            (f"smoothstep(-0.2, 0.3, sin(dot(p, LAMP.yx) * {d.num(2.0, 6.0)} + 6.0 * H.x))", "beams, as through blinds"),
            (f"exp(-{d.num(0.5, 2.0)} * dot(p - LAMP.xy, p - LAMP.xy))", "a pool of light"),
        )
    )  # fmt: skip
    dark = d.num(0.15, 0.5)
    return [*texts, f"/// Light: {words}; {dark} is left in the shade.\nLIT *= mix({dark}, 1.2, {kind});"]


def _middle(d: Draft) -> str:
    """The brightness that becomes the middle grey, a literal: from grammar 4 on, what the embedded programs have on the whole."""
    if d.grammar < 4:
        return "0.47"
    return lit(0.02 + sum(EMBED_LUMINANCE[name] for name in d.embedded) / len(d.embedded))


def tone_map(d: Draft) -> tuple[str, str]:
    """(statements from linear `col` to what is shown, the words for them)."""
    d.spend(8.0)
    steps: list[tuple[str, str]] = []  # statement, words; '' goes with the one before
    if d.embedded:  # pictures that are exposed well as they are
        exposure, saturation, grey, contrast = d.num(0.95, 1.35), d.num(0.4, 1.1), d.num(0.43, 0.53), d.num(1.0, 1.6)
        middle = _middle(d)
        steps += [
            (f"col = sqrt(1.0 - exp(-max(col, 0.0) * {exposure}));", f"exposure {exposure}"),
            (f"col = mix({_GREY}, col, {saturation});", f"saturation {saturation}"),
            (
                f"col = clamp({grey} + (col - {middle}) * {contrast} * (0.8 + 0.4 * H.y), 0.0, 1.0);",
                f"contrast about {contrast} round grey {grey}",
            ),
        ]
    else:
        light, stops, exposure = d.num(0.8, 1.25), d.num(0.2, 0.7), d.num(1.0, 1.6)
        steps += [
            (
                f"col *= {light} * exp2({stops} * (H.y - 0.5));",
                f"light times {light}, give or take half of {stops} stops",
            ),
            (f"col = 1.0 - exp(-col * {exposure});", f"exposure {exposure}"),
            ("col = sqrt(clamp(col, 0.0, 1.0));", "gamma 2")
            if d.random.chance(0.75)
            else ("col = clamp(1.15 * col, 0.0, 1.0);", "no gamma"),
        ]
        contrast = d.num(0.7, 1.5)
        steps.append((f"col = mix(col, col * col * (3.0 - 2.0 * col), {contrast});", f"an S curve to {contrast}"))
    if d.random.chance(0.5):
        steps.append(("vec2 corner = 2.0 * fragCoord / iResolution.xy - 1.0;", "darker corners"))
        steps.append((f"col *= 1.0 - {d.num(0.05, 0.25)} * dot(corner, corner);", ""))
    if not d.embedded and d.random.chance(0.15):
        saturation = d.num(0.0, 0.7)
        steps.append((f"col = mix({_GREY}, col, {saturation});", f"saturation {saturation}"))
    if d.random.chance(0.2):
        d.need("one", "cell")
        steps.append((f"col += {d.num(0.01, 0.05)} * (one(cell(fragCoord, S)) - 0.5);", "grain"))
    words = listed([word for _, word in steps if word])
    return "\n".join(statement for statement, _ in steps), words


_GREY = "vec3(dot(col, vec3(0.3, 0.6, 0.1)))"
