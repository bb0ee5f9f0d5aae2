// title: Ladybirds on Leaves
// description: Spotted beetles and green lice on broad veined leaves with dew drops, blurred plants behind
// tags: ladybird, insects, leaf, dew, macro

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
    uint s = uint(iTime * 2.5);
    float way = 6.28 * rnd(s, 1);
    vec3 sun = normalize(vec3(cos(way), sin(way), 0.8));
    vec3 col = mix(hsv(0.15 + 0.3 * rnd(s, 2), 0.5, 0.3), hsv(0.1 + 0.4 * rnd(s, 3), 0.4, 0.9), fbm(u * 0.9 + 9.0 * rnd(s, 4), 2, s));
    for (int i = 0; i < 6; i++) {
        vec3 h = rnd3(s, 20 + i);
        col = mix(col, hsv(h.x, 0.5, 0.5 + 0.5 * h.z), 0.5 * ramp(0.12, 0.0, length(u - 2.6 * (h.xy - 0.5)) - 0.25 * h.z));
    }
    float hue = 0.2 + 0.16 * rnd(s, 5);
    if (rnd(s, 6) < 0.15) hue = 0.03 + 0.1 * rnd(s, 5);
    vec2 axis = vec2(1.0, 0.0), on = vec2(0.0);
    float depth = -1.0;
    for (int i = 0; i < 4; i++) {
        vec3 h = rnd3(s, 30 + i), g = rnd3(s, 35 + i);
        float a = 6.28 * g.x;
        vec2 dir = vec2(cos(a), sin(a)), o = u - 1.7 * (h.xy - 0.5);
        vec2 l = vec2(dot(o, dir), dot(o, vec2(-dir.y, dir.x))) / (i == 3 ? 1.1 + 0.5 * h.z : 0.7 + 0.5 * h.z);
        l.y += (g.y - 0.5) * 0.5 * l.x * l.x;
        float edge = (0.5 + 0.25 * g.z) * (1.0 - l.x * l.x) * (1.0 - 0.3 * l.x) - 0.04 * abs(fract(l.x * 9.0) - 0.5);
        float d = edge - abs(l.y);
        if (abs(l.x) < 1.0 && d > 0.0) {
            float v = (l.x - 0.7 * abs(l.y)) * (4.0 + 4.0 * g.z);
            float rib = abs(fract(v) - 0.5), fine = noise(l * 30.0, s + uint(i));
            vec3 leaf = hsv(hue + 0.05 * (g.y - 0.5), 0.6 + 0.25 * h.x, 0.35 + 0.3 * h.z);
            leaf *= 0.75 + 0.35 * sign(l.y) * dot(sun.xy, vec2(-dir.y, dir.x)) + 0.25 * cos(6.28 * (fract(v) - 0.5)) + 0.2 * fine;
            leaf += 0.2 * ramp(0.06, 0.02, rib) * vec3(0.6, 0.8, 0.4) + 0.3 * ramp(0.03, 0.015, abs(l.y));
            float bite = length(fract(l * 2.3 + g.xy) - 0.5);
            if (bite < 0.17 * g.y && d < 0.25) continue;
            col = leaf * (0.55 + 0.15 * float(i));
            on = l;
            depth = d;
            axis = dir;
        } else if (depth < 0.0 || i > 0) col *= 1.0 - 0.4 * ramp(-0.15, 0.0, d) * step(abs(l.x), 1.0);
    }
    vec2 dc = u * (3.0 + 3.0 * rnd(s, 7));
    vec2 dd = fract(dc) - 0.5 - 0.5 * (hash2(ivec2(floor(dc)), s + 50U) - 0.5);
    float r = 0.08 + 0.2 * hash(ivec2(floor(dc)), s + 51U);
    vec2 w = dd / r;
    if (hash(ivec2(floor(dc)), s + 52U) < 0.7 * rnd(s, 8) && depth > 0.0) {
        if (dot(w, w) < 1.0) {
            col *= 0.9 - 0.5 * dot(w, sun.xy) + 0.25 * length(w);
            col += 0.9 * ramp(0.25, 0.1, length(w - 0.45 * sun.xy)) + 0.1;
        } else col *= 1.0 - 0.4 * ramp(1.35, 1.0, length(w + 0.2 * sun.xy));
    }
    float many = 1.0 + floor(4.0 * rnd(s, 9));
    for (int i = 0; i < 4; i++) {
        if (float(i) >= many) break;
        vec3 h = rnd3(s, 40 + i), g = rnd3(s, 45 + i);
        uint k = cell(ivec2(i, 3), s);
        float size = (0.42 - 0.07 * many) * (0.75 + 0.5 * h.z);
        vec2 o = rot(6.28 * g.x) * (u - (many < 1.5 ? 0.6 : 1.6) * (h.xy - 0.5)) / size;
        vec2 sunL = rot(6.28 * g.x) * sun.xy;
        if (dot(o, o) > 4.0) continue;
        col *= 1.0 - 0.5 * ramp(1.3, 0.8, length(o + 0.3 * sunL));
        vec2 m = vec2(abs(o.x), o.y);
        float legs = min(segment(m, vec2(0.7, 0.4), vec2(1.15, 0.65)), min(segment(m, vec2(0.8, 0.0), vec2(1.3, 0.0)), segment(m, vec2(0.7, -0.4), vec2(1.15, -0.7))));
        legs = min(legs, segment(m, vec2(0.15, 1.05), vec2(0.4, 1.4)));
        if (legs < 0.055) col = vec3(0.05);
        float spread = 0.3 * step(0.8, rnd(k, 1));
        vec2 e = vec2(m.x, o.y);
        if (spread > 0.0) e = rot(-0.5) * (e - vec2(0.0, 0.7)) + vec2(0.0, 0.7);
        float shell = length(vec2(o.x * 1.08, o.y));
        float head = length((o - vec2(0.0, 0.92)) * vec2(1.9, 2.6));
        if (head < 1.0) col = m.x > 0.2 && m.x < 0.38 ? vec3(0.9) : vec3(0.06) + 0.25 * ramp(0.5, 0.0, length(o - vec2(0.1, 1.05)) / 0.3);
        if (shell < 1.0) {
            vec3 n = vec3(o * 0.95, sqrt(max(1.0 - shell * shell, 0.0)) + 0.15);
            n = normalize(n);
            vec3 red = hsv(rnd(k, 2) < 0.75 ? 0.98 + 0.1 * rnd(k, 3) : 0.12 + 0.03 * rnd(k, 3), 0.92, 0.85);
            vec3 ink = vec3(0.04);
            if (rnd(k, 4) < 0.2) { ink = red; red = vec3(0.05); }
            vec2 d = vec2(m.x - 0.02, o.y) * (1.7 + 1.2 * rnd(k, 5)) + vec2(0.0, rnd(k, 6));
            float spot = length(fract(d) - vec2(0.45, 0.5)) - 0.18 - 0.12 * rnd(k, 7);
            if (m.x < 0.08) spot = length(o - vec2(0.0, 0.55)) - 0.17;
            vec3 mat = mix(red, ink, ramp(0.02, -0.02, spot));
            if (o.y > 0.62) mat = m.x > 0.3 && m.x < 0.55 ? vec3(0.92) : vec3(0.05);
            mat *= 1.0 - 0.7 * ramp(0.03, 0.015, m.x) * step(o.y, 0.62);
            col = mat * (0.25 + 1.1 * max(dot(n, normalize(vec3(sunL, 0.8))), 0.0));
            col += 0.8 * ramp(0.3, 0.15, length(o - 0.45 * sunL) * (1.0 + 0.5 * abs(o.x))) + 0.15 * (1.0 - n.z) * vec3(0.6, 0.9, 0.6);
        }
    }
    fragColor = vec4(film(col * 1.45), 1.0);
}
