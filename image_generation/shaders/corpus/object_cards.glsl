// title: Playing Cards
// description: Hands of cards fanned and scattered over green cloth or wood, with pips, pictures and patterned backs
// tags: object, cards, game, pips

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

float pip(vec2 q, int suit) {
    float x = abs(q.x);
    if (suit == 0) return max(x * 1.15 + abs(q.y), 0.0) - 1.0;
    if (suit == 1) return min(length(vec2(x - 0.42, q.y - 0.25)) - 0.48, max(x + -q.y * 0.9 - 0.72, q.y - 0.2));
    float stem = max(x - 0.1 - 0.25 * max(-0.4 - q.y, 0.0), max(q.y, -0.95 - q.y));
    if (suit == 2) return min(stem, min(length(vec2(x - 0.42, q.y + 0.25)) - 0.45, max(x + q.y * 0.9 - 0.72, -0.15 - q.y)));
    return min(stem, min(length(vec2(x - 0.45, q.y + 0.2)), length(q - vec2(0.0, 0.45))) - 0.42);
}

vec3 face(vec2 q, uint k, uint s) {
    int suit = int(4.0 * rnd(k, 1)), count = 1 + int(10.0 * rnd(k, 2));
    vec3 ink = suit < 2 ? vec3(0.8, 0.06, 0.08) : vec3(0.06, 0.06, 0.1);
    vec3 c = vec3(0.95, 0.94, 0.9);
    vec2 f = q.y < 0.0 ? -q : q;
    if (pip((f - vec2(-0.29, 0.36)) / 0.055, suit) < 0.0) c = ink;
    ivec2 g = ivec2(floor((f - vec2(-0.29, 0.48)) / 0.026 + vec2(1.5, 2.5)));
    if (g.x >= 0 && g.x < 3 && g.y >= 0 && g.y < 5 && hash(g + ivec2(count * 7, 0), 5U) < 0.68) c = ink;
    if (rnd(k, 3) < 0.25) {
        float b = box(q, vec2(0.23, 0.42));
        if (b < 0.0) {
            c = mix(vec3(0.95, 0.85, 0.4), dye(s, k), step(0.5, fract((f.x + f.y) * 5.0)));
            vec2 m = f - vec2(0.0, 0.22);
            if (abs(m.x) + 0.5 * max(-m.y, 0.0) < 0.19 && m.y < -0.05) c = dye(s, k + 1U) * (0.7 + 0.5 * step(0.5, fract(f.x * 14.0)));
            if (length(m) < 0.13) c = vec3(0.25, 0.15, 0.08);
            if (length(m * vec2(1.2, 1.0) + vec2(0.0, 0.015)) < 0.1) c = vec3(0.93, 0.75, 0.6);
            if (max(abs(m.x) - 0.12, abs(m.y - 0.1 - 0.04 * abs(sin(m.x * 40.0))) - 0.035) < 0.0) c = vec3(0.95, 0.75, 0.15);
            if (abs(abs(m.x) - 0.035) < 0.014 && abs(m.y) < 0.014) c = vec3(0.05);
        } else if (b < 0.012) c = ink;
    } else {
        float d = 9.0;
        int rows = count > 6 ? 4 : count > 3 ? 3 : count;
        for (int i = 0; i < 10; i++) {
            if (i >= count) break;
            vec2 at = count < 4 ? vec2(0.0, (float(i) - 0.5 * float(count - 1)) * 0.27)
                    : i >= 2 * rows ? vec2(0.0, i == 2 * rows ? 0.2 : -0.2) : vec2((i & 1) == 0 ? -0.13 : 0.13, (float(i >> 1) - 0.5 * float(rows - 1)) * (rows == 4 ? 0.22 : 0.28));
            vec2 r = (q - at) / (count == 1 ? 0.17 : 0.08);
            if (at.y < -0.02) r.y = -r.y;
            d = min(d, pip(r, suit));
        }
        if (d < 0.0) c = ink;
    }
    return c;
}

