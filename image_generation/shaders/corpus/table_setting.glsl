// title: Laid Table
// description: Plates with food, knives, forks, spoons, glasses and napkins on a cloth, seen from above
// tags: table, plates, cutlery, food

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

void food(inout vec3 col, vec2 o, float r, uint k) {
    float kind = rnd(k, 21), l = length(o), a = atan(o.y, o.x + 1e-5);
    vec3 c = hsv(rnd(k, 22) * 0.4, 0.4 + 0.5 * rnd(k, 23), 0.4 + 0.5 * rnd(k, 24));
    if (kind < 0.2) {
        lay(col, l - r, c * (0.8 + 0.4 * noise(o * 20.0 + 50.0, k)));
        lay(col, l - r * 0.85, hsv(0.11, 0.6, 0.9));
        vec2 g = o / r * 2.2, f = fract(g) - 0.5 + 0.3 * (rnd3(cell(ivec2(floor(g)), k), 1).xy - 0.5);
        if (l < r * 0.8) lay(col, (length(f) - 0.28) * r * 0.4, c.zxy * 0.6 + vec3(0.4, 0.05, 0.0));
        lay(col, min(abs(o.x), abs(o.y)) - 0.004 + max(l - r, 0.0), vec3(0.3, 0.15, 0.05));
    } else if (kind < 0.45) {
        float blob = l - r * (0.6 + 0.25 * sin(a * 3.0 + 6.0 * rnd(k, 25)) * rnd(k, 26));
        dim(col, blob - 0.02, 0.03, 0.3);
        lay(col, blob, mix(vec3(0.45, 0.22, 0.1), vec3(0.75, 0.45, 0.2), noise(o * 14.0 + 9.0, k)) * (0.8 + 1.5 * smoothstep(-0.08, 0.0, -blob - 0.1)));
        lay(col, max(blob + 0.02, abs(fract((o.x + o.y) * 8.0) - 0.5) / 8.0 - 0.012), vec3(0.2, 0.1, 0.04));
    } else if (kind < 0.7) {
        vec2 g = o / (r * 0.33), i = floor(g);
        uint m = cell(ivec2(i), k);
        vec2 f = fract(g) - 0.5;
        if (length(i + 0.5) < 2.6) {
            dim(col, (length(f + 0.1) - 0.45) * r * 0.3, 0.02, 0.4);
            lay(col, (length(f) - 0.3 - 0.15 * rnd(m, 1)) * r * 0.33, hsv(rnd(k, 22) + 0.2 * rnd(m, 2), 0.7, 0.8) * (0.6 + 0.6 * smoothstep(-0.4, 0.4, f.y - f.x)));
        }
    } else if (kind < 0.88) {
        lay(col, l - r * 0.95, c * (0.85 + 0.2 * noise(o * 7.0 + 9.0, k)));
        vec2 g = o * 18.0, f = fract(g) - 0.5;
        if (l < r * 0.8 && hash(ivec2(floor(g)), k) < 0.3) lay(col, (length(f) - 0.3) / 18.0, hsv(0.3, 0.7, 0.4));
        lay(col, abs(length(o - vec2(0.2, 0.1) * r) - 0.35 * r) - 0.012, vec3(0.98, 0.95, 0.85));
    }
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.6) + 2600U;
    float zoom = 0.85 + 0.95 * rnd(s, 1), tilt = 0.3 * rnd(s, 2);
    float persp = 1.0 / (1.0 - tilt * u.y);
    px = 2.0 * zoom * persp / iResolution.y;
    mat2 turn = rot(6.28 * rnd(s, 3));
    vec2 p = turn * (u * zoom * persp) + 8.0 * rnd3(s, 4).xy;
    vec2 fall = turn * vec2(-0.03, 0.04);
    vec3 a = dye(s, s + 1U), b = mix(dye(s, s + 2U), vec3(0.95), 0.5), col;
    float kind = rnd(s, 5);
    vec2 g = p * (2.0 + 3.0 * rnd(s, 6)), f = abs(fract(g) - 0.5);
    if (kind < 0.3) col = mix(b, a, 0.5 * step(0.25, f.x) + 0.5 * step(0.25, f.y));
    else if (kind < 0.5) col = mix(b, a, step(length(f), 0.2));
    else if (kind < 0.7) { float w = floor(p.x * 1.4); col = mix(vec3(0.35, 0.2, 0.1), vec3(0.7, 0.48, 0.28), noise(vec2(p.x * 30.0, p.y * 2.0 + 9.0 * w), s)) * (0.7 + 0.4 * hash(ivec2(int(w), 2), s)) * (0.6 + 0.4 * smoothstep(0.0, 0.03, 0.5 - abs(fract(p.x * 1.4) - 0.5))); }
    else col = a * (0.9 + 0.2 * step(0.5, fract((g.x + g.y) * 0.5)));
    col *= 0.8 + 0.3 * fbm(p * 1.2, 3, s) + 0.08 * noise(p * 70.0, s);
    vec2 grid = vec2(1.75, 1.55), c = floor(p / grid), o = p - (c + 0.5) * grid;
    uint k = cell(ivec2(c), s);
    o = rot(rnd(s, 7) < 0.6 ? 0.0 : 0.5 * (rnd(k, 1) - 0.5)) * (o - 0.15 * (rnd3(k, 2).xy - 0.5));
    if (rnd(s, 8) < 0.5) {
        float mat_ = rnd(s, 9) < 0.5 ? rbox(o, vec2(0.8, 0.62), 0.05) : length(o * vec2(1.0, 1.15)) - 0.74;
        dim(col, mat_ - 0.015, 0.02, 0.4);
        lay(col, mat_, dye(s, s + 3U) * (0.8 + 0.3 * step(0.5, fract(o.y * 14.0)) * step(0.3, rnd(s, 10))));
    }
    vec2 nap = rot(0.1) * (o - vec2(-0.62, 0.0));
    dim(col, box(nap + fall * 0.4, vec2(0.13, 0.3)), 0.02, 0.4);
    lay(col, box(nap, vec2(0.13, 0.3)), dye(s, s + 4U) * (0.8 + 0.25 * step(0.0, nap.x)) + 0.1);
    vec3 steel = rnd(s, 11) < 0.75 ? vec3(0.75, 0.77, 0.8) : vec3(0.85, 0.68, 0.35);
    float fork, knife, spoon;
    vec2 q = o - vec2(-0.6, 0.0);
    fork = min(rbox(q + vec2(0.0, 0.16), vec2(0.02, 0.22), 0.02), rbox(q - vec2(0.0, 0.12), vec2(0.05, 0.07), 0.04));
    fork = min(fork, max(abs(mod(q.x + 0.0165, 0.033) - 0.0165) - 0.008, max(abs(q.x) - 0.055, abs(q.y - 0.24) - 0.08)));
    q = o - vec2(0.56, 0.0);
    knife = min(rbox(q + vec2(0.0, 0.2), vec2(0.026, 0.16), 0.02), max(rbox(q - vec2(0.0, 0.14), vec2(0.04, 0.2), 0.04), -q.x - 0.018));
    q = o - vec2(0.68, 0.0);
    spoon = min(rbox(q + vec2(0.0, 0.12), vec2(0.018, 0.26), 0.015), length((q - vec2(0.0, 0.22)) * vec2(1.4, 1.0)) - 0.1);
    float all_ = min(fork, min(knife, spoon));
    dim(col, all_ - 0.012, 0.02, 0.35);
    lay(col, all_, steel * (0.65 + 0.5 * noise(vec2(o.x * 40.0, o.y * 5.0), s)) + 0.3 * smoothstep(0.02, 0.05, -all_));
    float r = 0.4 + 0.05 * rnd(k, 3), l = length(o);
    float ridge = rnd(s, 12);
    dim(col, length(o + fall * 1.4) - r, 0.04, 0.5);
    vec3 glaze = rnd(s, 13) < 0.6 ? vec3(0.93, 0.92, 0.88) : dye(s, s + 5U);
    vec3 deco = dye(s, s + 6U);
    float ang = atan(o.y, o.x + 1e-5);
    vec3 plate = glaze;
    if (ridge < 0.3) plate = mix(plate, deco, step(abs(l - r * 0.9), 0.02) + step(abs(l - r * 0.66), 0.007));
    else if (ridge < 0.6) plate = mix(plate, deco, step(0.0, sin(ang * 24.0)) * step(abs(l - r * 0.84), r * 0.1));
    else if (ridge < 0.8) plate = mix(plate, deco, step(length(vec2(mod(ang, 0.3927) * l - 0.19 * l, l - r * 0.85)), 0.04));
    float slope = smoothstep(r * 0.62, r * 0.68, l) - smoothstep(r * 0.95, r, l);
    plate *= 0.82 + 0.2 * dot(o / max(l, 1e-3), -fall * 20.0) * (slope * 2.0 - 0.8) + 0.1;
    lay(col, l - r, plate);
    dim(col, abs(l - r * 0.65) - 0.004, 0.02, 0.25);
    if (l < r * 0.64) food(col, o, r * 0.55, k);
    vec2 w = o - vec2(0.58, 0.52);
    float gr = 0.11 + 0.03 * rnd(k, 4), gl = length(w);
    dim(col, length(w + fall * 1.5) - gr, 0.05, 0.4);
    vec3 drink = hsv(rnd(k, 5), 0.8, 0.5);
    col = mix(col, col * 0.6 + 0.2 * drink, cover(gl - gr));
    lay(col, gl - gr * 0.85, mix(col, drink, 0.75) * (0.8 + 2.0 * dot(w, fall * 20.0)));
    lay(col, abs(gl - gr) - 0.008, vec3(0.95));
    col += 0.5 * (1.0 - smoothstep(0.0, 0.03, length(w - vec2(-0.03, 0.04))));
    vec2 m = o - vec2(-0.45, 0.55);
    if (rnd(k, 6) < 0.6) {
        float ml = length(m);
        dim(col, length(m + fall) - 0.16, 0.03, 0.4);
        lay(col, ml - 0.16, glaze * 0.95);
        lay(col, abs(ml - 0.14) - 0.008, deco);
        vec2 bun = vec2(m.x, m.y);
        lay(col, length(bun * vec2(1.0, 1.3)) - 0.1, mix(vec3(0.6, 0.33, 0.12), vec3(0.9, 0.65, 0.3), 1.0 - smoothstep(0.0, 0.1, length(bun - 0.02))) * (0.8 + 0.3 * noise(bun * 30.0, k)));
    } else {
        lay(col, rbox(m, vec2(0.05, 0.05), 0.02), vec3(0.9));
        vec2 v = m + vec2(0.01, 0.0);
        for (int i = 0; i < 5; i++) {
            vec2 at = rot(1.2566 * float(i)) * vec2(0.09, 0.0);
            lay(col, length(v - at) - 0.055, dye(s, k + 7U) * (0.7 + 4.0 * length(v - at)));
        }
        lay(col, length(v) - 0.045, vec3(0.95, 0.8, 0.2));
    }
    fragColor = vec4(film(col * (1.5 - 0.2 * dot(u, rnd3(s, 14).xy - 0.5))), 1.0);
}
