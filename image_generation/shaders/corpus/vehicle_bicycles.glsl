// title: Bicycles
// description: Bicycles with spokes, baskets and mudguards that lean by shutters, brick or railings on a paved street
// tags: vehicle, bicycles, wheels, street

uint scramble(uint x) {
    x = (x ^ (x >> 15)) * 0x6D2F8A35U;
    x = (x ^ (x >> 13)) * 0xA3C59E1BU;
    return x ^ (x >> 16);
}

float rnd(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x7F4A7C15U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
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

float seg(vec2 p, vec2 a, vec2 b) {
    vec2 q = p - a, d = b - a;
    return length(q - d * clamp(dot(q, d) / dot(d, d), 0.0, 1.0));
}

float ring(vec2 p, float r, float w) {
    return abs(length(p) - r) - w;
}

void tyre(inout vec3 col, vec2 q, float r, float roll, uint k) {
    float l = length(q), a = atan(q.y, q.x + 1e-5) + roll;
    float spokes = abs(fract(a * 2.5465) - 0.5) / 2.5465 * l;
    lay(col, max(spokes - 0.0035, l - r), vec3(0.75));
    lay(col, abs(l - r) - 0.02, rnd(k, 21) < 0.75 ? vec3(0.06) : vec3(0.55, 0.4, 0.25));
    lay(col, abs(l - r + 0.026) - 0.009, vec3(0.8));
    lay(col, l - 0.032, vec3(0.55));
}

void bicycle(inout vec3 col, vec2 o, uint k, uint s) {
    float r = 0.3, base = 0.46 + 0.05 * rnd(k, 1);
    vec3 c = hsv(rnd(k, 2), 0.85 * rnd(k, 3) + 0.1, 0.25 + 0.7 * rnd(k, 4)), dark = vec3(0.1);
    vec2 back = vec2(-base, r), front = vec2(base, r), crank = vec2(-0.08, r - 0.02), seat = vec2(-0.2, 0.78), head = vec2(0.3, 0.8), fork = vec2(0.36, 0.62);
    dim(col, length((o - vec2(0.05, 0.0)) * vec2(0.75, 7.0)) - 0.6, 0.25, 0.55);
    float roll = 6.28 * rnd(k, 5);
    tyre(col, o - back, r, roll, k);
    tyre(col, o - front, r, roll + 1.0, k);
    float guard = max(min(abs(length(o - back) - r - 0.035), abs(length(o - front) - r - 0.035)) - 0.012, r * 0.9 - o.y - 0.1 * abs(o.x));
    if (rnd(k, 6) < 0.6) lay(col, guard, c * 0.8);
    bool low = rnd(k, 7) < 0.4;
    vec2 join = low ? vec2(-0.12, 0.5) : seat - vec2(0.0, 0.08);
    float frame = min(min(seg(o, crank, seat), seg(o, crank, fork)), min(min(seg(o, join, head - vec2(0.0, 0.05)), seg(o, back, seat - vec2(-0.02, 0.14))), min(seg(o, back, crank), min(seg(o, head, front), seg(o, fork, front)))));
    lay(col, frame - 0.021, c * (0.75 + 9.0 * clamp(0.021 - frame, 0.0, 0.03)));
    lay(col, abs(frame - 0.02) - 0.003, c * 0.5);
    lay(col, min(seg(o, seat - vec2(0.0, 0.1), seat + vec2(-0.012, 0.07)), seg(o, head - vec2(0.02, 0.05), head + vec2(-0.02, 0.08))) - 0.013, vec3(0.75));
    lay(col, length((o - seat - vec2(-0.015, 0.085)) * vec2(0.55, 1.5)) - 0.07, rnd(k, 8) < 0.5 ? vec3(0.35, 0.2, 0.1) : dark);
    float bar = rnd(k, 9) < 0.5 ? min(seg(o, head + vec2(-0.02, 0.08), head + vec2(0.08, 0.12)), max(abs(length(o - head - vec2(0.09, 0.05)) - 0.07), head.x + 0.06 - o.x)) : seg(o, head + vec2(-0.02, 0.08), head + vec2(-0.18, 0.14));
    lay(col, bar - 0.016, dark);
    lay(col, ring(o - crank, 0.075, 0.012), vec3(0.6));
    float turn = iTime * 5.0 + 6.0 * rnd(k, 10);
    vec2 arm = 0.13 * vec2(cos(turn), sin(turn));
    lay(col, seg(o, crank - arm, crank + arm) - 0.012, vec3(0.5));
    lay(col, min(box(o - crank - arm, vec2(0.045, 0.016)), box(o - crank + arm, vec2(0.045, 0.016))), dark);
    lay(col, abs(seg(o, back, crank) - 0.045) - 0.005 + (o.x < back.x || o.x > crank.x ? 9.0 : 0.0), dark);
    if (rnd(k, 11) < 0.5) {
        vec2 b = o - vec2(0.46, 0.76);
        float basket = max(abs(b.y) - 0.12, abs(b.x) - 0.14 - 0.25 * b.y);
        vec2 w = b * 26.0;
        vec3 straw = mix(vec3(0.65, 0.45, 0.25), dye(s, k), 0.2);
        if (rnd(k, 12) < 0.6) lay(col, length((b - vec2(0.0, 0.13)) * vec2(0.9, 1.2)) - 0.12, mix(hsv(0.28, 0.6, 0.4), dye(s, k + 4U) * 1.3, step(0.55, noise(b * 26.0 + 9.0, k))));
        lay(col, basket, straw * (0.5 + 0.5 * abs(sin(w.x * 1.5) * sin(w.y * 1.5)) + 0.3 * step(0.09, b.y)));
    }
    if (rnd(k, 13) < 0.4) lay(col, min(box(o - vec2(-0.48, 0.66), vec2(0.17, 0.012)), box(o - vec2(-0.5, 0.56), vec2(0.1, 0.08) * step(0.5, rnd(k, 14)))), dye(s, k + 5U));
    lay(col, length(o - vec2(0.39, 0.7)) - 0.035, vec3(0.95, 0.9, 0.7));
    lay(col, length(o - vec2(-0.76, 0.55)) - 0.025, vec3(0.9, 0.1, 0.1));
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.4) + 7200U;
    float zoom = 0.62 + 0.6 * rnd(s, 1);
    px = 2.0 * zoom / iResolution.y;
    vec2 p = rot(0.08 * (rnd(s, 2) - 0.5)) * u * zoom + vec2(30.0 * rnd(s, 3) + 0.2 * iTime, 0.45 * zoom + 0.1);
    float kind = rnd(s, 4);
    vec3 wall = dye(s, s + 1U), trim = dye(s, s + 2U), col = wall;
    if (kind < 0.35) {
        vec2 b = p * vec2(3.2, 8.0);
        b.x += 0.5 * mod(floor(b.y), 2.0);
        vec2 j = abs(fract(b) - 0.5);
        col = mix(vec3(0.6, 0.3, 0.2), wall, 0.4) * (0.65 + 0.4 * hash(ivec2(floor(b)), s)) * (0.8 + 0.3 * fbm(p * 4.0, 3, s));
        col = mix(col, vec3(0.75, 0.7, 0.65), smoothstep(0.39, 0.45, max(j.x * 1.03, j.y)));
    } else if (kind < 0.65) col = wall * (0.75 + 0.3 * fbm(p * 3.0, 4, s)) * (1.0 - 0.5 * step(fract(p.y * 9.0), 0.15) * step(0.5, rnd(s, 5)));
    else {
        col = mix(vec3(0.85, 0.9, 0.95), hsv(0.57, 0.5, 0.8), clamp(p.y * 0.5, 0.0, 1.0));
        lay(col, p.y - 0.55 - 0.45 * fbm(vec2(p.x * 1.2, 2.0), 4, s), hsv(0.27 + 0.1 * rnd(s, 6), 0.5, 0.4) * (0.5 + 0.8 * noise(p * 9.0, s)));
        float bar = abs(fract(p.x * 5.0) - 0.5) / 5.0 - 0.012;
        lay(col, max(min(bar, min(abs(p.y - 0.85) - 0.02, abs(p.y - 0.2) - 0.015)), p.y - 0.95), trim * 0.4);
    }
    float lot = floor(p.x / 1.5);
    uint wk = cell(ivec2(int(lot), 3), s);
    vec2 w = vec2(p.x - (lot + 0.5) * 1.5, p.y - 1.0);
    if (kind < 0.65 && rnd(wk, 1) < 0.75) {
        bool door = rnd(wk, 2) < 0.35;
        vec2 h = door ? vec2(0.3, 1.0) : vec2(0.27, 0.36);
        float f = box(w + vec2(0.0, door ? 0.4 : 0.0), h);
        dim(col, f - 0.04, 0.06, 0.4);
        lay(col, f - 0.06, vec3(0.85) * (0.8 + 0.2 * step(0.0, w.x)));
        vec3 pane = mix(vec3(0.12, 0.15, 0.2), vec3(0.6, 0.7, 0.8), smoothstep(0.4, 0.7, fbm(w * 3.0 + float(int(lot)), 3, s)));
        if (door) pane = trim * (0.7 + 0.4 * step(0.07, abs(box(vec2(abs(w.x) - 0.15, abs(w.y + 0.4) - 0.4), vec2(0.08, 0.25)) + 0.04)));
        else if (min(abs(w.x), abs(w.y)) < 0.018) pane = vec3(0.9);
        lay(col, f, pane);
        if (!door) {
            vec2 sh = vec2(abs(w.x) - 0.48, w.y);
            lay(col, box(sh, vec2(0.14, 0.38)), trim * (0.65 + 0.4 * step(0.4, fract(w.y * 14.0))));
            lay(col, box(w + vec2(0.0, 0.44), vec2(0.36, 0.05)), vec3(0.45, 0.25, 0.15));
            lay(col, length(vec2(mod(w.x, 0.14) - 0.07, w.y + 0.34)) - 0.06 + max(0.0, abs(w.x) - 0.3), mix(hsv(0.3, 0.6, 0.4), dye(s, wk) * 1.3, step(0.5, noise(w * 30.0 + 40.0, s))));
        }
    }
    col *= 0.65 + 0.35 * smoothstep(0.0, 0.4, p.y);
    if (p.y < 0.02) {
        float z = 0.6 / (0.45 - p.y);
        vec2 g = vec2(p.x * z * 3.5, z * 7.0);
        g.x += 0.5 * mod(floor(g.y), 2.0);
        vec2 j = abs(fract(g) - 0.5);
        col = mix(vec3(0.55, 0.52, 0.48), wall, 0.2) * (0.55 + 0.4 * hash(ivec2(floor(g)), s)) * (1.0 - 0.45 * smoothstep(0.36, 0.48, max(j.x, j.y)));
        if (p.y > -0.05) col *= 0.7;
    }
    for (int j = 0; j < 2; j++) {
        float size = 0.8 + 0.22 * float(j), wide = (1.5 + 0.2 * float(j)) * size, x = p.x / wide + 0.43 * float(j), i = floor(x);
        uint k = cell(ivec2(int(i), 40 + j), s);
        vec2 o = vec2((x - i - 0.5) * wide, p.y + 0.06 + 0.26 * float(j)) / size;
        if (rnd(k, 30) < 0.5) o.x = -o.x;
        o.x += 0.12 * (rnd(k, 33) - 0.5) * o.y;
        float keep = px;
        px /= size;
        if (rnd(k, 31) < 0.8 - 0.25 * float(j)) bicycle(col, o, k, s);
        px = keep;
    }
    float sun = p.x * 0.7 - p.y + 3.0 * rnd(s, 7);
    col *= 0.8 + 0.45 * smoothstep(-0.05, 0.05, sin(sun * 1.1)) * step(0.4, rnd(s, 8)) + 0.2;
    fragColor = vec4(film(col * mix(vec3(1.1, 1.0, 0.85), vec3(0.95, 1.0, 1.1), rnd(s, 9)) * 1.4), 1.0);
}
