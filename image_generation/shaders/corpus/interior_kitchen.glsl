// title: Kitchen Counter
// description: Kettles, jars, boards and mugs on a counter before wall tiles, with a rail of ladles above
// tags: interior, kitchen, tiles, objects

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

float ring(vec2 p, float r, float w) {
    return abs(length(p) - r) - w;
}

float turned(float x, float side) {
    return 0.25 + 0.85 * max(0.55 * side * x + 0.83 * sqrt(max(1.0 - x * x, 0.0)), 0.0);
}

vec3 tiles(vec2 p, uint s) {
    float kind = rnd(s, 10);
    vec2 size = kind < 0.35 ? vec2(0.24) : kind < 0.7 ? vec2(0.34, 0.15) : vec2(0.2);
    vec2 g = p;
    if (kind >= 0.7) g = rot(0.785) * g;
    g /= size;
    if (kind >= 0.35 && kind < 0.7) g.x += 0.5 * mod(floor(g.y), 2.0);
    ivec2 c = ivec2(floor(g));
    vec2 f = fract(g) - 0.5;
    uint k = cell(c, s);
    vec3 a = hsv(rnd(s, 11), 0.5 * rnd(s, 12), 0.55 + 0.4 * rnd(s, 13));
    vec3 b = dye(s, s + 3U);
    bool odd = rnd(s, 14) < 0.4 ? ((c.x + c.y) & 1) == 1 : rnd(k, 1) < 0.12;
    vec3 t = odd ? b : a;
    t *= 0.88 + 0.2 * rnd(k, 2);
    if (odd && rnd(s, 15) < 0.6) t = mix(t, a * 0.9 + 0.1, step(abs(length(f) - 0.25) - 0.07, 0.0) + step(length(f), 0.08));
    vec2 e = (0.5 - abs(f)) * size;
    float j = min(e.x, e.y);
    t *= 0.9 + 0.25 * smoothstep(0.3, 0.6, f.y + 0.5 * f.x + 0.3);
    return mix(vec3(0.55, 0.53, 0.5), t, smoothstep(0.003, 0.012 + px, j));
}

