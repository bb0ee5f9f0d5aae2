// title: Beetle Case
// description: Pinned beetles of many builds with domed, striped and dotted wing cases in rows on card
// tags: beetles, insects, symmetry, collection, glossy

uint scramble(uint x) {
    x = (x ^ (x >> 15)) * 0x6D2F8A35U;
    x = (x ^ (x >> 13)) * 0xA3C59E1BU;
    return x ^ (x >> 16);
}

float rnd(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x7F4A7C15U;
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

float segment(vec2 p, vec2 a, vec2 b) {
    vec2 o = p - a, d = b - a;
    return length(o - d * clamp(dot(o, d) / dot(d, d), 0.0, 1.0));
}

float ramp(float a, float b, float x) {
    x = clamp((x - a) / (b - a), 0.0, 1.0);
    return x * x * (3.0 - 2.0 * x);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.6);
    float way = 6.28 * rnd(s, 1), rows = 1.0 + floor(3.2 * rnd(s, 2));
    vec3 sun = normalize(vec3(cos(way), sin(way), 0.9));
    vec2 p = rot(0.5 * (rnd(s, 3) - 0.5)) * u * (0.5 * rows) + vec2(0.5 * rnd(s, 4) + 0.3 * iTime, 0.5 * rnd(s, 5));
    p.x += 0.5 * mod(floor(p.y), 2.0) * step(0.5, rnd(s, 6));
    vec2 c = floor(p);
    vec2 q = p - c - 0.5;
    uint k = cell(ivec2(c), s);
    vec3 card = hsv(rnd(s, 7), 0.35 * rnd(s, 8), 0.45 + 0.5 * rnd(s, 9));
    if (rnd(s, 10) < 0.4) card = mod(c.x + c.y, 2.0) < 0.5 ? card : hsv(rnd(s, 7) + 0.15, 0.4, 0.5);
    vec3 col = card * (0.85 + 0.2 * fbm(p * 9.0, 3, s));
    vec2 gap = 0.5 - abs(q);
    float frame = min(gap.x, gap.y);
    if (rnd(s, 11) < 0.6) col *= frame < 0.025 ? 0.5 : 0.75 + 0.25 * ramp(0.02, 0.1, frame);
    float size = 0.5 + 0.3 * rnd(k, 1);
    vec2 o = rot(0.5 * (rnd(k, 2) - 0.5) + (rnd(s, 12) < 0.3 ? 1.57 * floor(4.0 * rnd(k, 20)) : 0.0)) * (q - 0.08 * (unpack(k).xy - 0.5)) / (0.42 * size);
    float broad = 0.36 + 0.3 * rnd(k, 3), split = 0.22 + 0.2 * rnd(k, 4);
    vec2 m = vec2(abs(o.x), o.y);
    vec2 sh = o + 0.2 * sun.xy;
    float shade = ramp(1.05, 0.8, length(vec2(sh.x / (broad * 1.15), sh.y / 1.0)));
    col *= 1.0 - 0.5 * shade;
    vec3 dark = hsv(rnd(k, 5), 0.5, 0.1);
    for (int j = 0; j < 3; j++) {
        float y = 0.45 - 0.42 * float(j);
        vec2 a = vec2(broad * 0.7, y), b = vec2(broad + 0.3, y + 0.28 - 0.25 * float(j)), e = vec2(broad + 0.42 + 0.1 * rnd(k, 6), y + 0.5 - 0.55 * float(j));
        float leg = min(segment(m, a, b) - 0.045, segment(m, b, e) - 0.025);
        float ls = min(segment(vec2(abs(sh.x), sh.y), a, b), segment(vec2(abs(sh.x), sh.y), b, e));
        if (leg < 0.0) col = dark * (0.7 + 12.0 * max(-leg, 0.0)) + 0.05;
        else col *= 1.0 - 0.25 * ramp(0.07, 0.03, ls) * (1.0 - shade);
    }
    vec2 f = m - vec2(0.1, 0.95);
    float horn = rnd(k, 7);
    float feeler = abs(f.x - 0.7 * f.y + 0.35 * f.y * f.y * (1.0 + 2.0 * horn)) - (horn > 0.6 ? 0.06 * (1.1 - f.y) : 0.018);
    if (f.y > 0.0 && f.y < 0.75 && feeler < 0.0) col = dark * (horn > 0.6 ? 1.5 : 1.0);
    float wing = 1.0 - length(vec2(m.x / broad, (o.y + 0.3) / (0.78 * (o.y > split - 0.3 ? 1.25 : 1.0))));
    float neck = 1.0 - length(vec2(m.x / (broad * 0.85), (o.y - split - 0.25) / 0.3));
    float head = 1.0 - length(vec2(m.x / (broad * 0.5), (o.y - split - 0.55) / 0.24));
    vec3 n = vec3(0.0);
    vec3 mat = vec3(0.0);
    vec3 a = hsv(rnd(k, 8), 0.5 + 0.5 * rnd(k, 9), 0.25 + 0.6 * rnd(k, 10)), b = hsv(rnd(k, 8) + 0.1 + 0.3 * rnd(k, 11), 0.6, rnd(k, 12) < 0.5 ? 0.1 : 0.85);
    if (o.y < split && wing > 0.0) {
        vec2 w = vec2(o.x / broad, (o.y + 0.3) / 0.9);
        n = vec3(w, sqrt(max(1.0 - dot(w, w), 0.02)));
        float kind = rnd(k, 13), v = m.x / broad;
        float groove = abs(fract(v * (4.0 + 4.0 * rnd(k, 14)) * (1.0 - 0.15 * w.y * w.y)) - 0.5);
        vec2 dot_ = vec2(v, w.y) * (2.2 + 2.0 * rnd(k, 15)) + 7.0 * rnd(k, 16);
        float mark = kind < 0.25 ? step(0.5, fract(w.y * (1.5 + 2.0 * rnd(k, 14)) + 0.3 * sin(v * 6.0))) : kind < 0.5 ? ramp(0.3, 0.26, length(fract(dot_) - 0.5)) : kind < 0.7 ? ramp(0.48, 0.55, noise(vec2(v, w.y) * 4.0, k)) : 0.25 * v;
        mat = mix(a, b, mark);
        mat *= 1.0 - 0.45 * ramp(0.12, 0.03, groove) * step(0.35, rnd(k, 17));
        mat *= 0.85 + 0.3 * noise(o * 45.0, k);
        mat *= 1.0 - 0.8 * ramp(0.03, 0.01, m.x) * ramp(-1.0, 0.0, o.y + 1.0);
        mat = mix(mat, hsv(rnd(k, 8) + 0.25 * n.y, 0.8, 0.8), 0.5 * rnd(k, 18) * (1.0 - n.z));
    } else if (neck > 0.0) {
        n = normalize(vec3(o.x / broad, (o.y - split - 0.25) / 0.3, 0.9));
        mat = mix(a, dark, rnd(k, 19)) * (0.8 + 0.4 * noise(o * 30.0, k));
    } else if (head > 0.0) {
        n = normalize(vec3(o.x / broad * 2.0, (o.y - split - 0.55) / 0.24, 0.8));
        mat = m.x > broad * 0.33 ? vec3(0.05) : mix(a, dark, 0.6);
    }
    if (n.z > 0.0) {
        col = mat * (0.3 + 1.1 * max(dot(n, sun), 0.0));
        col += 0.75 * pow(max(dot(n, normalize(sun + vec3(0.0, 0.0, 1.0))), 0.0), 40.0) + 0.12 * pow(1.0 - n.z, 2.0);
    }
    if (rnd(s, 21) < 0.6) {
        float pin = length(o - vec2(0.12, -0.1)) / 0.06;
        if (pin < 1.0) col = hsv(rnd(s, 22), 0.7, 0.9) * (1.2 - 0.7 * pin);
        float label = max(abs(q.x) - 0.24, abs(q.y + 0.42) - 0.045);
        if (label < 0.0) col = vec3(0.9, 0.87, 0.78) * (abs(fract(q.y * 60.0) - 0.5) < 0.2 && noise(q * 60.0, k) > 0.4 ? 0.35 : 1.0);
    }
    fragColor = vec4(film(col * 1.45), 1.0);
}
