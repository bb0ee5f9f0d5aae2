// title: Plant Cells
// description: Tissue under the microscope: walls, nuclei, grains of green, crystals, stained in many ways
// tags: cells, microscope, tissue, voronoi, biology

uint scramble(uint x) {
    x = (x ^ (x >> 15)) * 0x6D2F8A35U;
    x = (x ^ (x >> 13)) * 0xA3C59E1BU;
    return x ^ (x >> 16);
}

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

vec2 hash2(ivec2 c, uint s) {
    uint k = uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U;
    k = (k ^ (k >> 15)) * 0x6D2F8A35U;
    k = (k ^ (k >> 14)) * 0xA3C59E1BU;
    return vec2(float(int(k >> 16)), float(int((k ^ (k >> 13)) & 65535U))) / 65536.0;
}

uint cell(ivec2 c, uint s) {
    return scramble(uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U);
}

vec3 unpack(uint k) {
    return vec3(ivec3(k >> 22, (k >> 12) & 1023U, (k >> 2) & 1023U)) / 1023.0;
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

vec3 noised(vec2 p, uint s) {
    vec2 f = floor(p);
    uvec2 c = uvec2(ivec2(f)) * uvec2(0x9C8F2D35U, 0x63D835B3U);
    uvec4 k = c.x + c.y + s * 0x51ED2705U + uvec4(0U, 0x9C8F2D35U, 0x63D835B3U, 0x006762E8U);
    vec4 h = vec4(ivec4((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) * 5.9604645e-8;
    f = p - f;
    vec2 u = f * f * (3.0 - 2.0 * f);
    vec2 du = 6.0 * f * (1.0 - f);
    float b = h.y - h.x, d = h.z - h.x, e = h.w - h.z - b;
    return vec3(h.x + b * u.x + d * u.y + e * u.x * u.y, du * vec2(b + e * u.y, d + e * u.x));
}

vec3 fbmd(vec2 p, int octaves, uint s) {
    mat2 turn = mat2(1.62, 1.19, -1.19, 1.62), m = mat2(1.0);
    float a = 0.5;
    vec3 v = vec3(0.0);
    for (int i = 0; i < octaves; i++) {
        vec3 n = noised(p, s + uint(i));
        v += a * vec3(n.x, n.yz * m);
        p = turn * p;
        m = turn * m;
        a *= 0.5;
    }
    return v;
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

vec4 voronoi(vec2 p, uint s, out uint id) {
    vec2 c = floor(p), near = vec2(0.0);
    float best = 9.0, next = 9.0;
    id = 0U;
    for (int j = 0; j < 9; j++) {
        vec2 g = c + vec2(j % 3 - 1, j / 3 - 1);
        vec2 o = p - g - 0.5 - 0.9 * (hash2(ivec2(g), s) - 0.5);
        float d = dot(o, o);
        if (d < best) { next = best; best = d; near = o; id = cell(ivec2(g), s); }
        else next = min(next, d);
    }
    return vec4(near, sqrt(best), sqrt(next) - sqrt(best));
}

float ramp(float a, float b, float x) {
    x = clamp((x - a) / (b - a), 0.0, 1.0);
    return x * x * (3.0 - 2.0 * x);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.7);
    float stretch = 1.0 + 2.2 * rnd(s, 1) * step(0.5, rnd(s, 2));
    vec2 p = rot(6.28 * rnd(s, 3)) * u * (1.2 + 2.2 * rnd(s, 4)) * vec2(1.0, 1.0 / stretch) + 9.0 * rnd3(s, 5).xy + 0.3 * iTime;
    vec3 w = fbmd(p * 1.1, 3, s);
    uint id;
    vec4 v = voronoi(p + 0.16 * w.yz, s + 1U, id);
    vec3 h = unpack(id);
    float stain = rnd(s, 6);
    float hue = rnd(s, 7);
    vec3 ground = hsv(hue, 0.12 + 0.4 * rnd(s, 8), 0.95), wall = hsv(hue + 0.1 + 0.5 * rnd(s, 9), 0.75, 0.45), grain = hsv(stain < 0.5 ? 0.25 + 0.12 * rnd(s, 10) : rnd(s, 10), 0.75, 0.6);
    if (rnd(s, 11) < 0.3) { ground = hsv(hue, 0.7, 0.06); wall = hsv(hue + 0.3, 0.8, 0.9); grain = hsv(hue + 0.6, 0.75, 1.0); }
    float thick = 0.05 + 0.09 * rnd(s, 12);
    vec3 fill = mix(ground, hsv(hue + 0.4 * (h.x - 0.5), 0.4, 0.8), 0.5 * h.y * rnd(s, 13));
    vec3 col = fill * (0.85 + 0.25 * w.x);
    float inside = v.w - thick;
    if (h.z > 0.88) col *= 0.6;
    float web = abs(noise(p * 5.0 + 3.0 * h.xy, s + 2U) - 0.5);
    col = mix(col, grain, 0.3 * ramp(0.05, 0.0, web) * ramp(0.0, 0.1, inside));
    vec2 nuc = v.xy - 0.28 * (h.xy - 0.5);
    nuc.y *= stretch;
    float nr = length(nuc) / (0.16 + 0.07 * h.z);
    for (int i = 0; i < 2; i++) {
        vec2 c = rot(float(i)) * vec2(p.x, p.y * stretch) * (5.0 + 2.0 * float(i)) + 3.0 * float(i), f = floor(c);
        vec3 g = unpack(cell(ivec2(f), s + 10U + uint(i)));
        vec2 o = rot(6.28 * g.z) * (c - f - 0.5 - 0.35 * (g.xy - 0.5));
        float e = length(o * vec2(1.0, 1.6)) / (0.26 + 0.12 * g.x);
        float near = rnd(s, 14) < 0.5 ? ramp(0.3, 0.12, inside) : 1.0;
        if (e < 1.0 && g.y < (0.35 + 0.5 * rnd(s, 15)) * near && inside > 0.03 && nr > 1.1) {
            col = grain * (0.65 + 0.6 * (1.0 - e)) + 0.25 * ramp(0.4, 0.1, length(o + 0.08));
            col *= 1.0 - 0.4 * ramp(0.8, 1.0, e);
        }
    }
    if (nr < 1.0 && h.y > 0.15 && inside > 0.0) {
        vec3 core = hsv(hue + 0.55 + 0.2 * rnd(s, 16), 0.6, 0.55);
        col = mix(col, core * (0.6 + 0.7 * noise(nuc * 30.0, id)), 0.85);
        if (length(nuc - 0.04) < 0.055) col = core * 0.35;
        col *= 0.75 + 0.35 * ramp(1.0, 0.85, nr);
    }
    float layer = ramp(0.0, 0.015, inside);
    vec3 rim = wall * (0.7 + 0.5 * ramp(0.0, thick, v.w)) * (0.85 + 0.3 * noise(p * 22.0, s + 5U));
    col = mix(rim, col, layer);
    col *= 1.0 - 0.35 * ramp(0.08, 0.0, inside) * layer;
    col = mix(col, wall * 0.4, ramp(0.02, 0.008, v.w));
    vec2 sc = p * vec2(0.45, 0.45 * stretch), so = rot(6.28 * rnd(s, 17)) * (fract(sc) - 0.5 - 0.4 * (hash2(ivec2(floor(sc)), s + 7U) - 0.5));
    if (rnd(s, 18) < 0.45 && hash(ivec2(floor(sc)), s + 8U) < 0.6) {
        vec2 m = so / 0.22;
        float lip = length(m * vec2(1.0, 1.35)), slit = abs(m.y) - 0.16 * (1.0 - m.x * m.x);
        if (lip < 1.0) {
            col = slit < 0.0 && abs(m.x) < 1.0 ? wall * 0.15 : mix(grain, ground, 0.4) * (0.6 + 0.5 * sin((lip - 0.2) * 3.4)) * (0.8 + 0.3 * noise(m * 9.0, s));
            col *= 0.5 + 0.5 * ramp(1.0, 0.88, lip);
        }
    }
    float field = length(u - 0.3 * (rnd3(s, 19).xy - 0.5));
    if (rnd(s, 20) < 0.4) col *= ramp(1.02, 0.95, field / (0.85 + 0.3 * rnd(s, 21)));
    fragColor = vec4(film(col * 1.4), 1.0);
}
