// title: Autumn Leaves Afloat
// description: Red and gold leaves on dark water that mirrors bare trees and sky, with rings and stones below
// tags: leaves, autumn, water, reflection, occlusion

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

float fbm(vec2 p, int octaves, uint s) {
    float a = 0.5, v = 0.0;
    for (int i = 0; i < octaves; i++) {
        v += a * noise(p, s + uint(i));
        p = mat2(1.62, 1.19, -1.19, 1.62) * p;
        a *= 0.5;
    }
    return v / (1.0 - 2.0 * a);
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
    uint s = uint(iTime * 2.5);
    float way = 6.28 * rnd(s, 1);
    vec2 sun = vec2(cos(way), sin(way));
    float tip = 0.75 + 0.5 * rnd(s, 2);
    vec2 p = vec2(u.x, u.y * tip) / (1.0 - 0.25 * (tip - 0.75) * u.y);
    float ring = 0.0;
    vec2 push = vec2(0.0);
    for (int i = 0; i < 3; i++) {
        vec3 h = rnd3(s, 10 + i);
        vec2 o = p - 2.0 * (h.xy - 0.5);
        float d = length(o), age = 0.1 + 0.9 * fract(h.z + iTime);
        float wave = sin(34.0 * (d - age)) * exp(-9.0 * abs(d - age * 0.8)) * (1.0 - 0.6 * age);
        push += o / max(d, 0.05) * wave;
        ring += wave;
    }
    vec3 w = fbmd(p * vec2(2.5, 4.0) + iTime, 3, s);
    vec2 m = u + 0.06 * push + 0.05 * w.yz;
    vec3 low = hsv(rnd(s, 3), 0.25, 0.9), high = hsv(0.52 + 0.15 * rnd(s, 4), 0.5, 0.6);
    vec3 col = mix(low, high, 0.5 - 0.5 * m.y);
    float branch = 9.0;
    for (int i = 0; i < 5; i++) {
        vec3 h = rnd3(s, 20 + i);
        float x = m.x - 2.8 * (h.x - 0.5) - (h.y - 0.5) * (m.y + 1.0) - 0.12 * sin(3.0 * m.y + 6.0 * h.z);
        branch = min(branch, abs(x) - 0.015 - 0.08 * h.z * ramp(-1.2, 1.0, m.y));
        float twig = abs(x - sign(x) * abs(fract(m.y * 1.3 + h.x) - 0.5) * 0.7);
        branch = min(branch, twig - 0.012 + 0.02 * step(0.8, abs(x)));
    }
    col = mix(col, hsv(0.07, 0.4, 0.12), 0.8 * ramp(0.012, -0.012, branch));
    float crown = fbm(m * 1.7 + 7.0, 4, s + 3U);
    col = mix(col, hsv(0.02 + 0.13 * rnd(s, 5), 0.75, 0.5) * (0.5 + noise(m * 9.0, s)), 0.75 * ramp(0.5, 0.65, crown));
    vec2 c = (p + 0.04 * push) * 2.6, f = floor(c);
    vec3 hs = unpack(cell(ivec2(f), s + 4U));
    vec2 so = c - f - 0.5 - 0.3 * (hs.xy - 0.5);
    float clear = rnd(s, 6);
    if (length(so) < 0.2 + 0.25 * hs.z) col = mix(col, hsv(0.1, 0.2, 0.3 + 0.3 * hs.x) * (0.7 - so.y), 0.55 * clear);
    col = mix(col, hsv(0.1 + 0.4 * rnd(s, 7), 0.6, 0.1), 0.35) * (0.9 + 0.35 * ring + 0.12 * w.z);
    col += 0.35 * low * ramp(0.25, 0.6, ring);
    uint top = 0U;
    vec2 at = vec2(0.0), axis = vec2(1.0, 0.0);
    float depth = -1.0, shade = 1.0, kind = 0.0, mixup = rnd(s, 8), dense = 0.25 + 0.6 * rnd(s, 9);
    for (int i = 0; i < 4; i++) {
        float sc = (1.3 + 0.35 * float(i)) * (0.7 + 0.6 * rnd(s, 30));
        vec2 q = rot(0.6 * float(i)) * (p + 0.08 * iTime * vec2(1.0, 0.3)) * sc + 5.3 * float(i), cc = floor(q);
        uint k = cell(ivec2(cc), s + uint(i) * 71U);
        vec3 h = unpack(k), g = rnd3(k, 1);
        if (h.z > dense) continue;
        vec2 o = rot(-0.6 * float(i)) * (q - cc - 0.5 - 0.2 * (h.xy - 0.5));
        vec2 dir = normalize(g.xy - 0.497);
        vec2 l = vec2(dot(o, dir), dot(o, vec2(-dir.y, dir.x))) / (0.34 + 0.1 * g.z);
        l.y += 0.2 * (h.x - 0.5) * l.x * l.x;
        float type = fract(g.z * 3.0 + mixup), d;
        float a = angle(l + vec2(0.35, 0.0)), r = length(l + vec2(0.35, 0.0));
        if (type < 0.45) d = (0.62 + 0.33 * cos(a * 5.0) + 0.25 * cos(a) + 0.09 * cos(a * 15.0)) * (1.0 - 0.12 * abs(a)) - r;
        else if (type < 0.7) d = 0.5 * (1.0 - l.x * l.x) * (1.0 - 0.25 * l.x) + 0.09 * abs(sin(l.x * 9.0)) * (1.0 - l.x * l.x) - abs(l.y);
        else d = abs(l.x) < 1.0 ? 0.55 * (1.0 - l.x * l.x) * (1.1 - 0.5 * l.x) - abs(l.y) - 0.03 * abs(fract(l.x * 9.0) - 0.5) : -1.0;
        float stem = abs(l.y + 0.1 * l.x) < 0.03 && l.x < -0.5 && l.x > -1.45 ? 0.02 : -1.0;
        d = max(d, stem);
        vec2 b = l + 0.25 * vec2(dot(sun, dir), dot(sun, vec2(-dir.y, dir.x)));
        if (d > 0.0) { top = k; at = l; depth = d; axis = dir; shade = 1.0; kind = stem > 0.0 && d == stem ? 2.0 : type; }
        else shade *= 1.0 - 0.4 * ramp(0.9, 0.5, length(b * vec2(0.9, 1.3)));
    }
    if (depth > 0.0) {
        float h = 0.14 * fract(rnd(s, 40) + 0.9 * rnd(top, 4));
        if (rnd(top, 5) < 0.12) h = 0.22 + 0.06 * rnd(top, 6);
        vec3 leaf = hsv(h, 0.8, 0.5 + 0.45 * rnd(top, 7));
        float a = angle(at + vec2(0.35, 0.0)), r = length(at + vec2(0.35, 0.0));
        float vein = kind < 0.45 ? abs(fract(a / 1.2566 + 0.5) - 0.5) * r : min(abs(at.y), 0.3 * abs(fract((at.x - 0.8 * abs(at.y)) * 4.0) - 0.5) + 0.015);
        vec3 n = fbmd(at * 3.0, 3, top);
        leaf = mix(leaf, hsv(0.05, 0.7, 0.3), ramp(0.55, 0.7, n.x + 0.2 * ramp(0.1, 0.0, depth)));
        leaf *= 0.8 + 0.25 * dot(n.yz, vec2(dot(sun, axis), dot(sun, vec2(-axis.y, axis.x)))) + 0.3 * n.x + 0.15 * sign(at.y) * dot(sun, vec2(-axis.y, axis.x));
        leaf = mix(leaf, leaf * 1.4 + 0.1, ramp(0.035, 0.012, vein));
        if (kind > 1.5) leaf = hsv(0.04, 0.6, 0.35);
        leaf += 0.25 * ramp(0.06, 0.0, depth) * step(0.0, dot(at, vec2(dot(sun, axis), dot(sun, vec2(-axis.y, axis.x)))));
        vec2 dc = at * 5.0, dd = fract(dc) - 0.5;
        if (hash(ivec2(floor(dc)), top) < 0.2 && length(dd) < 0.25) leaf = leaf * (0.8 - dd.y) + 0.6 * ramp(0.1, 0.04, length(dd - 0.1));
        col = leaf;
    }
    fragColor = vec4(film(col * shade * 1.6), 1.0);
}
