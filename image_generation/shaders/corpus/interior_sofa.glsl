// title: Living Rooms
// description: A sofa with cushions, lamps, pictures, rug and side tables before papered or panelled walls
// tags: interior, sofa, room, furniture

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

float turned(float x, float side) {
    return 0.25 + 0.85 * max(0.55 * side * x + 0.83 * sqrt(max(1.0 - x * x, 0.0)), 0.0);
}

vec3 cloth(vec2 q, uint k, uint s) {
    vec3 a = dye(s, k), b = rnd(k, 50) < 0.5 ? vec3(0.93, 0.9, 0.84) : dye(s, k + 1U);
    float m = rnd(k, 51);
    vec2 g = q * (5.0 + 8.0 * rnd(k, 52)), f = abs(fract(g) - 0.5);
    float v = m < 0.2 ? step(0.5, fract(g.x)) : m < 0.35 ? step(f.x + f.y, 0.32) : m < 0.5 ? step(length(f), 0.22) : m < 0.62 ? 0.5 * step(0.5, fract(g.x)) + 0.5 * step(0.5, fract(g.y)) : m < 0.72 ? step(0.5, fract(g.y + abs(fract(g.x) - 0.5))) : 0.0;
    return mix(a, b, v) * (0.9 + 0.15 * noise(q * 90.0, k));
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.3) + 8100U;
    float zoom = 0.8 + 0.6 * rnd(s, 1);
    px = 2.0 * zoom / iResolution.y;
    vec2 p = u * zoom + vec2(1.0 * (rnd(s, 2) - 0.5), 0.35 * (rnd(s, 3) - 0.5) + 0.06);
    p /= 1.0 + 0.2 * (rnd(s, 4) - 0.5) * p.x;
    float side = rnd(s, 5) < 0.5 ? -1.0 : 1.0, skirt = -0.38, kind = rnd(s, 6);
    vec3 a = dye(s, s + 1U), b = mix(a, dye(s, s + 2U), 0.4), wood = mix(vec3(0.45, 0.28, 0.15), dye(s, s + 3U), 0.25), col;
    vec2 g = p * (3.0 + 3.0 * rnd(s, 7)), f = fract(g + vec2(0.0, 0.5 * mod(floor(g.x), 2.0))) - 0.5;
    if (kind < 0.3) col = mix(a, b, step(0.5, fract(g.x)));
    else if (kind < 0.55) col = mix(a, b * 1.2, step(length(f * vec2(1.4, 1.0)), 0.2) + step(abs(length(f) - 0.36), 0.03));
    else if (kind < 0.75) { float x = abs(fract(p.x * 2.2) - 0.5); col = a * (p.y < 0.15 ? (x > 0.42 ? 0.75 : x > 0.38 ? 1.15 : 0.92) : 1.0); if (abs(p.y - 0.17) < 0.025) col = vec3(0.85); }
    else col = a * (0.85 + 0.25 * fbm(p * 3.0, 4, s));
    float lampX = side * (0.95 + 0.15 * rnd(s, 8)), lampY = 0.35 + 0.3 * rnd(s, 9);
    float glow = exp(-2.2 * length((p - vec2(lampX, lampY)) * vec2(1.0, 0.8)));
    col *= 0.75 + 0.2 * fbm(p * 1.2, 3, s);
    if (rnd(s, 10) < 0.45) {
        vec2 w = p - vec2(-side * 0.75, 0.5);
        float d = box(w, vec2(0.36, 0.5));
        vec3 out_ = mix(vec3(0.95, 0.93, 0.88), hsv(0.56, 0.5, 0.9), clamp(w.y + 0.4, 0.0, 1.0));
        out_ = mix(out_, hsv(0.28, 0.5, 0.45) * (0.5 + 0.9 * noise(w * 12.0, s)), step(w.y, -0.15 + 0.2 * fbm(w * 3.0 + 9.0, 3, s)));
        if (rnd(s, 11) < 0.3) out_ = vec3(0.05, 0.07, 0.15) + 0.8 * step(0.97, hash(ivec2(floor(w * 40.0)), s));
        lay(col, d - 0.05, vec3(0.9));
        lay(col, d, min(abs(w.x), abs(w.y - 0.1)) < 0.02 ? vec3(0.9) : out_);
        float drape = abs(abs(w.x) - 0.42) - 0.13;
        vec3 dr = dye(s, s + 4U) * (0.55 + 0.4 * abs(sin(w.x * 55.0 + sin(w.y * 4.0))));
        lay(col, max(drape, abs(w.y + 0.05) - 0.68), dr);
        lay(col, box(w - vec2(0.0, 0.64), vec2(0.62, 0.018)), wood * 0.7);
    }
    for (int i = 0; i < 3; i++) {
        uint k = cell(ivec2(i, 2), s);
        vec2 o = p - vec2(-0.55 + 0.55 * float(i) + 0.1 * (rnd(k, 1) - 0.5) + 0.25 * side, 0.55 + 0.15 * (rnd(k, 2) - 0.5)), h = vec2(0.14 + 0.1 * rnd(k, 3), 0.14 + 0.12 * rnd(k, 4));
        if (rnd(k, 5) < 0.65) {
            float d = box(o, h);
            dim(col, box(o + vec2(0.03 * side, 0.04), h + 0.03), 0.04, 0.45);
            lay(col, d - 0.03, rnd(k, 6) < 0.5 ? wood * 0.8 : vec3(0.12 + 0.75 * rnd(k, 7)));
            vec3 art = mix(dye(s, k), dye(s, k + 1U), smoothstep(-0.1, 0.1, o.y - 0.1 * sin(o.x * 20.0 * rnd(k, 8) + 3.0)));
            art = mix(art, dye(s, k + 2U) * 1.2, step(length(o - 0.5 * h * (rnd3(k, 9).xy - 0.5)), 0.3 * h.x + 0.03));
            art = mix(art, dye(s, k + 3U), step(fbm(o * 8.0 + 20.0 * rnd(k, 10), 3, k), 0.4));
            lay(col, d, box(o, h - 0.035) < 0.0 ? art : vec3(0.92));
        }
    }
    if (p.y < skirt + 0.12) col = mix(vec3(0.88), a, 0.2) * (p.y > skirt + 0.1 ? 1.1 : 0.85);
    if (p.y < skirt) {
        float z = 0.5 / (skirt + 0.42 - p.y);
        vec2 w = vec2(p.x * z * 2.5, z * 3.0);
        float plank = floor(w.x * 2.0);
        col = rnd(s, 12) < 0.6 ? wood * 1.3 * (0.6 + 0.55 * noise(vec2(w.x * 22.0, w.y * 2.0 + plank * 5.0), s)) * (0.8 + 0.3 * hash(ivec2(int(plank), 1), s)) : mix(dye(s, s + 5U), vec3(0.6), 0.5) * (0.75 + 0.35 * noise(w * 26.0, s));
        vec2 r = vec2(p.x * z * 0.55, (z - 0.95) * 2.6);
        float rug = rnd(s, 13) < 0.6 ? box(r, vec2(0.55, 0.8)) : length(r * vec2(1.0, 0.75)) - 0.55;
        if (rug < 0.0) {
            col = cloth(r * 1.5, s + 70U, s);
            if (rug > -0.09) col = dye(s, s + 6U) * (rug > -0.03 ? 1.2 : 0.8);
        }
    }
    float wide = 0.62 + 0.16 * rnd(s, 14), x = abs(p.x), seat = -0.28, back = 0.08 + 0.14 * rnd(s, 15), arm = -0.08 + 0.08 * rnd(s, 16), roundness = 0.04 + 0.1 * rnd(s, 17);
    uint ck = s + 80U;
    dim(col, length(vec2(max(x - wide, 0.0), (p.y + 0.62) * 1.6)) - 0.1, 0.14, 0.6);
    for (int i = 0; i < 2; i++) lay(col, box(vec2(x - wide * (i == 0 ? 0.95 : 0.4), p.y + 0.6), vec2(0.025, 0.06)), wood * 0.5);
    float panel = rbox(vec2(p.x, p.y - 0.5 * (back - 0.45)), vec2(wide - 0.04, 0.5 * (back + 0.45)), roundness);
    float tuft = rnd(s, 18);
    vec3 fab = cloth(p, ck, s);
    lay(col, panel, fab * (0.75 + 0.25 * smoothstep(-0.12, 0.0, -panel)));
    if (tuft < 0.4) {
        vec2 t = vec2(p.x, p.y) / 0.17;
        t.x += 0.5 * mod(floor(t.y), 2.0);
        vec2 tf = fract(t) - 0.5;
        if (panel < -0.04 && p.y > seat) col *= 0.72 + 0.6 * smoothstep(0.0, 0.35, length(tf)) - (length(tf) < 0.09 ? 0.25 : 0.0);
    }
    float n = tuft < 0.4 ? 1.0 : 2.0 + floor(2.0 * rnd(s, 19)), half_ = (wide - 0.08) / n, cx = mod(p.x + wide - 0.08, 2.0 * half_) - half_;
    if (tuft >= 0.4) {
        float cush = rbox(vec2(cx, p.y - 0.5 * (back + seat) + 0.02), vec2(half_ - 0.008, 0.5 * (back - seat) - 0.02), 0.07);
        if (x < wide - 0.08) { dim(col, cush - 0.01, 0.02, 0.3); lay(col, cush, cloth(p, ck, s) * (0.72 + 0.4 * smoothstep(0.0, 0.1, -cush) + 0.15 * (p.y - seat))); }
    }
    float sc = rbox(vec2(cx, p.y - seat + 0.06), vec2(half_ - 0.006, 0.085), 0.05);
    if (x < wide - 0.08) { dim(col, abs(p.y - seat - 0.03) - 0.01, 0.05, 0.35); lay(col, sc, fab * (0.8 + 0.45 * smoothstep(-0.06, 0.04, p.y - seat + 0.03))); }
    lay(col, rbox(vec2(p.x, p.y + 0.46), vec2(wide - 0.02, 0.09), 0.03), fab * (0.6 + 0.15 * step(-0.4, p.y)));
    float armD = rbox(vec2(x - wide, p.y - 0.5 * (arm - 0.55)), vec2(0.105, 0.5 * (arm + 0.55)), 0.03 + roundness * 0.7);
    dim(col, armD - 0.015, 0.03, 0.4);
    lay(col, armD, fab * (0.75 + 0.3 * smoothstep(0.0, 0.05, -armD)) * (p.x * side > 0.0 ? 1.1 : 0.85));
    for (int i = 0; i < 4; i++) {
        uint k = cell(ivec2(i, 6), s);
        float size = 0.13 + 0.05 * rnd(k, 1);
        vec2 o = rot(0.9 * (rnd(k, 2) - 0.5)) * (p - vec2((-0.75 + 0.5 * float(i)) * (wide - 0.1) + 0.1 * (rnd(k, 3) - 0.5), seat + 0.03 + size));
        float d = box(o, vec2(size)) + 0.12 * size * (1.0 - abs(o.x * o.y) / (size * size)) * 0.6;
        if (rnd(k, 4) < 0.7) {
            dim(col, d - 0.015, 0.035, 0.4);
            lay(col, d, cloth(o * 1.6, k, s) * (0.65 + 0.5 * smoothstep(0.0, 0.09, -d)));
            lay(col, abs(d + 0.006) - 0.005, dye(s, k + 8U));
        }
    }
    if (rnd(s, 20) < 0.4) {
        vec2 o = p - vec2(0.5 * (rnd(s, 21) - 0.5), seat + 0.07);
        float cat = min(length(o * vec2(0.55, 1.0)) - 0.1, length(o - vec2(0.16, 0.07)) - 0.07);
        cat = min(cat, max(abs(abs(o.x - 0.16) - 0.04) - 0.03 + 0.6 * (o.y - 0.11), 0.09 - o.y));
        cat = min(cat, abs(length(o - vec2(-0.16, 0.03)) - 0.08) - 0.022 + step(0.0, o.x + 0.14) * 0.1);
        lay(col, cat, mix(vec3(0.15), vec3(0.8, 0.5, 0.25), rnd(s, 22)) * (0.7 + 0.3 * step(0.5, fract(o.x * 14.0))) + 0.05);
    }
    vec2 t = p - vec2(lampX, skirt - 0.05);
    float floorLamp = rnd(s, 23);
    lay(col, max(abs(t.x) - 0.013, max(-t.y - 0.12, t.y - lampY - 0.35)), vec3(0.15));
    lay(col, length((t + vec2(0.0, 0.12)) * vec2(1.0, 3.0)) - 0.13, vec3(0.12));
    if (floorLamp < 0.6) {
        lay(col, rbox(t - vec2(0.0, 0.2), vec2(0.2, 0.025), 0.01), wood);
        lay(col, max(abs(abs(t.x) - 0.16) - 0.014, abs(t.y - 0.04) - 0.17), wood * 0.8);
        float pot = max(abs(t.y - 0.29) - 0.07, abs(t.x + 0.09 * side) - 0.05 - 0.02 * sin(t.y * 30.0));
        lay(col, pot, dye(s, s + 12U) * 1.1);
    }
    float shadeD = max(abs(t.y - lampY - 0.38) - 0.13, abs(t.x) - 0.17 + 0.45 * (t.y - lampY - 0.38) * rnd(s, 24));
    lay(col, shadeD, mix(vec3(1.0, 0.9, 0.65), dye(s, s + 13U), 0.35) * (1.1 + 0.3 * step(0.5, fract(t.x * 24.0)) * rnd(s, 25)));
    vec2 pl = p - vec2(-lampX, skirt - 0.12);
    float rl = length(pl - vec2(0.0, 0.3)), pa = atan(pl.x, pl.y - 0.22);
    float leaf = max(rl - 0.5 * (0.6 + 0.4 * hash(ivec2(int(floor(pa * 3.0)), 4), s)), abs(fract(pa * 3.0) - 0.5) * rl - 0.13 * sin(clamp(rl * 6.5, 0.0, 3.1416)));
    if (rnd(s, 26) < 0.7 && abs(pa) < 2.0) lay(col, leaf, hsv(0.3, 0.6, 0.4) * (0.6 + 0.8 * hash(ivec2(int(floor(pa * 3.0)), 5), s)) * (fract(pa * 3.0) < 0.5 ? 0.8 : 1.1));
    if (rnd(s, 26) < 0.7) lay(col, max(abs(pl.y - 0.08) - 0.15, abs(pl.x) - 0.11 - 0.2 * pl.y), dye(s, s + 14U) * turned(clamp(pl.x / 0.14, -1.0, 1.0), side));
    fragColor = vec4(film(col * (0.75 + 1.2 * glow) * mix(vec3(1.08, 1.0, 0.88), vec3(1.0), rnd(s, 27)) * 1.6), 1.0);
}
