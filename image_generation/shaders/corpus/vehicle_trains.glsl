// title: Trains
// description: Engines with coaches and trucks on rails or a viaduct, with wires, signals, smoke and fields beyond
// tags: vehicle, trains, rails, landscape

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

float rbox(vec2 p, vec2 b, float r) {
    vec2 e = abs(p) - b + r;
    return length(max(e, 0.0)) + min(max(e.x, e.y), 0.0) - r;
}

float seg(vec2 p, vec2 a, vec2 b) {
    vec2 q = p - a, d = b - a;
    return length(q - d * clamp(dot(q, d) / dot(d, d), 0.0, 1.0));
}

float turned(float x, float side) {
    return 0.25 + 0.85 * max(0.55 * side * x + 0.83 * sqrt(max(1.0 - x * x, 0.0)), 0.0);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.5) + 7300U;
    float zoom = 0.7 + 0.75 * rnd(s, 1), pan = 40.0 * rnd(s, 2);
    px = 2.0 * zoom / iResolution.y;
    vec2 p = rot(0.1 * (rnd(s, 3) - 0.5)) * u * zoom + vec2(0.0, 0.15 * (rnd(s, 4) - 0.5));
    float mood = rnd(s, 5);
    vec3 high = hsv(0.54 + 0.12 * rnd(s, 6), 0.5, 0.45 + 0.45 * mood), low = mix(hsv(0.04 + 0.1 * rnd(s, 7), 0.6, 1.0), vec3(0.92, 0.95, 0.97), mood);
    vec3 col = mix(low, high, clamp(0.5 + 0.6 * p.y, 0.0, 1.0));
    col = mix(col, vec3(1.0), 0.6 * smoothstep(0.48, 0.72, fbm(vec2(p.x + pan, p.y * 2.3), 4, s)));
    bool via = rnd(s, 8) < 0.4;
    for (int i = 0; i < 3; i++) {
        float x = p.x * (0.7 + 0.4 * float(i)) + pan + iTime * 0.2 * float(i), h = 0.35 - 0.25 * float(i) + (0.4 - 0.1 * float(i)) * (fbm(vec2(x, float(i) * 7.0), 4, s) - 0.4);
        vec3 c = mix(hsv(0.2 + 0.35 * rnd(s, 9) * (1.0 - 0.4 * float(i)), 0.4, 0.5), low, 0.55 - 0.25 * float(i));
        if (i == 2) c *= 0.75 + 0.4 * step(0.5, fract(x * 1.5 + 3.0 * p.y)) * step(0.4, rnd(s, 10)) + 0.2 * noise(vec2(x * 20.0, p.y * 30.0), s);
        lay(col, p.y - h, c);
    }
    float rail = -0.28, base = rail - 0.05;
    if (p.y < base) {
        if (via) {
            float ax = mod(p.x + pan + iTime, 0.9) - 0.45, arch = p.y - base + 0.3 < 0.0 ? abs(ax) - 0.34 : length(vec2(ax, p.y - base + 0.3)) - 0.26 * 1.3;
            arch = min(arch, length(vec2(ax, p.y - base + 0.42)) - 0.34);
            if (p.y < base - 0.42) arch = abs(ax) - 0.34;
            vec2 b = vec2((p.x + pan + iTime) * 7.0, p.y * 14.0);
            b.x += 0.5 * mod(floor(b.y), 2.0);
            vec2 j = abs(fract(b) - 0.5);
            vec3 stone = mix(vec3(0.6, 0.52, 0.45), dye(s, s + 1U), 0.3) * (0.7 + 0.35 * hash(ivec2(floor(b)), s)) * (1.0 - 0.35 * smoothstep(0.4, 0.48, max(j.x, j.y)));
            if (abs(arch) < 0.05) stone *= 1.25;
            vec3 behind = col * 0.9;
            col = mix(behind, stone * (p.y > base - 0.07 ? 1.2 : 0.95), 1.0 - cover(arch));
        } else {
            float z = 0.35 / (base + 0.14 - p.y);
            col = mix(vec3(0.5, 0.46, 0.42), dye(s, s + 2U), 0.2) * (0.5 + 0.7 * noise(vec2((p.x + pan + iTime * 2.0) * z * 26.0, z * 90.0), s));
            if (p.y < base - 0.2) col = hsv(0.2 + 0.1 * rnd(s, 11), 0.5, 0.45) * (0.55 + 0.7 * noise(vec2((p.x + pan + iTime * 3.0) * 9.0, p.y * 40.0), s));
            for (int i = 0; i < 2; i++) lay(col, abs(p.y - base + 0.045 + 0.07 * float(i)) - 0.009 - 0.003 * float(i), vec3(0.5, 0.42, 0.36));
        }
    }
    float tie = abs(fract((p.x + pan + iTime * 2.0) * 6.0) - 0.5);
    if (p.y < rail && p.y > base) col = mix(vec3(0.3, 0.22, 0.16), vec3(0.5, 0.48, 0.45), step(0.3, tie));
    lay(col, abs(p.y - rail) - 0.008, vec3(0.7, 0.68, 0.66));
    float wire = rnd(s, 12), mx = mod(p.x + pan + iTime * 2.0, 1.6) - 0.8;
    if (wire < 0.55) {
        lay(col, min(max(abs(mx) - 0.012, abs(p.y - rail - 0.45) - 0.45), max(abs(p.y - rail - 0.82 + 0.15 * mx) - 0.01, abs(mx - 0.1) - 0.12)), vec3(0.25, 0.27, 0.28));
        lay(col, min(abs(p.y - rail - 0.68), abs(p.y - rail - 0.72 - 0.22 * mx * mx)) - 0.004, vec3(0.12));
    }
    float len = 0.95 + 0.3 * rnd(s, 13), go = p.x + 3.0 * rnd(s, 14) - iTime * 0.6 + 0.3 * (fract(iTime * 2.5) - 0.5), i = floor(go / len), x = go - (i + 0.5) * len, y = p.y - rail;
    int count = 3 + int(3.0 * rnd(s, 15));
    float first = floor(3.0 * rnd(s, 14) / len) + (rnd(s, 16) < 0.5 ? 0.0 : -1.0), place = first - i;
    bool steam = rnd(s, 17) < 0.45;
    vec3 livery = hsv(rnd(s, 18), 0.75, 0.65), second = rnd(s, 19) < 0.5 ? vec3(0.93, 0.9, 0.8) : dye(s, s + 4U);
    uint k = cell(ivec2(int(place), 5), s);
    float half_ = 0.5 * len - 0.03;
    if (place >= 0.0 && place < float(count) + 3.0) {
        dim(col, abs(y) - 0.03, 0.05, 0.5);
        lay(col, box(vec2(x, y - 0.1), vec2(half_ + 0.06, 0.012)), vec3(0.1));
        lay(col, box(vec2(x, y - 0.12), vec2(half_, 0.03)), vec3(0.13));
        float bogie = abs(abs(x) - half_ * 0.62), wx = abs(bogie) - 0.075;
        float roll = iTime * 14.0;
        if (place < 0.5 && steam) {
            float big = mod(x + 0.2, 0.2) - 0.1;
            float boiler = rbox(vec2(x - 0.1, y - 0.3), vec2(half_ * 0.72, 0.13), 0.03);
            float cab = box(vec2(x + half_ * 0.72, y - 0.37), vec2(half_ * 0.26, 0.24)), roof = box(vec2(x + half_ * 0.72, y - 0.63), vec2(half_ * 0.33, 0.022));
            lay(col, boiler, livery * turned(clamp((y - 0.3) / 0.13, -1.0, 1.0), 1.0));
            lay(col, max(abs(fract(x * 6.0) - 0.5) / 6.0 - 0.01, boiler), vec3(0.85, 0.7, 0.3));
            lay(col, cab, livery * 0.85);
            lay(col, box(vec2(x + half_ * 0.72, y - 0.47), vec2(half_ * 0.13, 0.075)), vec3(0.75, 0.85, 0.9));
            lay(col, roof, vec3(0.15));
            lay(col, min(max(abs(x - half_ * 0.62) - 0.045 - 0.15 * max(y - 0.55, 0.0), abs(y - 0.5) - 0.1), length(vec2(x - 0.1, y - 0.43)) - 0.06), vec3(0.12));
            lay(col, length(vec2(x - half_ * 0.86, y - 0.3)) - 0.045, vec3(1.0, 0.9, 0.6));
            lay(col, max(max(x - half_ - 0.08 + 0.9 * y, half_ * 0.8 - x), abs(y - 0.07) - 0.06), vec3(0.6, 0.1, 0.08));
            if (abs(x) < half_ * 0.75) {
                vec2 w = vec2(big, y - 0.09);
                float l = length(w), a = atan(w.y, w.x + 1e-5) + roll;
                lay(col, l - 0.09, vec3(0.55, 0.1, 0.08) * (0.6 + 0.6 * step(0.0, cos(a * 6.0))));
                lay(col, abs(l - 0.085) - 0.01, vec3(0.3));
                lay(col, abs(y - 0.09 - 0.035 * sin(roll)) - 0.012, vec3(0.75));
            }
        } else {
            float kind = place < 0.5 ? 0.9 : rnd(s, 20) < 0.55 ? 0.2 : rnd(k, 1) * 0.8;
            vec2 w = vec2(wx, y - 0.05);
            lay(col, length(w) - 0.05, vec3(0.22));
            lay(col, length(w) - 0.022, vec3(0.55));
            lay(col, box(vec2(bogie, y - 0.07), vec2(0.1, 0.015)), vec3(0.25));
            if (kind < 0.4 || kind > 0.85) {
                float nose = kind > 0.85 ? 0.35 * max(y - 0.25, 0.0) * (1.0 + step(0.5, rnd(s, 21))) : 0.0;
                float body = max(rbox(vec2(x, y - 0.36), vec2(half_, 0.23), 0.04), x - half_ + nose);
                vec3 c = mix(livery, second, step(abs(y - 0.4), 0.09)) * (0.8 + 0.35 * smoothstep(0.13, 0.6, y));
                if (y < 0.2) c = livery * 0.6;
                lay(col, body, c);
                lay(col, abs(y - 0.27) - 0.008 + max(body, 0.0) * 9.0, second);
                float n = 6.0, fx = fract((x + half_) / (2.0 * half_) * n) - 0.5, idx = floor((x + half_) / (2.0 * half_) * n);
                float pane = rbox(vec2(fx * 2.0 * half_ / n, y - 0.42), vec2(half_ / n * 0.62, 0.075), 0.02);
                bool door = idx == 0.0 || idx == 5.0;
                if (kind > 0.85) { pane = idx > 4.5 ? rbox(vec2(x - half_ + 0.12, y - 0.45), vec2(0.08, 0.07), 0.02) : idx < 2.0 ? pane : 1.0; }
                else if (door) pane = box(vec2(fx * 2.0 * half_ / n, y - 0.34), vec2(0.045, 0.17));
                vec3 glass = door && kind < 0.4 ? second * 0.8 : mood < 0.3 ? vec3(1.0, 0.85, 0.5) : mix(vec3(0.12, 0.16, 0.2), high, 0.5 * step(0.5, fract(x * 4.0 + y * 3.0)));
                lay(col, max(pane, body + 0.02), glass);
                if (kind > 0.85) lay(col, length(vec2(x - half_ + 0.03, y - 0.24)) - 0.03, vec3(1.0, 0.95, 0.7));
                lay(col, box(vec2(x, y - 0.6), vec2(half_ * 0.95, 0.02)), vec3(0.3));
                if (wire < 0.55 && (kind > 0.85 || rnd(k, 2) < 0.3)) lay(col, min(seg(vec2(abs(x + 0.1), y), vec2(0.0, 0.68), vec2(0.07, 0.64)), seg(vec2(abs(x + 0.1), y), vec2(0.07, 0.64), vec2(0.02, 0.6))) - 0.006, vec3(0.1));
            } else if (kind < 0.55) {
                float tank = rbox(vec2(x, y - 0.32), vec2(half_ * 0.95, 0.17), 0.1);
                lay(col, tank, dye(s, k) * turned(clamp((y - 0.32) / 0.17, -1.0, 1.0), 1.0));
                lay(col, max(abs(abs(x) - half_ * 0.5) - 0.012, tank), vec3(0.2));
                lay(col, box(vec2(x, y - 0.51), vec2(0.06, 0.03)), vec3(0.3));
            } else {
                float truck = box(vec2(x, y - 0.25), vec2(half_ * 0.95, 0.11));
                float heap = y - 0.36 - 0.12 * cos(x / half_ * 1.5) * (0.7 + 0.5 * noise(vec2(x * 18.0, 1.0), k));
                vec3 load = dye(s, k + 2U) * 0.7;
                lay(col, max(max(heap, abs(x) - half_ * 0.9), 0.3 - y), load * (0.4 + 0.9 * noise(vec2(x, y) * 26.0, k)));
                lay(col, truck, dye(s, k) * (0.7 + 0.35 * step(0.12, fract(x * 5.0))));
            }
        }
    }
    if (steam) {
        vec2 q = vec2(go - (first + 0.5) * len - half_ * 0.62, y - 0.62);
        float t = max(-q.x, 0.0), n = fbm(vec2(q.x * 3.0 + iTime * 4.0, q.y * 3.5), 4, s);
        float puff = abs(q.y - 0.1 - 0.32 * sqrt(t)) - (0.05 + 0.14 * sqrt(t)) * (0.5 + 1.1 * n);
        if (q.x < 0.05) col = mix(col, vec3(0.95) * (0.7 + 0.4 * n), (1.0 - smoothstep(-0.04, 0.05, puff)) * exp(-0.9 * t));
    }
    fragColor = vec4(film(col * 1.55), 1.0);
}
