"""Colours: four inks a program, jittered a time, as lightness, warmth (blue to orange) and tint (magenta to green)."""

from __future__ import annotations

from image_generation.shaders.corpus.composer.draft import Draft, lit

# Colours of photographs lie along lightness first, blue-orange second, green-magenta last.
INKS: dict[tuple[float, float, float], float] = {
    (0.65, -0.55, 0.0): 2.0,  # sky
    (0.22, 0.35, 0.4): 2.5,  # foliage
    (0.35, 0.5, 0.35): 1.5,  # meadow
    (0.25, 0.6, -0.05): 2.0,  # earth
    (0.62, 0.4, 0.0): 2.0,  # sand
    (0.55, 0.5, -0.12): 1.5,  # skin
    (0.4, 0.05, 0.0): 3.0,  # stone
    (0.9, 0.02, 0.0): 2.0,  # white
    (0.06, 0.05, 0.0): 2.5,  # black
    (0.3, -0.25, 0.0): 1.5,  # slate
    (0.14, -0.6, 0.1): 1.2,  # deep water
    (0.3, 0.75, -0.05): 2.0,  # wood
    (0.3, 0.9, -0.4): 1.0,  # brick
    (0.4, 1.2, -0.9): 0.8,  # red
    (0.55, 1.4, -0.15): 0.8,  # orange
    (0.75, 1.2, 0.25): 0.8,  # yellow
    (0.25, -1.3, -0.1): 0.8,  # blue
    (0.35, -0.6, 0.4): 0.6,  # teal
    (0.25, -0.3, -0.7): 0.5,  # purple
    (0.65, 0.3, -0.5): 0.5,  # pink
}


def inks(d: Draft) -> tuple[str, str]:
    """(functions, set-up statements): C0 to C3, and vec3 ink(vec2 h) between them."""
    d.need("four")
    chosen = d.random.several(INKS, 4)
    spread = d.random.skewed(0.5, 2.0)
    functions = """vec3 C0, C1, C2, C3;

vec3 tone(uint n, vec3 lab) {
    vec3 j = 2.0 * four(S + n).xyz - 1.0;
    j *= SPREAD * (0.35 + 0.65 * j * j);
    return lab.x * exp2(vec3(1.1, 1.0, 0.7) * j.x + vec3(1.0, 0.0, -1.0) * (lab.y + j.y) + vec3(-0.5, 0.5, -0.5) * (lab.z + 0.7 * j.z));
}

vec3 ink(vec2 h) {
    h = smoothstep(0.2, 0.8, h);
    return mix(mix(C0, C1, h.x), mix(C2, C3, h.x), h.y);
}""".replace("SPREAD", lit(spread))
    lines = []
    for n, (lightness, warmth, tint) in enumerate(chosen):
        lines.append(f"C{n} = tone({n + 11}U, vec3({lit(lightness)}, {lit(warmth)}, {lit(tint)}));")
    d.spend(10.0)
    return functions, "\n".join(lines)
