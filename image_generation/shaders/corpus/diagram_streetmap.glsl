// title: City Map
// description: A printed map with streets of several ranks, blocks, parks, a river, railways, labels and pins
// tags: diagram, map, streets, lines

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

float label(vec2 q, uint k, float letters) {
    vec2 g = q / vec2(0.028, 0.042);
    float i = floor(g.x);
    if (i < 0.0 || i >= letters || g.y < 0.0 || g.y > 1.0) return 0.0;
    ivec2 c = ivec2(int(floor((g.x - i) * 4.0)), int(floor(g.y * 5.0)));
    return c.x < 3 && hash(c + ivec2(int(i) * 4, 0), k) < 0.58 ? 1.0 : 0.0;
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.3) + 2800U;
    float zoom = 0.7 + 1.1 * rnd(s, 1);
    px = 2.0 * zoom / iResolution.y;
    mat2 turn = rot(6.28 * rnd(s, 2));
    vec2 p = turn * u * zoom + 9.0 * rnd3(s, 3).xy + 0.1 * iTime;
    bool dark = rnd(s, 4) < 0.25;
    vec3 paper = dark ? hsv(rnd(s, 5), 0.35, 0.16) : hsv(0.08 + 0.1 * rnd(s, 5), 0.1 + 0.15 * rnd(s, 6), 0.93);
    vec3 block = dark ? paper * 1.7 : mix(paper, hsv(rnd(s, 7), 0.35, 0.85), 0.6), park = hsv(0.25 + 0.12 * rnd(s, 8), 0.4, dark ? 0.3 : 0.78), river = hsv(0.52 + 0.1 * rnd(s, 9), 0.45, dark ? 0.4 : 0.85);
    vec3 big = rnd(s, 10) < 0.5 ? hsv(0.12, 0.6, 1.0) : hsv(rnd(s, 11), 0.7, 0.9), small = dark ? paper * 2.6 : vec3(1.0);
    float warp = 0.35 + 0.5 * rnd(s, 12);
    vec2 w = p + warp * (vec2(noise(p * 0.7, s), noise(p * 0.7 + 7.0, s + 1U)) - 0.5) * 2.0;
    vec2 polar = w - (floor(p / 6.0) * 6.0 + 3.0);
    if (rnd(s, 13) < 0.4) w = vec2(log(dot(polar, polar) + 0.3) * 1.1, atan(polar.y, polar.x + 1e-4) * 1.2732);
    float scale = 0.95;
    vec2 a = w / scale, ia = floor(a), fa = fract(a);
    uint k = cell(ivec2(ia), s);
    float d1 = min(min(fa.x, 1.0 - fa.x), min(fa.y, 1.0 - fa.y)) * scale;
    float d2 = 9.0;
    uint id = k;
    vec2 lo = vec2(0.0), hi = vec2(1.0);
    for (int i = 0; i < 4; i++) {
        vec2 ext = hi - lo;
        bool x = ext.x > ext.y;
        float at = x ? mix(lo.x, hi.x, 0.35 + 0.3 * rnd(id, 2)) : mix(lo.y, hi.y, 0.35 + 0.3 * rnd(id, 3));
        float v = x ? fa.x : fa.y;
        if (i > 1 && rnd(id, 4) < 0.25) break;
        if (i < 3) d2 = min(d2, abs(v - at) * scale );
        if (v < at) { if (x) hi.x = at; else hi.y = at; id = id * 2U + 1U; }
        else { if (x) lo.x = at; else lo.y = at; id = id * 2U + 2U; }
    }
    vec2 in_ = min(fa - lo, hi - fa) * scale;
    float edge = min(in_.x, in_.y);
    vec3 lot = rnd(id, 5) < 0.16 ? park : mix(block, dye(s, id), (dark ? 0.12 : 0.25) * rnd(id, 6));
    vec3 col = lot;
    if (rnd(id, 5) < 0.16) col *= 0.92 + 0.16 * step(length(fract(p * 22.0) - 0.5), 0.25);
    else if (rnd(s, 14) < 0.5) {
        vec2 h = (fa - 0.5 * (lo + hi)) * scale;
        float house = max(0.035 - edge, 0.01 - abs(mod(h.x, 0.09) - 0.045));
        if (edge > 0.03 && edge < 0.075) lay(col, house, lot * 0.8);
    }
    lay(col, d2 - 0.021, dark ? paper * 0.5 : paper * 0.72);
    lay(col, d2 - 0.014, small);
    float curve = p.y + 0.55 * sin(p.x * 1.1 + 6.0 * rnd(s, 15)) + 0.5 * (fbm(vec2(p.x * 1.5, 2.0), 3, s) - 0.5) - 9.0 * rnd3(s, 3).y - 1.2 * (rnd(s, 16) - 0.5);
    float water = abs(curve) - 0.09 - 0.12 * rnd(s, 17);
    lay(col, water - 0.03, park);
    lay(col, water, river * (0.95 + 0.06 * step(0.5, fract(curve * 22.0))));
    float rank = rnd(s, 18) < 0.5 ? 0.045 : 0.06;
    lay(col, d1 - rank, big * 0.65);
    lay(col, d1 - rank * 0.72, mix(big, vec3(1.0), 0.35));
    float rail = abs(p.x * 0.6 - p.y * 0.8 + 0.4 * sin(p.y * 0.9) - 2.0 * rnd(s, 19));
    if (rnd(s, 20) < 0.6) {
        lay(col, rail - 0.014, vec3(0.25));
        lay(col, rail - 0.009, mix(vec3(0.25), vec3(0.95), step(0.5, fract((p.x * 0.8 + p.y * 0.6) * 9.0))));
    }
    vec2 v = u * zoom, cellv = floor(v / vec2(0.62, 0.3));
    uint m = cell(ivec2(cellv), s + 3U);
    if (rnd(m, 1) < 0.33) {
        vec2 o = v - (cellv + vec2(0.1, 0.4)) * vec2(0.62, 0.3);
        float n = 4.0 + floor(9.0 * rnd(m, 2)), halo = box(o - vec2(0.5 * n * 0.028, 0.021), vec2(0.5 * n * 0.028 + 0.015, 0.035));
        col = mix(col, dark ? paper : vec3(1.0), 0.65 * (1.0 - smoothstep(-0.01, 0.015, halo)));
        col = mix(col, dark ? vec3(0.95) : vec3(0.12, 0.12, 0.16), label(o, m, n));
    }
    for (int i = 0; i < 3; i++) {
        vec3 h = rnd3(s, 60 + i);
        vec2 o = v - 1.5 * zoom * (h.xy - 0.5);
        float r = 0.11, top = length(o - vec2(0.0, 0.24)) - r, tip = max(abs(o.x) - 0.4 * o.y, o.y - 0.2);
        dim(col, length((o - vec2(0.06, 0.02)) * vec2(0.6, 1.6)) - 0.03, 0.05, 0.5);
        float pin = min(top, max(tip, -o.y));
        lay(col, pin - 0.012, vec3(0.12));
        lay(col, pin, hsv(h.z, 0.85, 0.9) * (0.8 + 1.5 * max(o.x, 0.0)));
        lay(col, length(o - vec2(0.0, 0.24)) - 0.045, vec3(0.98));
    }
    float creaseX = abs(fract(v.x / 1.1 + rnd(s, 21)) - 0.5) * 1.1, creaseY = abs(fract(v.y / 1.3 + rnd(s, 22)) - 0.5) * 1.3;
    col *= 0.93 + 0.12 * step(0.5, fract(v.x / 2.2 + 0.5 * rnd(s, 21))) - 0.1 * exp(-40.0 * min(creaseX, creaseY));
    fragColor = vec4(film(col * 1.6), 1.0);
}