vec3 back(vec2 q, uint s) {
    float b = box(q, vec2(0.33, 0.51)), kind = rnd(s, 30);
    vec3 ink = dye(s, s + 11U) * 0.8;
    if (b > 0.0) return vec3(0.95, 0.94, 0.9);
    vec2 g = q * 14.0;
    float m = kind < 0.4 ? step(0.0, sin(g.x + g.y) * sin(g.x - g.y)) : kind < 0.7 ? step(0.5, fract(length(q) * 14.0)) : step(length(abs(fract(g * 0.5) - 0.5) - 0.25), 0.22);
    if (b > -0.03) m = 1.0;
    return mix(vec3(0.93, 0.9, 0.84), ink, m);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.7) + 2700U;
    float zoom = 0.8 + 0.8 * rnd(s, 1), tilt = 0.35 * rnd(s, 2);
    vec2 p = rot(6.28 * rnd(s, 3)) * (u * zoom / (1.0 - tilt * u.y));
    px = 2.0 * zoom / iResolution.y;
    float kind = rnd(s, 4);
    vec3 base = dye(s, s + 1U) * 0.8, col;
    if (kind < 0.55) col = base * (0.75 + 0.2 * noise(p * 80.0, s) + 0.25 * fbm(p * 4.0, 3, s));
    else if (kind < 0.8) col = mix(vec3(0.3, 0.15, 0.07), vec3(0.6, 0.37, 0.18), noise(vec2(p.x * 3.0, p.y * 30.0 + 3.0 * noise(p, s)), s)) * (0.7 + 0.3 * step(0.03, fract(p.y * 1.5)));
    else col = mix(base, vec3(0.85), 0.7 * step(0.5, fract(p.x * 3.0)) * step(0.5, fract(p.y * 3.0)));
    vec2 fall = vec2(0.025, -0.035);
    float mode = rnd(s, 5);
    int top = -1, total = 7 + int(5.0 * rnd(s, 6));
    float shade = 1.0;
    vec2 hit = vec2(0.0);
    vec2 pivot = mode < 0.6 ? vec2(0.8 * (rnd(s, 7) - 0.5), -0.95) : vec2(0.0);
    float spread = (0.1 + 0.12 * rnd(s, 8)) * (0.9 + 0.1 * sin(iTime * 5.0)), start = -0.5 * spread * float(total);
    for (int i = 0; i < 12; i++) {
        if (i >= total) break;
        vec3 h = rnd3(s, 50 + i), g = rnd3(s, 70 + i);
        vec2 o;
        if (mode < 0.6) {
            o = rot(-start - spread * float(i) + 0.03 * (h.x - 0.5)) * (p - pivot) - vec2(0.0, 0.95 + 0.04 * h.y);
        } else if (mode < 0.8) {
            o = rot(0.08 * (h.x - 0.5)) * (p - vec2(-1.3 + 0.26 * float(i), 0.1 * (h.y - 0.5)));
        } else o = rot(6.28 * h.z) * (p - 2.6 * (h.xy - 0.5));
        float d = rbox(o, vec2(0.37, 0.55), 0.05);
        if (d < 0.0) {
            top = i;
            hit = o;
            shade = 1.0;
        } else shade *= 1.0 - 0.4 * (1.0 - smoothstep(0.0, 0.06, d));
    }
    if (top >= 0) {
        uint k = cell(ivec2(top, 7), s);
        bool hidden = mode < 0.6 ? rnd(s, 9) < 0.15 : rnd(k, 9) < 0.3;
        col = hidden ? back(hit, s) : face(hit, k, s);
        float d = rbox(hit, vec2(0.37, 0.55), 0.05);
        col *= (0.9 + 0.1 * smoothstep(0.0, 0.02, -d)) * (0.88 + 0.2 * smoothstep(-0.5, 0.5, hit.x + 0.3 * hit.y));
    } else {
        vec2 chip = mod(p + 0.3, 0.9) - 0.45;
        uint k = cell(ivec2(floor((p + 0.3) / 0.9)), s + 4U);
        if (rnd(k, 1) < 0.4 && rnd(s, 10) < 0.6) {
            float l = length(chip), a = atan(chip.y, chip.x + 1e-5);
            dim(col, length(chip - fall) - 0.15, 0.04, 0.5);
            lay(col, l - 0.14, mix(dye(s, k), vec3(0.95), step(0.3, sin(a * 6.0)) * step(0.09, l)));
            lay(col, abs(l - 0.085) - 0.006, vec3(0.95));
        }
    }
    col *= shade;
    vec2 lamp = u - 1.4 * (rnd3(s, 12).xy - 0.5);
    fragColor = vec4(film(col * (0.7 + 0.9 * exp(-0.8 * dot(lamp, lamp))) * 1.6), 1.0);
}
