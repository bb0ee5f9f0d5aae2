// title: Seed Spirals
// description: Discs, cones and scales set by the golden angle, or just off it, in wheeling spirals with petals round them
// tags: phyllotaxis, spiral, golden-angle, discs

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

vec3 dye(uint s, uint k) {
    float h = rnd(s, 901) + (rnd(s, 902) < 0.4 ? 0.16 : 0.7) * (rnd(k, 903) - 0.5) + (rnd(k, 904) < 0.2 ? 0.5 : 0.0);
    float v = rnd(k, 905);
    return hsv(h, (0.25 + 0.7 * rnd(k, 906)) * (0.5 + 0.5 * rnd(s, 907)) * (1.1 - 0.5 * v), 0.25 + 0.7 * v);
}

mat2 rot(float a) {
    float c = cos(a), s = sin(a);
    return mat2(c, s, -s, c);
}

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

float px;

float cover(float d) {
    return clamp(0.5 - d / px, 0.0, 1.0);
}

void lay(inout vec3 col, float d, vec3 c) {
    col = mix(col, c, cover(d));
}

void dim(inout vec3 col, float d, float soft, float dark) {
    col *= 1.0 - dark * (1.0 - smoothstep(-soft, soft, d));
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.6) + 4800U;
    float zoom = 0.6 + 0.7 * rnd(s, 1), tilt = 0.6 * rnd(s, 2);
    px = 2.0 * zoom / iResolution.y;
    vec2 p = rot(6.28 * rnd(s, 3)) * (u * zoom + 0.8 * (rnd3(s, 4).xy - 0.5));
    p.y *= 1.0 + tilt;
    float size = 0.5 + 0.45 * rnd(s, 5), l = length(p), gap = size / 17.0;
    float golden = 2.3999632 + (rnd(s, 6) < 0.3 ? 0.02 * (rnd(s, 7) - 0.5) : 0.0) + (rnd(s, 6) > 0.85 ? 0.35 * (rnd(s, 7) - 0.5) : 0.0);
    float spin = iTime * 0.5 + 6.28 * rnd(s, 8);
    vec3 a = hsv(rnd(s, 9), 0.7, 0.9), b = dye(s, s + 2U), c = dye(s, s + 3U), base = dye(s, s + 4U);
    vec2 sun = normalize(rnd3(s, 10).xy - 0.48);
    float kind = rnd(s, 11), ground = rnd(s, 12);
    vec3 col = ground < 0.4 ? base * (0.5 + 0.7 * fbm(p * 3.0, 4, s)) : ground < 0.7 ? mix(base, dye(s, s + 5U), step(0.5, fract(p.x * 2.0 + p.y))) * 0.8 : base * (0.7 + 0.3 * noise(vec2(p.x * 4.0, p.y * 50.0), s));
    float ang = atan(p.y, p.x + 1e-5);
    if (rnd(s, 13) < 0.9) {
        for (int ring_ = 0; ring_ < 3; ring_++) {
            float n = 9.0 + floor(12.0 * rnd(s, 14)), off = 0.5 * float(ring_) + spin, f = ang / 6.2832 * n + off, id = floor(f);
            float len = size * (0.95 - 0.22 * float(ring_)) * (0.85 + 0.3 * hash(ivec2(int(id), ring_), s)) * (0.7 + 0.7 * rnd(s, 15)), y = (l - size * 0.95) / len;
            float x = (fract(f) - 0.5) * 6.2832 / n * l, wide = size * 3.2 / n * (0.6 + 0.4 * rnd(s, 16)) * sqrt(max(1.0 - y, 0.0)) * (0.8 + 0.5 * y);
            float d = max(abs(x) - wide, (y - 1.0) * len);
            vec3 petal = mix(a, b, 0.3 * float(ring_)) * (0.6 + 0.25 * float(ring_)) * (0.75 + 0.35 * cos(x / max(wide, 0.01) * 1.5) + 0.1 * sin(x * 160.0));
            dim(col, d - 0.01, 0.05, 0.3);
            lay(col, d, petal * (0.75 + 0.35 * smoothstep(0.0, 0.7, y)));
        }
    }
    dim(col, l - size - 0.02, 0.07, 0.5);
    if (l < size) {
        float n0 = (l / gap) * (l / gap), best = 9.0;
        vec2 o = vec2(0.0);
        float id = 0.0, head = 0.0;
        for (int j = -26; j <= 26; j++) {
            float n = floor(n0 + 0.5) + float(j) * (n0 < 60.0 ? 0.5 : 1.0);
            n = floor(n);
            if (n < 0.0) continue;
            float t = n * golden + spin, r = sqrt(n + 0.5) * gap;
            vec2 at = r * vec2(cos(t), sin(t));
            float d = length(p - at) - 0.0006 * n * step(0.6, kind);
            if (d < best) { best = d; o = p - at; id = n; head = r; }
        }
        uint k = cell(ivec2(int(id), 3), s);
        float t = clamp(head / size, 0.0, 1.0);
        float band = mod(id, rnd(s, 17) < 0.4 ? 8.0 : rnd(s, 17) < 0.7 ? 13.0 : 21.0);
        vec3 seed = mix(a, c, rnd(s, 18) < 0.5 ? smoothstep(0.1, 0.9, t) : step(band, 3.5));
        seed *= 0.8 + 0.35 * rnd(k, 1);
        vec2 dir = head > 0.0 ? normalize(p - o + 1e-5) : vec2(1.0, 0.0);
        vec2 q = vec2(dot(o, dir), dot(o, vec2(-dir.y, dir.x))) / gap;
        float r = kind < 0.35 ? length(q) : kind < 0.65 ? max(abs(q.x * 0.7) + abs(q.y), length(q)) : length(q * vec2(0.65, 1.0) + vec2(0.2, 0.0));
        float swell = (0.55 + 0.35 * t) * (0.9 + 0.15 * sin(iTime * 6.0 + t * 9.0)), z = sqrt(max(1.0 - r * r / (swell * swell), 0.0));
        vec3 dark = b * 0.22;
        float lit = 0.35 + 0.65 * z * 0.7 + 0.45 * dot(o / gap, sun);
        col = mix(dark * (0.7 + 0.6 * t), seed * lit, clamp(0.5 - (r - swell) * gap / px, 0.0, 1.0));
        if (r < swell) col += 0.5 * (1.0 - smoothstep(0.0, 0.25, length(o / gap - 0.3 * sun)));
        if (rnd(s, 19) < 0.4 && r < swell * 0.4) col = mix(col, vec3(0.95), 0.6);
        float dome = sqrt(max(1.0 - l * l / (size * size), 0.0));
        col *= 0.55 + 0.45 * dome + 0.35 * dot(p / size, sun);
    }
    fragColor = vec4(film(col * 1.6), 1.0);
}
