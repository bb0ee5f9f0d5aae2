// title: Ivy on a Wall
// description: Lobed leaves on runners that climb over bricks, plaster or boards, green to red, with shadows
// tags: ivy, leaves, wall, plants, shadow

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

float angle(vec2 v) {
    return atan(v.y, v.x + (abs(v.x) + abs(v.y) < 1e-6 ? 1e-6 : 0.0));
}

float ramp(float a, float b, float x) {
    x = clamp((x - a) / (b - a), 0.0, 1.0);
    return x * x * (3.0 - 2.0 * x);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.6);
    float way = 0.6 + 2.0 * rnd(s, 1);
    vec2 sun = vec2(cos(way), sin(way));
    vec2 p = u * (0.7 + 0.8 * rnd(s, 2)) + vec2(9.0 * rnd(s, 3) + 0.2 * iTime, 9.0 * rnd(s, 4));
    float kind = rnd(s, 5);
    vec3 base = hsv(rnd(s, 6) < 0.6 ? 0.02 + 0.1 * rnd(s, 7) : rnd(s, 7), 0.15 + 0.5 * rnd(s, 8), 0.4 + 0.5 * rnd(s, 9));
    vec3 g = fbmd(p * 3.0, 5, s);
    vec3 col = base * (0.75 + 0.4 * g.x - 0.12 * dot(g.yz, sun));
    if (kind < 0.55) {
        vec2 b = p * vec2(2.6, 6.0);
        b.x += 0.5 * mod(floor(b.y), 2.0);
        vec2 f = abs(fract(b) - 0.5);
        float joint = min((0.5 - f.x) / 2.6, (0.5 - f.y) / 6.0) + 0.01 * (g.x - 0.5);
        col = joint < 0.012 ? vec3(0.6, 0.57, 0.52) * (0.6 + 0.5 * g.x) : base * (0.55 + 0.6 * hash(ivec2(floor(b)), s)) * (0.7 + 0.5 * noise(p * 22.0, s)) * (0.75 + 0.35 * ramp(0.012, 0.03, joint));
    } else if (kind < 0.75) col = base * (0.65 + 0.4 * noise(p * vec2(26.0, 2.0) + 2.0 * g.yz, s)) * (1.0 - 0.6 * ramp(0.47, 0.5, abs(fract(p.x * 1.7) - 0.5)));
    vec2 hole = (u - vec2(1.4, 1.0) * (rnd3(s, 10).xy - 0.5)) / vec2(0.3 + 0.2 * rnd(s, 11), 0.42 + 0.2 * rnd(s, 12));
    float win = rnd(s, 13) < 0.5 ? max(abs(hole.x), abs(hole.y)) : max(abs(hole.x), hole.y > 0.3 ? length(vec2(hole.x, (hole.y - 0.3) * 1.2)) : -hole.y);
    bool window_ = rnd(s, 14) < 0.5;
    if (window_ && win < 1.0) {
        float bar = min(abs(hole.x), abs(fract(hole.y * 1.5) - 0.5));
        col = win > 0.86 || bar < 0.05 ? hsv(rnd(s, 15), 0.35, 0.85) * (0.7 + 0.3 * ramp(1.0, 0.86, win)) : mix(hsv(0.6, 0.4, 0.12), hsv(0.55, 0.3, 0.8), ramp(0.4, 0.7, noise(hole * vec2(1.0, 1.5) + 0.5 * u, s)));
        if (win < 0.86 && hole.y + 0.5 * hole.x > 0.5) col *= 0.6;
    } else if (window_ && win < 1.15) col = vec3(0.75, 0.72, 0.66) * (0.6 + 0.5 * g.x);
    float hue = rnd(s, 16), spread = 0.1 + 0.15 * rnd(s, 17), cover = 0.15 + 0.6 * rnd(s, 18);
    uint top = 0U;
    vec2 at = vec2(0.0), axis = vec2(1.0, 0.0);
    float depth = -1.0, shade = 1.0, rank = 0.0, kindLeaf = rnd(s, 19);
    for (int i = 0; i < 5; i++) {
        float f = 3.2 - 0.25 * float(i);
        vec2 q = rot(0.3 * float(i)) * p * f + 7.3 * float(i);
        vec2 c = floor(q);
        uint k = cell(ivec2(c), s + uint(i) * 53U);
        vec3 h = unpack(k);
        vec2 mid = rot(-0.3 * float(i)) * (c + 0.5 - 7.3 * float(i)) / f;
        float here = ramp(cover - 0.3, cover + 0.3, noise(mid * 1.1, s + 30U) * 0.7 + 0.3 * noise(mid * 3.0, s + 31U));
        if (h.z > here * 1.1) continue;
        vec2 o = rot(-0.3 * float(i)) * (q - c - 0.5 - 0.12 * (h.xy - 0.5));
        float turn = 2.6 * (h.x - 0.5) + 3.1416;
        vec2 w = rot(turn) * o / (0.36 + 0.12 * h.y);
        float a = angle(w.yx + vec2(0.25, 0.0)), r = length(w + vec2(0.0, 0.25));
        float lim = kindLeaf < 0.5 ? 0.78 + 0.3 * cos(a * 5.0) * (1.0 - 0.25 * abs(a)) + 0.22 * cos(a) - 0.1 * abs(a) : 0.75 + 0.5 * cos(a) - 0.12 * abs(a) + 0.12 * cos(a * 3.0);
        lim *= 0.95;
        float d = lim - r;
        vec2 b = w + rot(turn) * sun * 0.2;
        if (d > 0.0) { top = k; at = w; depth = d; shade = 1.0; rank = float(i); axis = rot(turn) * sun; }
        else shade *= 1.0 - 0.4 * ramp(-0.12, 0.05, 0.85 - length(b + vec2(0.0, 0.1)));
    }
    float stem = abs(noise(p * 0.9 + vec2(0.25 * sin(p.y * 5.0), 0.0), s + 40U) - 0.5) + 0.03 * (noise(p * 9.0, s) - 0.5);
    if (depth < 0.0 && stem < 0.02) col = hsv(0.07, 0.4, 0.3) * (0.6 + 20.0 * (0.02 - stem)) * (0.7 + 0.5 * noise(p * 30.0, s));
    if (depth > 0.0) {
        float tone = rnd(top, 3), a = angle(at.yx + vec2(0.25, 0.0)), r = length(at + vec2(0.0, 0.25));
        float h = hue < 0.6 ? 0.22 + 0.12 * rnd(s, 20) + spread * 0.4 * (tone - 0.5) : mix(0.0, 0.22, fract(hue * 3.0 + spread * 3.0 * tone));
        vec3 leaf = hsv(h, 0.55 + 0.3 * rnd(top, 4), 0.35 + 0.35 * rnd(top, 5));
        float vein = abs(fract(a / 1.2566 + 0.5) - 0.5) * r;
        float net = noise(at * 8.0, top);
        leaf *= 0.8 + 0.25 * net + 0.3 * dot(at, axis) * 0.6;
        leaf = mix(leaf, leaf * 1.5 + 0.12, ramp(0.035, 0.012, vein) * ramp(0.0, 0.1, depth));
        if (rnd(top, 6) < rnd(s, 21) * 0.5) leaf = mix(hsv(0.16, 0.25, 0.9), leaf, ramp(0.1, 0.2, depth + 0.08 * (net - 0.5)));
        leaf += 0.22 * ramp(0.6, 0.8, noise(at * 2.0 + 5.0, top)) * max(axis.y * at.y + axis.x * at.x + 0.4, 0.0);
        col = leaf * (0.5 + 0.13 * rank) * (0.75 + 0.25 * ramp(0.0, 0.06, depth));
    }
    fragColor = vec4(film(col * shade * 1.7), 1.0);
}
