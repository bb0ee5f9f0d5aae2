// title: Living Tiles
// description: Life-like cellular automata of several rules, drawn as worn tiles, beads or blocks that age
// tags: cellular automaton, life, feedback, tiles, simulation

#version 300 es
precision highp float;
precision highp int;
uniform vec2 u_resolution;
uniform float u_time;
uniform sampler2D u_doubleBuffer0; // 80x80
out vec4 outColor;

float rnd(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x7F4A7C15U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

vec3 rnd3(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x2545F491U;
    k = (k ^ (k >> 15)) * 0x6D2F8A35U;
    k = (k ^ (k >> 13)) * 0xA3C59E1BU;
    return vec3(ivec3(k >> 22, (k >> 12) & 1023U, (k >> 2) & 1023U)) / 1023.0;
}

float hash(ivec2 c, uint s) {
    uint k = uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

float noise(vec2 p, uint s) {
    vec2 f = floor(p);
    uvec2 c = uvec2(ivec2(f)) * uvec2(0x9C8F2D35U, 0x63D835B3U);
    uvec4 k = c.x + c.y + s * 0x51ED2705U + uvec4(0U, 0x9C8F2D35U, 0x63D835B3U, 0x006762E8U);
    vec4 h = vec4(ivec4((k ^ (k >> 15)) * 0x6D2F8A35U >> 8));
    f = p - f;
    f = f * f * (3.0 - 2.0 * f);
    vec2 m = mix(h.xz, h.yw, f.x);
    return mix(m.x, m.y, f.y) * 5.9604645e-8;
}

float fbm(vec2 p, int octaves, uint s) {
    float a = 0.5, v = 0.0;
    for (int i = 0; i < octaves; i++) {
        v += a * noise(p, s + uint(i));
        p = mat2(1.62, 1.19, -1.19, 1.62) * p;
        a *= 0.5;
    }
    return v / (1.0 - 2.0 * a);
}

vec3 hsv(float h, float s, float v) {
    return v * mix(vec3(1.0), clamp(abs(mod(h * 6.0 + vec3(0.0, 4.0, 2.0), 6.0) - 3.0) - 1.0, 0.0, 1.0), s);
}

mat2 rot(float a) {
    float c = cos(a), s = sin(a);
    return mat2(c, s, -s, c);
}

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

float ramp(float a, float b, float x) {
    x = clamp((x - a) / (b - a), 0.0, 1.0);
    return x * x * (3.0 - 2.0 * x);
}

vec4 at(ivec2 c) {
    return texelFetch(u_doubleBuffer0, (c + 160) % 80, 0);
}

vec4 grow(ivec2 c) {
    uint era = uint(u_time * 1.9);
    float stamp = float(era) + 1.0;
    bool fresh = texelFetch(u_doubleBuffer0, ivec2(0), 0).w != stamp;
    if (fresh) {
        float full = rnd(era, 1) < 0.5 ? 0.4 : step(0.45, noise(vec2(c) * 0.11, era)) * 0.55;
        float alive = step(hash(c, era + 3U), full);
        return vec4(alive, 0.0, alive, stamp);
    }
    float n = 0.0;
    for (int i = 0; i < 9; i++) if (i != 4) n += at(c + ivec2(i % 3 - 1, i / 3 - 1)).x;
    vec4 old = at(c);
    int rule = int(5.0 * rnd(era, 2)), k = int(n + 0.5);
    int birth = rule == 0 ? 8 : rule == 1 ? 72 : rule == 2 ? 456 : rule == 3 ? 8 : 104;
    int stay = rule == 0 ? 12 : rule == 1 ? 12 : rule == 2 ? 472 : rule == 3 ? 62 : 496;
    float alive = float(((old.x > 0.5 ? stay : birth) >> k) & 1);
    return vec4(alive, alive > 0.5 ? old.y + 1.0 : 0.0, max(alive, old.z * 0.93), stamp);
}

vec4 show(vec2 p) {
    uint s = uint(u_time * 2.7);
    float way = 6.28 * rnd(s, 1);
    vec2 sun = vec2(cos(way), sin(way));
    float depth = 1.0 / (1.0 - 0.55 * rnd(s, 2) * p.y);
    vec2 q = rot(6.28 * rnd(s, 3)) * (p * depth) * (7.0 + 18.0 * rnd(s, 4)) + 80.0 * rnd3(s, 5).xy + 2.0 * u_time;
    vec2 l = rot(6.28 * rnd(s, 3)) * sun;
    ivec2 c = ivec2(floor(q));
    vec2 o = fract(q) - 0.5;
    vec4 here = at(c), shadow = at(ivec2(floor(q + 0.45 * l)));
    float kind = rnd(s, 6), r = kind < 0.35 ? length(o) : max(abs(o.x), abs(o.y));
    if (kind > 0.7) r = (abs(o.x) + abs(o.y)) * 0.75;
    float size = 0.47 - 0.12 * rnd(s, 7);
    vec3 paper = hsv(rnd(s, 8), 0.45 * rnd(s, 9), 0.2 + 0.7 * rnd(s, 10));
    vec3 young = hsv(rnd(s, 11), 0.75, 1.0 - 0.5 * dot(paper, vec3(0.3))), old = hsv(rnd(s, 12), 0.7, 0.9 - 0.8 * dot(paper, vec3(0.33))), ghost = hsv(rnd(s, 13), 0.75, 0.75);
    float grain = fbm(q * 0.5, 4, s + 2U);
    vec3 col = mix(paper, ghost, 0.75 * here.z * here.z) * (0.6 + 0.6 * grain);
    col *= 1.0 - 0.25 * ramp(0.42, 0.5, max(abs(o.x), abs(o.y)));
    col *= 1.0 - 0.45 * shadow.x * ramp(0.5, 0.3, length(fract(q + 0.45 * l) - 0.5));
    if (here.x > 0.5 && r < size) {
        vec3 m = mix(young, old, clamp(here.y / 14.0, 0.0, 1.0));
        m = mix(m, hsv(rnd(s, 11) + 0.1 * here.y, 0.6, 0.9), 0.35);
        float lip = ramp(0.6 * size, size, r);
        vec2 n = kind < 0.35 ? o / size : lip * (abs(o.x) > abs(o.y) ? vec2(sign(o.x), 0.0) : vec2(0.0, sign(o.y)));
        col = m * (0.85 + 0.5 * dot(n, l)) * (0.8 + 0.3 * noise(q * 5.0, s + 7U));
        if (kind < 0.35) col += 0.5 * ramp(0.4, 0.1, length(o / size - 0.45 * l));
        if (here.y > 9.0) col = mix(col, paper, ramp(0.3 * size, 0.25 * size, r) * 0.8);
    }
    return vec4(film(col * 1.5), 1.0);
}

void main() {
#ifdef DOUBLE_BUFFER_0
    outColor = grow(ivec2(gl_FragCoord.xy));
#else
    outColor = show((2.0 * gl_FragCoord.xy - u_resolution) / u_resolution.y);
#endif
}
