// title: Shoes on Shelves
// description: Boots, trainers, pumps and slippers in profile, with laces, soles and stitching, in rows on shelves with boxes
// tags: object, shoes, shelves, shop

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

float box(vec2 p, vec2 b) {
    vec2 e = abs(p) - b;
    return max(e.x, e.y);
}

float rbox(vec2 p, vec2 b, float r) {
    vec2 e = abs(p) - b + r;
    return length(max(e, 0.0)) + min(max(e.x, e.y), 0.0) - r;
}

float seg(vec2 p, vec2 a, vec2 b) {
    vec2 q = p - a, d = b - a;
    return length(q - d * clamp(dot(q, d) / dot(d, d), 0.0, 1.0));
}

void shoe(inout vec3 col, vec2 o, uint k, uint s) {
    float kind = rnd(k, 1), x = o.x, y = o.y;
    vec3 a = hsv(rnd(k, 30), 0.3 + 0.6 * rnd(k, 31), 0.2 + 0.6 * rnd(k, 32)), b = rnd(k, 2) < 0.5 ? vec3(0.93) : dye(s, k + 1U), sole = rnd(k, 3) < 0.5 ? vec3(0.92) : vec3(0.15, 0.11, 0.08);
    float leather = 0.85 + 0.2 * noise(o * 40.0 + 9.0, k);
    dim(col, length((o - vec2(0.0, -0.01)) * vec2(0.55, 4.0)) - 0.2, 0.12, 0.55);
    if (kind < 0.3) {
        float heel = 0.16 + 0.1 * rnd(k, 4), t = clamp((x + 0.36) / 0.72, 0.0, 1.0);
        float arch = heel * (1.0 - smoothstep(0.0, 0.62, t)), top = arch + 0.07 + 0.13 * (1.0 - smoothstep(0.0, 0.25, t)) + 0.05 * smoothstep(0.55, 0.8, t) - 0.12 * smoothstep(0.86, 1.02, t);
        float body = max(max(y - top, arch + 0.012 - y), abs(x) - 0.36 + 0.05 * smoothstep(0.1, 0.2, y));
        float spike = max(abs(x + 0.32 - 0.08 * (y - heel)) - 0.018 - 0.12 * max(y - heel * 0.6, 0.0), max(-y, y - arch - 0.02));
        lay(col, spike, a * 0.55);
        lay(col, max(abs(y - arch - 0.006) - 0.012, abs(x) - 0.36), sole * 0.8);
        lay(col, body, a * leather * (0.65 + 1.6 * max(y - arch, 0.0)));
        if (rnd(k, 5) < 0.5) lay(col, min(abs(length(o - vec2(-0.2, arch + 0.24)) - 0.1) - 0.012, length((o - vec2(0.27, 0.1)) * vec2(1.0, 1.4)) - 0.03), b * 0.9);
        return;
    }
    bool boot = kind < 0.55;
    float t = clamp((x + 0.36) / 0.72, 0.0, 1.0), shaft = boot ? 0.42 + 0.25 * rnd(k, 6) : 0.22 + 0.05 * rnd(k, 6);
    float top = mix(0.3, 0.13, smoothstep(0.3, 0.8, t)) - 0.1 * smoothstep(0.88, 1.02, t);
    float foot = max(max(y - top, 0.045 - y), max(x - 0.36 + 0.25 * max(0.1 - y, 0.0) * 0.2, -x - 0.36 + 0.03 * sin(y * 9.0)));
    float leg = max(abs(x + 0.19 - 0.05 * (boot ? y - 0.3 : 0.0)) - 0.155, max(0.1 - y, y - shaft - 0.03 * x));
    float body = min(foot, leg);
    if (!boot) body = max(body, -(length((o - vec2(-0.12, shaft + 0.06)) * vec2(0.8, 1.0)) - 0.085));
    float thick = boot ? 0.045 : 0.055 + 0.02 * rnd(k, 7);
    lay(col, body, a * leather * (0.7 + 0.9 * y * (boot ? 0.7 : 1.3)));
    if (boot) {
        lay(col, max(abs(y - shaft + 0.05) - 0.035, body), b * 0.85);
        lay(col, max(abs(x + 0.02 + 0.2 * (y - 0.3)) - 0.006, max(body, 0.1 - y)), a * 0.4);
        if (rnd(k, 8) < 0.5) lay(col, rbox(o - vec2(-0.16, 0.18), vec2(0.16, 0.02), 0.01), a * 0.45);
        lay(col, rbox(o - vec2(-0.05, 0.18), vec2(0.028, 0.03), 0.006) + step(0.5, rnd(k, 8)) * 9.0, vec3(0.85, 0.7, 0.35));
    } else {
        lay(col, max(length((o - vec2(0.36, 0.07)) * vec2(0.7, 1.0)) - 0.12, body), b);
        float style = rnd(k, 9);
        float stripe = style < 0.35 ? abs(fract((x + y * 0.6) * 9.0) - 0.5) / 9.0 - 0.018 + max(abs(x) - 0.1, 0.0) * 9.0 : style < 0.7 ? abs(y - 0.12 - 0.25 * (x + 0.1) * (x + 0.25)) - 0.022 + max(abs(x + 0.02) - 0.2, 0.0) : length(o - vec2(-0.1, 0.17)) - 0.05;
        lay(col, max(stripe, body + 0.006), b * 0.95);
        lay(col, rbox(o - vec2(-0.35, 0.2), vec2(0.035, 0.09), 0.02), b * 0.9);
    }
    if (!boot || rnd(k, 8) >= 0.5) {
        for (int i = 0; i < 4; i++) {
            float f = float(i) / 3.0;
            vec2 at = boot ? vec2(0.0 - 0.03 * f, 0.24 + 0.2 * f * shaft * 2.0) : vec2(0.2 - 0.2 * f, 0.165 + 0.075 * f);
            lay(col, max(seg(o, at + vec2(-0.045, -0.035), at + vec2(0.04, 0.03)) - 0.012, body - 0.02), rnd(k, 10) < 0.6 ? vec3(0.95) : vec3(0.1));
        }
    }
    float stitch = abs(body + 0.022) - 0.004;
    if (fract((x + y) * 30.0) < 0.6) lay(col, stitch, b * 0.8);
    float sl = rbox(o - vec2(0.0, 0.5 * thick), vec2(0.375, 0.5 * thick), 0.02);
    lay(col, sl, sole * (0.75 + 0.25 * step(0.5 * thick, y)) * (y < thick * 0.5 && fract(x * 16.0) < 0.4 ? 0.6 : 1.0));
    if (boot) lay(col, box(o - vec2(-0.25, 0.02), vec2(0.11, 0.032)), sole * 0.6);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.5) + 9600U;
    float zoom = 0.8 + 0.8 * rnd(s, 1);
    px = 2.0 * zoom / iResolution.y;
    vec2 p = rot(0.14 * (rnd(s, 2) - 0.5)) * u * zoom / (1.0 + 0.4 * (rnd(s, 3) - 0.5) * u.x) + 9.0 * rnd3(s, 4).xy + vec2(0.1 * iTime, 0.0);
    float tall = 0.82 + 0.1 * rnd(s, 5), row = floor(p.y / tall), y = p.y - row * tall, kind = rnd(s, 6);
    vec3 wall = dye(s, s + 1U), board = rnd(s, 7) < 0.5 ? mix(vec3(0.55, 0.38, 0.22), dye(s, s + 2U), 0.2) : mix(vec3(0.9), dye(s, s + 2U), 0.3), col;
    vec2 b = p * vec2(4.0, 8.0);
    b.x += 0.5 * mod(floor(b.y), 2.0);
    vec2 j = abs(fract(b) - 0.5);
    if (kind < 0.3) col = wall * (0.8 + 0.25 * hash(ivec2(floor(b)), s)) * (1.0 - 0.3 * smoothstep(0.42, 0.48, max(j.x, j.y)));
    else if (kind < 0.6) col = mix(wall, board, step(0.5, fract(p.x * 2.5)) * 0.5) * (0.85 + 0.15 * noise(p * 20.0, s));
    else col = wall * (0.75 + 0.3 * fbm(p * 2.0, 3, s));
    col *= 0.55 + 0.45 * (1.0 - smoothstep(0.3 * tall, tall, y));
    float wide = 0.98, c = floor(p.x / wide + 0.37 * row), x = (p.x / wide + 0.37 * row - c - 0.5) * wide;
    uint k = cell(ivec2(int(c), int(row)), s);
    float base = 0.07;
    if (rnd(k, 20) < 0.2) {
        for (int i = 0; i < 3; i++) {
            uint m = k + uint(i) * 5U;
            float yy = y - base - 0.1 - 0.2 * float(i);
            if (i == 2 && rnd(k, 21) < 0.5) break;
            float d = box(vec2(x - 0.06 * (rnd(m, 2) - 0.5), yy), vec2(0.36, 0.095));
            lay(col, d, dye(s, m) * (yy > 0.045 ? 1.1 : 0.85) * (abs(yy - 0.045) < 0.006 ? 0.5 : 1.0));
            vec2 l = vec2(x - 0.18, yy + 0.02);
            lay(col, box(l, vec2(0.12, 0.045)), vec3(0.93));
            ivec2 g = ivec2(floor(l / 0.022 + vec2(4.0, 1.5)));
            if (g.x >= 0 && g.x < 8 && g.y >= 0 && g.y < 3 && hash(g, m) < 0.5) lay(col, box(l, vec2(0.1, 0.036)), vec3(0.12));
        }
    } else {
        float face = rnd(k, 22) < 0.5 ? 1.0 : -1.0, size = 0.95 + 0.15 * rnd(k, 23), keep = px;
        px /= size;
        shoe(col, (vec2(face * x, y) - vec2(0.07, base + 0.045)) / size, k, s);
        shoe(col, (vec2(face * x, y) - vec2(-0.05, base)) / size, k, s);
        px = keep;
    }

    if (y < 0.06) col = board * (0.7 + 0.4 * noise(vec2(p.x * 3.0, p.y * 60.0), s)) * (y > 0.045 ? 1.3 : 0.85);
    vec2 lab = vec2(mod(p.x + 9.0, wide) - 0.5 * wide, y - 0.028);
    if (rnd(s, 8) < 0.5) lay(col, box(lab, vec2(0.07, 0.02)), vec3(0.96));
    vec2 lamp = u - 1.4 * (rnd3(s, 9).xy - 0.5);
    fragColor = vec4(film(col * (0.75 + 0.9 * exp(-0.8 * dot(lamp, lamp))) * 1.65), 1.0);
}
