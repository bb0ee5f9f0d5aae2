// title: Water Lilies
// description: Lily pads and open lilies on dark water that mirrors sky, trees and reeds
// tags: pond, lilies, flowers, reflection, water

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
    float pitch = 0.5 + 0.9 * rnd(s, 1);
    float far = pitch - u.y * 0.45;
    far = max(far, 0.12);
    vec2 q = vec2(u.x, 3.4 * pitch) / far * (1.1 + 1.1 * rnd(s, 2)) + vec2(20.0 * rnd(s, 3) + 0.4 * iTime, 9.0);
    vec3 ripple = fbmd(q * vec2(2.0, 3.5) + iTime, 3, s);
    vec2 m = vec2(u.x, u.y) + 0.1 * ripple.yz;
    vec3 low = hsv(rnd(s, 4), 0.3, 0.85), high = hsv(0.5 + 0.2 * rnd(s, 5), 0.5, 0.55);
    vec3 tree = hsv(0.15 + 0.25 * rnd(s, 6), 0.5, 0.22);
    vec3 col = mix(low, high, 0.5 - 0.5 * m.y);
    float crown = fbm(vec2(m.x * 1.6 + 7.0 * rnd(s, 7), 2.0), 4, s + 3U) * 1.6 - 0.5;
    col = mix(col, tree * (0.5 + fbm(m * vec2(5.0, 3.0), 3, s + 4U)), ramp(-0.05, 0.12, m.y - 0.7 + crown) * 0.9);
    col = mix(col, hsv(0.3 + 0.3 * rnd(s, 8), 0.6, 0.12), 0.25 + 0.3 * (1.0 - far / 1.9));
    col += 0.25 * low * ramp(0.55, 0.8, ripple.x + 0.1 * ripple.z);
    float way = 6.28 * rnd(s, 9);
    vec2 sun = vec2(cos(way), sin(way));
    float crowd = 0.35 + 0.6 * rnd(s, 10);
    for (int j = 0; j < 8; j++) {
        vec2 c = floor(q * 0.9 + float(j / 4) * 0.43 - 0.5) + vec2(j & 1, (j >> 1) & 1);
        uint k = cell(ivec2(c), s + uint(j / 4) * 31U);
        vec3 h = unpack(k);
        if (h.z > crowd) continue;
        vec2 o = q * 0.9 + float(j / 4) * 0.43 - c - 0.6 * (h.xy - 0.5);
        float r = 0.22 + 0.26 * rnd(k, 3);
        float a = angle(o) + 6.28 * rnd(k, 4), l = length(o) / r;
        float slot = abs(mod(a, 6.2832) - 3.1416);
        if (l < 1.0 + 0.03 * sin(9.0 * a) && slot > 0.22 * (1.2 - l * 0.4)) {
            float rib = abs(fract(a * 11.0 / 6.2832) - 0.5);
            vec3 pad = hsv(0.2 + 0.14 * rnd(k, 5), 0.5 + 0.2 * rnd(k, 6), 0.35 + 0.3 * rnd(k, 7));
            if (rnd(k, 8) < 0.15) pad = hsv(0.04 + 0.08 * rnd(k, 5), 0.6, 0.45);
            col = pad * (0.75 + 0.35 * l + 0.3 * dot(o / r, sun)) * (1.0 - 0.3 * ramp(0.06, 0.02, rib) * (1.0 - 0.6 * l)) + 0.3 * ramp(0.94, 1.0, l) * pad;
            col += 0.12 * ramp(0.5, 0.65, noise(o * 9.0, k));
        } else if (l < 1.15) col *= 0.6;
    }
    for (int i = 0; i < 6; i++) {
        vec3 h = rnd3(s, 40 + i), g = rnd3(s, 50 + i);
        float z = (float(i) + 0.7 * h.x) / 6.0;
        vec2 pos = vec2((h.y - 0.5) * 2.6, mix(0.85, -0.95, z));
        float size = (0.1 + 0.2 * z) * (1.0 + 0.5 * g.x) / (0.6 + 0.5 * pitch);
        vec2 o = (u - pos) / size;
        if (dot(o, o) > 1.9) continue;
        vec3 tint = hsv(rnd(s, 11) < 0.5 ? 0.9 + 0.15 * g.y : 0.05 + 0.2 * g.y, 0.55 * g.z, 0.98);
        col *= 1.0 - 0.4 * ramp(1.2, 0.5, length((o + vec2(0.1, 0.25)) * vec2(0.9, 1.5)));
        float lift = 0.25 + 0.35 * pitch / 1.4;
        for (int k = 0; k < 16; k++) {
            float ring = float(k / 6), n = float(k);
            float a = n * 2.4 + 6.28 * g.y;
            vec2 dir = vec2(cos(a), sin(a) * lift + (1.0 - lift) * (0.25 + 0.3 * ring));
            float len = 1.0 - 0.22 * ring;
            float t = dot(o, dir) / (dot(dir, dir) * len);
            vec2 across = o - dir * t * len;
            if (t > 0.0 && t < 1.0) {
                float w = 0.34 * sqrt(t) * (1.0 - t) * 1.8;
                float d = length(across) / max(w, 0.01);
                if (d < 1.0) col = tint * (0.5 + 0.2 * ring + 0.35 * t) * (0.95 - 0.25 * d * d + 0.15 * cos(d * 14.0) * 0.4) * (0.95 + 0.2 * dot(dir, sun));
            }
        }
        vec2 e = o - vec2(0.0, (1.0 - lift) * 0.35);
        if (length(e * vec2(1.0, 1.3)) < 0.17) col = hsv(0.13, 0.85, 0.95) * (0.6 + 0.6 * noise(o * 22.0, s));
    }
    fragColor = vec4(film(col * 1.5), 1.0);
}
