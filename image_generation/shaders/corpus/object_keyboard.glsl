// title: Keys
// description: Keyboards of computers, typewriters and calculators close up, with printed caps, gaps and pressed keys
// tags: object, keyboard, keys, buttons

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

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.7) + 7700U;
    float zoom = 1.2 + 1.8 * rnd(s, 1), tilt = 0.6 * rnd(s, 2);
    float persp = 1.0 / (1.0 - tilt * u.y * 0.7);
    px = 2.0 * zoom * persp / iResolution.y;
    mat2 turn = rot((rnd(s, 3) < 0.6 ? 0.9 : 6.28) * (rnd(s, 4) - 0.5));
    vec2 p = turn * (u * zoom * persp * vec2(1.0, 1.0 + 0.5 * tilt)) + vec2(20.0 * rnd(s, 5), 5.5 * rnd(s, 6) - 1.0);
    float kind = rnd(s, 7), cycle = 7.5;
    vec2 lift = turn * vec2(0.0, 0.1 + 0.1 * tilt), sun = turn * normalize(vec2(rnd(s, 8) - 0.5, 0.6));
    vec3 plate = dye(s, s + 1U) * (rnd(s, 9) < 0.5 ? 0.35 : 0.9), cap = rnd(s, 10) < 0.4 ? vec3(0.88, 0.86, 0.82) : rnd(s, 10) < 0.65 ? vec3(0.12, 0.12, 0.13) : dye(s, s + 2U), accent = hsv(rnd(s, 11), 0.75, 0.85);
    float rainbow = rnd(s, 12);
    vec3 col = plate * (0.8 + 0.2 * noise(p * 40.0, s));
    float yy = mod(p.y, cycle);
    bool deck = yy < 6.0;
    float rowSide = abs(yy - 3.0) - 3.12;
    vec3 desk = mix(vec3(0.5, 0.34, 0.2), dye(s, s + 3U), 0.5) * (0.6 + 0.6 * noise(vec2(p.x * 1.5, p.y * 16.0), s));
    if (!deck) {
        dim(desk, rowSide, 0.35, 0.5);
        if (rowSide > 0.0) col = desk;
        lay(col, abs(rowSide - 0.03) - 0.05, plate * 1.3);
        float pen = box(vec2(mod(p.x, 6.0) - 3.0, yy - 6.8 - 0.06 * (mod(p.x, 6.0) - 3.0)), vec2(1.6, 0.09));
        dim(col, pen - 0.02, 0.1, 0.4);
        lay(col, pen, accent * (0.6 + 4.0 * max(0.1 - abs(yy - 6.8), 0.0)));
    }
    for (int pass = 0; pass < 2; pass++) {
        vec2 q = p - (pass == 1 ? lift : vec2(0.0));
        float y = mod(q.y, cycle), row = floor(y);
        if (y > 6.0) continue;
        float x = q.x + (kind < 0.75 ? 0.27 * row : 0.0), i = floor(x), wide = 1.0;
        uint wk = cell(ivec2(int(floor(x / 3.0)), int(row)), s + 3U);
        float mid = i + 0.5;
        if (kind < 0.75 && rnd(wk, 1) < (row < 1.0 ? 0.8 : 0.16)) { wide = 3.0; mid = (floor(x / 3.0) + 0.5) * 3.0; i = floor(x / 3.0) * 3.0 + 100.0; }
        uint k = cell(ivec2(int(i), int(row)), s);
        vec2 o = vec2(x - mid, y - row - 0.5);
        vec2 h = vec2(0.5 * wide - 0.07, 0.43);
        float down = rnd(k, 2) < 0.07 ? 1.0 : 0.0;
        float round_ = kind < 0.3 ? 0.42 : kind < 0.55 ? 0.2 : 0.08;
        if (pass == 0) {
            float base = rbox(o, h, round_);
            dim(col, rbox(o + 0.1 * sun, h, round_), 0.1, 0.6);
            vec3 c = cap;
            if (rainbow < 0.25) c = hsv(0.07 * (p.x * 0.4 + row) + rnd(s, 13), 0.65, 0.85);
            else if (rnd(k, 3) < 0.12 || wide > 2.0) c = rnd(s, 14) < 0.5 ? accent : mix(cap, vec3(0.5), 0.4);
            if (rnd(s, 15) < 0.35) col += hsv(rnd(s, 16) + 0.05 * p.x, 0.8, 0.6) * exp(-9.0 * max(base, 0.0)) * step(0.0, base);
            lay(col, base, c * (0.35 + 0.25 * step(0.0, dot(o, sun))));
        } else {
            if (down > 0.5) o += lift * 0.7;
            float face = rbox(o, h - 0.09, round_ * 0.8);
            vec3 c = cap;
            if (rainbow < 0.25) c = hsv(0.07 * (p.x * 0.4 + row) + rnd(s, 13), 0.65, 0.85);
            else if (rnd(k, 3) < 0.12 || wide > 2.0) c = rnd(s, 14) < 0.5 ? accent : mix(cap, vec3(0.5), 0.4);
            vec2 dish = vec2(o.x / h.x, o.y / h.y);
            float shade = 0.85 + 0.18 * dot(dish, -sun) + 0.12 * smoothstep(-0.06, 0.0, face) * sign(dot(o, sun));
            if (kind < 0.3) {
                lay(col, face - 0.06, vec3(0.7, 0.68, 0.62) * (0.8 + 0.4 * dot(normalize(o + 1e-4), sun)));
                shade += 0.25 * smoothstep(0.5, 0.75, dot(dish, sun));
            }
            lay(col, face, c * shade * (0.95 + 0.1 * noise(o * 60.0, k)));
            vec3 ink = dot(c, vec3(0.33)) > 0.45 ? vec3(0.08) : vec3(0.93);
            vec2 g = (o - vec2(kind < 0.3 || kind > 0.75 ? 0.0 : -0.12, kind < 0.3 || kind > 0.75 ? 0.0 : 0.1)) / 0.062 + vec2(2.5, 3.0);
            ivec2 c2 = ivec2(floor(g));
            if (wide > 2.0) { c2.x = int(floor(mod(g.x, 5.0))); }
            bool glyph = c2.x >= 0 && c2.x < (wide > 2.0 ? 4 : 5) && c2.y >= 0 && c2.y < 6 && (wide < 2.0 || abs(o.x) < 0.7);
            int fold = wide > 2.0 ? c2.x + 9 * int(floor(g.x / 5.0)) : (rnd(k, 4) < 0.6 ? abs(c2.x - 2) : c2.x);
            if (glyph && (c2.y == 0 || c2.y == 5 || fold == 2 ? hash(ivec2(fold, c2.y), k) < 0.75 : hash(ivec2(fold, c2.y), k) < 0.3) && face < -0.02) col = ink;
            if (rnd(k, 5) < 0.04) lay(col, length(o - vec2(0.2, 0.2)) - 0.05, vec3(0.3, 1.0, 0.4));
        }
    }
    fragColor = vec4(film(col * (1.6 + 0.5 * dot(u, vec2(rnd(s, 17) - 0.5, rnd(s, 18) - 0.5)))), 1.0);
}