void thing(inout vec3 col, vec2 o, uint k, float side, uint s) {
    float kind = rnd(k, 1), h = 0.25 + 0.25 * rnd(k, 2), w = 0.12 + 0.1 * rnd(k, 3);
    vec3 c = dye(s, k);
    if (kind < 0.25) {
        vec2 q = o - vec2(0.0, h * 0.5);
        float l = length(q * vec2(1.0, 1.15)) - h * 0.62;
        lay(col, min(seg(q, vec2(side * h * 0.4, 0.0), vec2(side * h * 0.95, h * 0.45)) - 0.035, ring(q - vec2(0.0, h * 0.5), h * 0.42, 0.02)), c * 0.5);
        l = max(l, -h * 0.5 - q.y);
        vec2 n = q / (h * 0.62);
        lay(col, l, c * turned(clamp(n.x, -1.0, 1.0), -side) * (0.8 + 0.3 * n.y) + 0.6 * (1.0 - smoothstep(0.05, 0.2, length(n - vec2(-side * 0.4, 0.35)))));
        lay(col, length(q - vec2(0.0, h * 0.55)) - 0.03, vec3(0.1));
    } else if (kind < 0.55) {
        vec2 q = o - vec2(0.0, h * 0.6);
        float x = clamp(q.x / w, -1.0, 1.0);
        float fill = step(q.y, h * (0.6 * rnd(k, 4) - 0.1));
        vec3 inside = mix(vec3(0.75, 0.8, 0.8), dye(s, k + 5U) * (0.7 + 0.5 * noise(o * 60.0, k)), fill * 0.85 + 0.1);
        lay(col, rbox(q, vec2(w, h * 0.6), 0.04), inside * turned(x, -side) + 0.35 * step(abs(x + side * 0.55), 0.1));
        if (rnd(k, 5) < 0.5) lay(col, box(q + vec2(0.0, 0.05), vec2(w * 0.8, h * 0.18)), vec3(0.92, 0.9, 0.8) * turned(x, -side) * (0.75 + 0.25 * step(0.4, fract(o.y * 40.0))));
        lay(col, rbox(q - vec2(0.0, h * 0.66), vec2(w * 1.05, 0.05), 0.02), c * turned(x * 0.95, -side));
    } else if (kind < 0.75) {
        vec2 q = rot(0.12 * side) * (o - vec2(0.0, h * 0.95));
        float hole = length(q - vec2(0.0, h * 0.75)) - 0.035;
        lay(col, max(rbox(q, vec2(w * 1.2, h * 0.95), 0.07), -hole), mix(vec3(0.5, 0.3, 0.15), vec3(0.8, 0.6, 0.35), noise(vec2(q.x * 50.0, q.y * 3.0), k)) * (0.8 + 0.3 * step(-0.02, box(q, vec2(w * 1.2, h * 0.95)) + 0.03)));
    } else {
        float hh = 0.11 + 0.06 * rnd(k, 4);
        vec2 q = o - vec2(0.0, hh);
        float x = clamp(q.x / w, -1.0, 1.0);
        lay(col, ring(q - vec2(side * w, 0.0), hh * 0.6, 0.022), c * 0.7);
        vec3 glaze = rnd(k, 6) < 0.5 ? mix(c, vec3(0.95), step(0.5, fract(q.y * 14.0))) : c;
        lay(col, rbox(q, vec2(w, hh), 0.03), glaze * turned(x, -side));
    }
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.9) + 1100U;
    float zoom = 0.75 + 0.55 * rnd(s, 1);
    px = 2.0 * zoom / iResolution.y;
    vec2 p = rot(0.08 * (rnd(s, 2) - 0.5)) * u * zoom + vec2(3.0 * rnd(s, 3) + 0.2 * iTime, 0.3 * (rnd(s, 4) - 0.5));
    float side = rnd(s, 5) < 0.5 ? -1.0 : 1.0, top = -0.4;
    vec3 col = tiles(p, s);
    col *= 0.8 + 0.35 * fbm(p * 1.5, 3, s);
    float rail = 0.62 + 0.15 * rnd(s, 6);
    dim(col, abs(p.y - rail + 0.06) - 0.02, 0.03, 0.4);
    lay(col, abs(p.y - rail) - 0.018, vec3(0.7) * (0.5 + 20.0 * (p.y - rail + 0.03)));
    float i = floor(p.x / 0.27);
    vec2 o = vec2(p.x - (i + 0.5) * 0.27, p.y - rail);
    uint k = cell(ivec2(int(i), 7), s);
    if (rnd(k, 1) < 0.65) {
        float len = 0.28 + 0.2 * rnd(k, 2);
        vec2 head = o + vec2(0.0, len + 0.06);
        float d = min(seg(o, vec2(0.0, 0.02), vec2(0.0, -len)) - 0.016, rnd(k, 3) < 0.4 ? length(head) - 0.085 : rnd(k, 3) < 0.7 ? rbox(head, vec2(0.06, 0.09), 0.02) : ring(head, 0.07, 0.012));
        dim(col, d + 0.01 - 0.5 * side * o.x, 0.05, 0.3);
        lay(col, d, (rnd(k, 4) < 0.5 ? vec3(0.65) : vec3(0.55, 0.35, 0.18)) * (0.7 + 5.0 * side * abs(o.x)));
    }
    vec3 front = dye(s, s + 9U), stone = hsv(rnd(s, 20), 0.25 * rnd(s, 21), 0.25 + 0.6 * rnd(s, 22));
    stone *= rnd(s, 23) < 0.5 ? 0.75 + 0.5 * fbm(p * 12.0, 3, s) : 0.75 + 0.4 * noise(vec2(p.x * 4.0, p.y * 60.0), s);
    col *= 0.6 + 0.4 * smoothstep(top, top + 0.35, p.y);
    if (p.y < top) col = stone * (1.0 + 0.3 * smoothstep(top - 0.3, top, p.y));
    for (int j = 0; j < 2; j++) {
        float wide = j == 0 ? 0.5 : 0.62, base = top - (j == 0 ? 0.03 : 0.17);
        float c = floor(p.x / wide + 0.31 * float(j));
        uint id = cell(ivec2(int(c), j), s);
        if (rnd(id, 30) < 0.8) {
            vec2 q = vec2(p.x - (c + 0.5 - 0.31 * float(j)) * wide, p.y - base);
            dim(col, length((q - vec2(-0.08 * side, 0.0)) * vec2(0.6, 2.2)) - 0.1, 0.1, 0.55);
            thing(col, q, id, side, s);
        }
    }
    float edge = top - 0.3;
    if (p.y < edge) {
        float b = floor(p.x / 0.8);
        vec2 q = vec2(p.x - (b + 0.5) * 0.8, p.y - edge + 0.6);
        col = front * (0.75 + 0.3 * noise(vec2(p.x * 30.0, p.y * 4.0), s));
        float panel = box(q, vec2(0.36, 0.47));
        col *= panel < 0.0 ? (panel < -0.06 ? 0.95 : 0.75 + 0.4 * step(0.0, q.y - q.x * side)) : 0.85;
        lay(col, abs(abs(q.x) - 0.4) - 0.004, front * 0.2);
        lay(col, length(q - vec2(0.27, 0.3)) - 0.035, vec3(0.8, 0.7, 0.5));
        col *= 0.45 + 0.55 * (1.0 - smoothstep(edge - 0.5, edge, p.y));
    } else if (p.y < edge + 0.06) col = stone * 0.7;
    float sun = 1.0 - smoothstep(0.0, 1.6, abs(u.x * 0.7 + side * 0.9 + 0.5 * u.y));
    fragColor = vec4(film(col * (0.7 + 1.1 * sun) * mix(vec3(1.0, 0.92, 0.8), vec3(0.9, 0.97, 1.05), rnd(s, 24)) * 1.5), 1.0);
}
