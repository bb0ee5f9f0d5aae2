// title: Buttons and Beads
// description: Sewn and loose buttons with two or four holes, beads on strings and sequins over woven cloth
// tags: object, buttons, beads, cloth

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

float rbox(vec2 p, vec2 b, float r) {
    vec2 e = abs(p) - b + r;
    return length(max(e, 0.0)) + min(max(e.x, e.y), 0.0) - r;
}

float seg(vec2 p, vec2 a, vec2 b) {
    vec2 q = p - a, d = b - a;
    return length(q - d * clamp(dot(q, d) / dot(d, d), 0.0, 1.0));
}

void button(inout vec3 col, vec2 o, float r, uint k, uint s, vec2 sun) {
    float l = length(o), a = atan(o.y, o.x + 1e-5), form = rnd(k, 1);
    float shape = form < 0.75 ? l - r : form < 0.87 ? l - r * (0.9 + 0.1 * cos(6.0 * a)) : rbox(o, vec2(r * 0.85), r * 0.25);
    dim(col, length(o + 0.05 * sun) - r, 0.06, 0.6);
    vec3 c = hsv(rnd(k, 2), 0.8 * rnd(k, 3), 0.25 + 0.7 * rnd(k, 4));
    float mat_ = rnd(k, 5);
    if (mat_ < 0.2) c = mix(vec3(0.35, 0.2, 0.1), vec3(0.65, 0.42, 0.22), noise(vec2(o.x * 8.0, o.y * 40.0), k));
    else if (mat_ < 0.4) c *= 0.7 + 0.6 * fbm(o * 9.0 + 9.0, 3, k);
    else if (mat_ < 0.5) c = mix(vec3(0.9), hsv(rnd(k, 6) + 0.5 * noise(o * 6.0 + 9.0, k), 0.35, 1.0), 0.7);
    else if (mat_ < 0.6) c = mix(c, dye(s, k + 1U), step(0.5, fract(a * 1.2732)));
    vec2 n = o / max(l, 1e-3);
    float rim = smoothstep(0.62 * r, 0.7 * r, l) * (1.0 - smoothstep(0.9 * r, r, l)), slope = dot(n, sun);
    float lip = (smoothstep(0.6 * r, 0.66 * r, l) - smoothstep(0.68 * r, 0.74 * r, l)) * -1.0 + smoothstep(0.88 * r, r, l);
    vec3 lit = c * (0.75 + 0.2 * rim + 0.55 * lip * slope) + 0.3 * smoothstep(0.85, 1.0, slope) * smoothstep(0.5 * r, 0.8 * r, l);
    if (rnd(k, 7) < 0.3) lit *= 0.85 + 0.25 * step(0.5, fract(a * 5.0)) * step(0.72 * r, l);
    lay(col, shape, lit);
    float four = rnd(k, 8) < 0.6 ? 1.0 : 0.0;
    vec2 q = rot(6.28 * rnd(k, 9)) * o;
    vec2 h = vec2(abs(q.x) - 0.2 * r, four > 0.5 ? abs(q.y) - 0.2 * r : q.y);
    lay(col, length(h) - 0.1 * r, vec3(0.05));
    lay(col, abs(length(h) - 0.11 * r) - 0.012 * r, c * (0.6 + 0.6 * step(0.0, dot(h, sun))));
    if (rnd(k, 10) < 0.6) {
        vec3 thread = dye(s, k + 2U) * 1.2;
        float t = four > 0.5 && rnd(k, 11) < 0.5 ? min(seg(q, vec2(-0.2 * r), vec2(0.2 * r)), seg(q, vec2(-0.2, 0.2) * r, vec2(0.2, -0.2) * r)) : seg(vec2(q.x, h.y), vec2(-0.2 * r, 0.0), vec2(0.2 * r, 0.0));
        lay(col, t - 0.06 * r, thread * (0.7 + 0.4 * step(0.5, fract((q.x + q.y) / r * 9.0))));
    }
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.8) + 6500U;
    float zoom = 0.7 + 1.2 * rnd(s, 1);
    px = 2.0 * zoom / iResolution.y;
    vec2 p = rot(6.28 * rnd(s, 2)) * u * zoom / (1.0 + 0.3 * (rnd(s, 3) - 0.5) * u.y) + 9.0 * rnd3(s, 4).xy + 0.08 * iTime;
    vec2 sun = normalize(rnd3(s, 5).xy - 0.47);
    vec3 a = dye(s, s + 1U), b = dye(s, s + 2U), col;
    float kind = rnd(s, 6);
    vec2 w = p * 16.0;
    bool over = ((int(floor(w.x)) + int(floor(w.y))) & 1) == 0;
    float stripe = kind < 0.3 ? step(0.7, fract(p.x * 1.5)) : kind < 0.5 ? step(0.5, fract(p.x)) * 0.5 + step(0.5, fract(p.y)) * 0.5 : kind < 0.7 ? step(length(fract(p * 2.0) - 0.5), 0.15) : 0.0;
    col = mix(a, b, stripe) * (0.6 + 0.45 * sin(3.1416 * fract(over ? w.x : w.y))) * (0.8 + 0.3 * noise(p * 3.0, s));
    col *= 0.75 + 0.5 * fbm(p * 0.9, 3, s + 6U);
    float seam = abs(p.x - floor(p.x / 3.0) * 3.0 - 1.5);
    dim(col, seam - 0.02, 0.03, 0.4);
    if (abs(seam - 0.12) < 0.02 && fract(p.y * 6.0) < 0.6) col = b + 0.2;
    for (int layer = 0; layer < 2; layer++) {
        float size = 0.75 + 0.35 * float(layer);
        vec2 q = rot(0.7 * float(layer)) * p / size + 3.3 * float(layer), c = floor(q);
        float near = 9.0;
        vec2 o = vec2(9.0);
        uint id = s;
        float r = 0.3;
        vec2 bb = floor(q - 0.5);
        for (int i = 0; i < 4; i++) {
            vec2 cc = bb + vec2(i & 1, i >> 1);
            uint k = cell(ivec2(cc), s + uint(layer));
            vec2 at = (q - cc - 0.5 - 0.3 * (rnd3(k, 20).xy - 0.5)) * size;
            float rr = (0.2 + 0.17 * rnd(k, 21)) * size, dd = length(at) - rr;
            if (dd < near && rnd(k, 22) < 0.72 - 0.2 * float(layer)) { near = dd; o = at; id = k; r = rr; }
        }
        if (near < 0.3) button(col, rot(-0.7 * float(layer)) * o, r, id, s, sun);
    }
    if (rnd(s, 7) < 0.65) {
        float y = p.y - 0.35 * sin(p.x * 1.3 + 6.28 * rnd(s, 8)), row = floor(y / 2.4);
        y = y - (row + 0.5) * 2.4;
        float pitch = 0.14 + 0.1 * rnd(s, 9), x = p.x / pitch, i = floor(x);
        uint k = cell(ivec2(int(i), int(row)), s + 9U);
        vec2 o = vec2((x - i - 0.5) * pitch, y);
        float r = pitch * (0.42 + 0.12 * rnd(k, 1)), l = length(o);
        dim(col, length(o + 0.05 * sun) - r, 0.04, 0.5);
        lay(col, abs(o.y) - 0.01, vec3(0.85));
        vec3 bead = rnd(s, 10) < 0.4 ? mix(vec3(0.95), a, 0.2) : dye(s, k) * 1.1;
        float z = sqrt(max(1.0 - l * l / (r * r), 0.0));
        lay(col, l - r, bead * (0.3 + 0.5 * z + 0.5 * dot(o / r, sun)) + 0.7 * (1.0 - smoothstep(0.0, 0.3, length(o / r - 0.45 * sun))));
    }
    fragColor = vec4(film(col * (1.7 + 0.4 * dot(u, sun))), 1.0);
}
