// title: Market Stalls
// description: Stalls with striped awnings over heaps of fruit, bread, jars and cloth, with buyers, signs and houses behind
// tags: city, market, stalls, people

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

float ring(vec2 p, float r, float w) {
    return abs(length(p) - r) - w;
}

float turned(float x, float side) {
    return 0.25 + 0.85 * max(0.55 * side * x + 0.83 * sqrt(max(1.0 - x * x, 0.0)), 0.0);
}

void goods(inout vec3 col, vec2 o, float wide, uint k) {
    float cellW = 0.26;
    float b = floor(o.x / cellW), x = o.x - (b + 0.5) * cellW;
    uint m = cell(ivec2(int(b), 3), k);
    float crate = box(vec2(x, o.y - 0.05), vec2(0.125, 0.05));
    if (abs((b + 0.5) * cellW) > wide - 0.1) return;
    float sort = rnd(m, 1);
    vec3 c = hsv(rnd(m, 2) < 0.7 ? 0.38 * rnd(m, 3) : rnd(m, 3), 0.55 + 0.4 * rnd(m, 4), 0.45 + 0.5 * rnd(m, 5));
    if (sort < 0.65) {
        float size = 0.035 + 0.022 * rnd(m, 6);
        for (int j = 3; j >= 0; j--) {
            float y = 0.09 + size * 1.3 * float(j), f = x / (size * 2.0) + 0.5 * float(j), i = floor(f), half_ = 0.12 - size * (0.8 + 0.9 * float(j));
            vec2 q = vec2((f - i - 0.5) * size * 2.0, o.y - y);
            float cx = x - q.x, d = length(q * vec2(1.0, sort < 0.25 ? 1.0 : 1.25)) - size;
            uint n = cell(ivec2(int(i), j), m);
            if (abs(cx) < half_ + 0.02) lay(col, d, c * (0.75 + 0.3 * rnd(n, 1)) * (0.6 + 0.5 * smoothstep(-size, size, q.y - q.x)) + 0.35 * (1.0 - smoothstep(0.0, size * 0.4, length(q - vec2(-0.35, 0.4) * size))));
        }
    } else if (sort < 0.82) {
        float f = floor(x / 0.08), w = x - (f + 0.5) * 0.08;
        float tall = 0.08 + 0.03 * hash(ivec2(int(f), 2), m);
        lay(col, rbox(vec2(w, o.y - 0.1 - tall * 0.5), vec2(0.034, tall * 0.6 + 0.02), 0.015), hsv(rnd(m, 7) + 0.12 * f, 0.7, 0.75) * turned(clamp(w / 0.036, -1.0, 1.0), -1.0));
        lay(col, box(vec2(w, o.y - 0.13 - tall), vec2(0.028, 0.014)), vec3(0.85, 0.75, 0.5));
    } else {
        float r = abs(fract(o.y * 24.0) - 0.5), i = floor(o.y * 24.0);
        lay(col, max(abs(x) - 0.11 + 0.02 * hash(ivec2(int(i), 5), m), abs(o.y - 0.18) - 0.1), hsv(hash(ivec2(int(i), 4), m), 0.6, 0.8) * (0.6 + 0.9 * (0.5 - r)));
    }
    lay(col, crate, mix(vec3(0.55, 0.38, 0.22), c, 0.15) * (0.7 + 0.4 * step(0.25, fract(o.y * 30.0))));
    vec2 tag = vec2(x, o.y - 0.045);
    if (rnd(m, 8) < 0.6) {
        lay(col, rbox(tag, vec2(0.06, 0.034), 0.006), vec3(0.96));
        ivec2 g = ivec2(floor(tag / 0.016 + vec2(3.0, 1.5)));
        if (g.x >= 0 && g.x < 6 && g.y >= 0 && g.y < 3 && hash(g, m) < 0.5) lay(col, rbox(tag, vec2(0.05, 0.026), 0.0), vec3(0.1));
    }
}

