"""What the camera does last: light over the picture, exposure, tone curve, vignette, cast, grain."""

from __future__ import annotations

from image_generation.shaders.composer.draft import Draft


def light(d: Draft) -> str:
    """Statements that change LIT over the whole picture: falling off to one side, then shade, beams or a pool of light."""
    text = ""
    lit = bool(d.embedded)  # pictures have a light of their own
    if d.random.chance(0.3 if lit else 0.6):
        text = f"LIT *= max(1.0 + {d.num(0.1, 0.4 if lit else 0.7)} * dot(p, LAMP.xy), 0.15);"
    if d.left() < 20.0 or d.random.chance(0.95 if lit else 0.6):
        return text
    d.need("noise")
    d.spend(8.0, "dappled light")
    kind = d.random.choose(
        (
            f"smoothstep(0.35, {d.num(0.45, 0.8)}, noise(p * {d.num(0.7, 3.0)} + 3.0 * LAMP.xy, S + 8U))",
            f"smoothstep(-0.2, 0.3, sin(dot(p, LAMP.yx) * {d.num(2.0, 6.0)} + 6.0 * H.x))",
            f"exp(-{d.num(0.5, 2.0)} * dot(p - LAMP.xy, p - LAMP.xy))",
        )
    )
    return f"{text}\nLIT *= mix({d.num(0.15, 0.5)}, 1.2, {kind});"


def tone_map(d: Draft) -> str:
    """Statements from linear `col` to what is shown."""
    d.spend(8.0)
    if d.embedded:  # pictures that are exposed well as they are
        lines = [
            f"col = sqrt(1.0 - exp(-max(col, 0.0) * {d.num(0.95, 1.35)}));",
            f"col = mix(vec3(dot(col, vec3(0.3, 0.6, 0.1))), col, {d.num(0.4, 1.1)});",
            f"col = clamp({d.num(0.43, 0.53)} + (col - 0.47) * {d.num(1.0, 1.6)} * (0.8 + 0.4 * H.y), 0.0, 1.0);",
        ]
    else:
        lines = [f"col *= {d.num(0.8, 1.25)} * exp2({d.num(0.2, 0.7)} * (H.y - 0.5));"]
        lines.append(f"col = 1.0 - exp(-col * {d.num(1.0, 1.6)});")
        lines.append(
            "col = sqrt(clamp(col, 0.0, 1.0));" if d.random.chance(0.75) else "col = clamp(1.15 * col, 0.0, 1.0);"
        )
        lines.append(f"col = mix(col, col * col * (3.0 - 2.0 * col), {d.num(0.7, 1.5)});")
    if d.random.chance(0.5):
        lines.append("vec2 corner = 2.0 * fragCoord / iResolution.xy - 1.0;")
        lines.append(f"col *= 1.0 - {d.num(0.05, 0.25)} * dot(corner, corner);")
    if not d.embedded and d.random.chance(0.15):
        lines.append(f"col = mix(vec3(dot(col, vec3(0.3, 0.6, 0.1))), col, {d.num(0.0, 0.7)});")
    if d.random.chance(0.2):
        d.need("one", "cell")
        lines.append(f"col += {d.num(0.01, 0.05)} * (one(cell(fragCoord, S)) - 0.5);")
    return "\n".join(lines)