void main_person(inout vec3 col, vec2 q, uint k, uint s) {
    vec3 skin = hsv(0.06, 0.35 + 0.25 * rnd(k, 1), 0.35 + 0.6 * rnd(k, 2)), coat = dye(s, k), hair = hsv(0.07, 0.6, 0.08 + 0.5 * rnd(k, 3)), legs = dye(s, k + 2U) * 0.6;
    float st = 0.03 * sin(iTime * 8.0 + 6.0 * rnd(k, 4)), x = abs(q.x);
    bool dress = rnd(k, 5) < 0.4;
    dim(col, length(q * vec2(1.0, 5.0)) - 0.14, 0.08, 0.5);
    lay(col, min(rbox(q - vec2(0.05 + st, 0.2), vec2(0.035, 0.2), 0.02), rbox(q - vec2(-0.05 - st, 0.2), vec2(0.035, 0.2), 0.02)), dress ? skin * 0.9 : legs);
    float body = rbox(q - vec2(0.0, 0.52), vec2(0.11, 0.19), 0.07);
    if (dress) body = min(body, max(x - 0.09 - 0.25 * (0.5 - q.y), abs(q.y - 0.33) - 0.2));
    lay(col, body, coat * (0.75 + 2.0 * q.x) * (rnd(k, 6) < 0.4 ? 0.75 + 0.35 * step(0.5, fract(q.y * 14.0)) : 1.0));
    float arm = min(seg(q, vec2(0.1, 0.66), vec2(0.17, 0.42)), seg(q, vec2(-0.1, 0.66), vec2(-0.17, 0.42 + 0.2 * rnd(k, 7)))) - 0.035;
    lay(col, arm, coat * 0.8);
    if (rnd(k, 8) < 0.55) {
        vec2 b = q - vec2(0.19, 0.27);
        lay(col, ring(b - vec2(0.0, 0.11), 0.05, 0.008), vec3(0.3, 0.2, 0.1));
        lay(col, max(abs(b.x) - 0.09 - 0.15 * b.y, abs(b.y) - 0.09), dye(s, k + 3U) * (0.7 + 0.3 * step(0.5, fract(b.y * 20.0))));
    }
    lay(col, length(q - vec2(0.0, 0.83)) - 0.075, skin);
    lay(col, max(length(q - vec2(0.0, 0.85)) - 0.088, 0.83 - q.y + 0.5 * abs(q.x) * (rnd(k, 9) - 0.4)), hair);
    if (rnd(k, 10) < 0.3) lay(col, min(box(q - vec2(0.0, 0.88), vec2(0.13, 0.012)), max(length(q - vec2(0.0, 0.88)) - 0.085, 0.88 - q.y)), dye(s, k + 4U));
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.3) + 9400U;
    float zoom = 0.65 + 0.5 * rnd(s, 1), pan = 40.0 * rnd(s, 2) + 0.3 * iTime;
    px = 2.0 * zoom / iResolution.y;
    vec2 p = rot(0.08 * (rnd(s, 3) - 0.5)) * u * zoom + vec2(pan, 0.15 * (rnd(s, 4) - 0.5));
    vec3 low = mix(vec3(0.95, 0.93, 0.88), hsv(0.08, 0.5, 1.0), rnd(s, 5)), col = mix(low, hsv(0.55 + 0.06 * rnd(s, 6), 0.5, 0.9), clamp(p.y * 0.9, 0.0, 1.0));
    float hx = p.x * 0.8 / 0.6, hi = floor(hx), hf = (hx - hi - 0.5) * 0.6;
    uint hk = cell(ivec2(int(hi), 1), s);
    float ht = 0.55 + 0.45 * rnd(hk, 1), roof = rnd(hk, 2) < 0.6 ? 0.5 * max(0.28 - abs(hf), 0.0) : 0.0;
    vec2 w = vec2(mod(hf + 0.6, 0.2) - 0.1, mod(p.y, 0.28) - 0.14);
    vec3 wall = mix(dye(s, hk), low, 0.3) * (0.85 + 0.2 * fbm(p * 4.0, 3, s));
    float pane = box(w, vec2(0.05, 0.085));
    vec3 front = mix(vec3(0.25, 0.3, 0.35), wall, cover(-pane));
    lay(front, abs(pane - 0.012) - 0.012, vec3(0.92));
    lay(front, box(vec2(abs(w.x) - 0.085, w.y), vec2(0.022, 0.09)), dye(s, hk + 1U) * 0.8);
    if (p.y > ht) front = mix(vec3(0.6, 0.3, 0.2), dye(s, hk + 2U), 0.3) * (0.8 + 0.25 * step(0.5, fract(p.y * 30.0)));
    lay(col, p.y - ht - roof, front);
    float ground = -0.28;
    if (p.y < ground) {
        float z = 0.5 / (ground + 0.32 - p.y);
        vec2 g = vec2((p.x - pan) * z * 3.0 + pan, z * 5.0);
        g.x += 0.5 * mod(floor(g.y), 2.0);
        vec2 j = abs(fract(g) - 0.5);
        col = mix(vec3(0.55, 0.5, 0.45), dye(s, s + 1U), 0.2) * (0.6 + 0.35 * hash(ivec2(floor(g)), s)) * (1.0 - 0.4 * smoothstep(0.38, 0.48, max(j.x, j.y)));
    }
    for (int r = 0; r < 2; r++) {
        float size = 0.72 + 0.33 * float(r), wide = 1.15 * size, x = p.x / wide + 0.46 * float(r), i = floor(x);
        uint k = cell(ivec2(int(i), 5 + r), s);
        vec2 o = vec2((x - i - 0.5) * wide, p.y - ground + 0.02 + 0.26 * float(r)) / size;
        float keep = px, half_ = 0.46;
        px /= size;
        if (rnd(k, 20) < 0.85 - 0.35 * float(r)) {
            vec3 c1 = hsv(rnd(k, 21), 0.75, 0.8), c2 = rnd(k, 22) < 0.7 ? vec3(0.95) : dye(s, k + 1U);
            dim(col, box(o - vec2(0.0, 0.02), vec2(half_ + 0.05, 0.05)), 0.08, 0.6);
            dim(col, box(o - vec2(0.0, 0.55), vec2(half_ - 0.02, 0.3)), 0.08, 0.45);
            lay(col, max(abs(abs(o.x) - half_ + 0.02) - 0.016, abs(o.y - 0.5) - 0.5), vec3(0.45, 0.33, 0.22));
            uint seller = k + 9U;
            vec2 sq = o - vec2(0.35 * (rnd(k, 23) - 0.5), -0.02);
            if (sq.y > 0.3) main_person(col, sq / 0.95, seller, s);
            goods(col, o - vec2(0.0, 0.38), half_, k);
            float table = box(o - vec2(0.0, 0.19), vec2(half_, 0.19)), drape = abs(fract(o.x * 9.0) - 0.5);
            lay(col, table, (rnd(k, 24) < 0.5 ? dye(s, k + 2U) : mix(vec3(0.5, 0.35, 0.2), c1, 0.15)) * (0.6 + 0.5 * drape) * (0.7 + 0.8 * o.y));
            lay(col, box(o - vec2(0.0, 0.385), vec2(half_ + 0.02, 0.014)), vec3(0.6, 0.45, 0.3));
            float y = o.y - 0.98, aw = max(abs(y) - 0.13, abs(o.x) - half_ - 0.06 + 0.35 * (y + 0.13) * 0.6);
            float st = step(0.5, fract(o.x / (half_ + 0.06 - 0.2 * (y + 0.13)) * 3.5));
            vec3 cloth = mix(c1, c2, st);
            lay(col, aw, cloth * (0.75 + 1.2 * (y + 0.13)));
            float val = max(abs(o.x) - half_ - 0.06, max(o.y - 0.86, 0.8 - o.y - 0.03 * abs(sin(o.x * 23.0))));
            lay(col, val, mix(c1, c2, step(0.5, fract(o.x / (half_ + 0.06) * 3.5))) * 0.75);
            vec2 lampQ = vec2(abs(o.x) - 0.25, o.y - 0.72);
            if (rnd(k, 25) < 0.5) { lay(col, max(abs(lampQ.x) - 0.004, abs(lampQ.y - 0.05) - 0.04), vec3(0.1)); lay(col, length(lampQ) - 0.035, vec3(1.2, 1.05, 0.7)); }
        }
        float fx = p.x / (0.4 * size) + 0.3 + (r == 0 ? -0.5 : 0.6) * iTime * 0.5, fi = floor(fx);
        uint f = cell(ivec2(int(fi), 15 + r), s);
        vec2 q = vec2((fx - fi - 0.5) * 0.4 * size, p.y - ground + 0.12 + 0.24 * float(r)) / (size * 0.86);
        px = keep / (size * 0.86);
        if (rnd(f, 30) < 0.42 && q.y > -0.1 && q.y < 1.1) main_person(col, vec2(q.x - 0.08 * (rnd(f, 31) - 0.5), q.y), f, s);
        px = keep;
    }
    fragColor = vec4(film(col * mix(vec3(1.08, 1.0, 0.88), vec3(0.96, 1.0, 1.05), rnd(s, 7)) * 1.45), 1.0);
}
