// title: Knotted Rugs
// description: Carpets with borders, medallions and stepped figures knotted in wool, fringed, laid over one another
// tags: textile, rugs, carpet, ornament

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

vec3 rug(vec2 q, vec2 h, uint k) {
    vec2 g = floor(q * 46.0) / 46.0 + 0.011, a = abs(g);
    float edge = min(h.x - a.x, h.y - a.y);
    vec3 c0 = hsv(rnd(k, 1), 0.5 + 0.4 * rnd(k, 2), 0.3 + 0.4 * rnd(k, 3)), c1 = hsv(rnd(k, 4), 0.6, 0.2 + 0.4 * rnd(k, 5)), c2 = mix(vec3(0.92, 0.85, 0.7), hsv(rnd(k, 6), 0.5, 0.9), 0.3), c3 = hsv(rnd(k, 1) + 0.5 * rnd(k, 7), 0.75, 0.65);
    vec3 c = c0;
    float bw = 0.13 + 0.06 * rnd(k, 8);
    if (edge < bw * 1.9) {
        c = edge < 0.03 ? c1 : c3;
        if (abs(edge - bw * 1.75) < 0.022 || abs(edge - bw * 0.35) < 0.02) c = c2;
        if (edge > bw * 0.45 && edge < bw * 1.6) {
            c = c1;
            float run = h.x - a.x < h.y - a.y ? g.y : g.x, v = (edge - bw * 1.02) / bw, f = abs(fract(run / (bw * 1.3)) - 0.5);
            float kind = rnd(k, 9), m = kind < 0.35 ? f * 1.3 + abs(v) * 1.2 : kind < 0.7 ? max(f * 1.6, abs(v) * 1.6) : abs(v - 0.35 * sin(run / bw * 4.83)) * 3.0;
            if (m < 0.48) c = c2;
            if (m < 0.26) c = c3;
        }
        return c;
    }
    vec2 f = h - bw * 1.9, n = a / f;
    float field = rnd(k, 10);
    if (field < 0.4) {
        float med = n.x + n.y * (0.8 + 0.4 * rnd(k, 11)), steps = floor(med * 9.0);
        c = mod(steps, 3.0) < 1.0 ? c0 : mod(steps, 3.0) < 2.0 ? c1 : c2;
        if (med > 1.05) {
            vec2 m = abs(fract(g * (3.0 + 2.0 * rnd(k, 12))) - 0.5);
            c = m.x + m.y < 0.24 ? c3 : m.x + m.y < 0.34 ? c2 : c0;
        }
        if (med < 0.25) c = c3;
        float arm = min(abs(a.x), abs(a.y)) - 0.02;
        if (arm < 0.0 && med > 0.3 && med < 1.0) c = c2;
    } else if (field < 0.7) {
        float size = 0.3 + 0.15 * rnd(k, 13);
        vec2 t = g / size, id = floor(t), m = abs(fract(t) - 0.5);
        uint ck = cell(ivec2(id), k);
        float gul = max(max(m.x, m.y), (m.x + m.y) * 0.72);
        c = gul > 0.42 ? c1 : gul > 0.34 ? c2 : ((int(id.x) + int(id.y)) & 1) == 0 ? c0 : c3;
        if (gul < 0.2) c = c2;
        if (gul < 0.12 || (min(m.x, m.y) < 0.03 && gul < 0.34)) c = rnd(ck, 1) < 0.5 ? c1 : c3;
    } else {
        float z = a.y + 0.12 * floor(abs(fract(a.x * 2.5) - 0.5) * 8.0) / 4.0, band = floor(z / 0.1);
        float w = hash(ivec2(int(band), 3), k);
        c = w < 0.3 ? c0 : w < 0.55 ? c1 : w < 0.8 ? c3 : c2;
        vec2 m = abs(fract(vec2(g.x * 5.0, z / 0.1)) - 0.5);
        if (hash(ivec2(int(band), 4), k) < 0.4 && m.x + m.y < 0.3) c = w < 0.55 ? c2 : c1;
    }
    return c;
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.5) + 8300U;
    float zoom = 0.8 + 1.0 * rnd(s, 1), tilt = 0.65 * rnd(s, 2);
    float persp = 1.0 / (1.0 - tilt * u.y * 0.7);
    px = 2.0 * zoom * persp / iResolution.y;
    vec2 p = rot((rnd(s, 3) < 0.5 ? 0.6 : 6.28) * (rnd(s, 4) - 0.5)) * (u * zoom * persp * vec2(1.0, 1.0 + 0.5 * tilt));
    float w = floor(p.x * 1.3);
    vec3 wood = mix(vec3(0.5, 0.33, 0.19), dye(s, s), 0.35), col = wood * (0.6 + 0.5 * noise(vec2(p.x * 26.0, p.y * 2.0 + 7.0 * w), s)) * (0.8 + 0.3 * hash(ivec2(int(w), 1), s)) * (0.5 + 0.5 * smoothstep(0.0, 0.03, 0.5 - abs(fract(p.x * 1.3) - 0.5)));
    int total = 2 + int(3.0 * rnd(s, 5));
    for (int i = 0; i < 4; i++) {
        if (i >= total) break;
        uint k = cell(ivec2(i, 2), s);
        bool last = i == total - 1;
        vec2 h = vec2(0.6 + 0.3 * rnd(k, 20), 0.9 + 0.4 * rnd(k, 21)), at = (last ? 0.5 : 2.0) * zoom * (rnd3(k, 22).xy - 0.5);
        vec2 o = rot((last ? 0.8 : 3.14) * (rnd(k, 23) - 0.5)) * (p - at);
        o += 0.015 * vec2(sin(o.y * 7.0 + 6.0 * rnd(k, 24)), sin(o.x * 7.0));
        float d = box(o, h), fold = fbm(o * 2.2 + 9.0, 3, k) - 0.45;
        dim(col, d - 0.02, 0.07, 0.5);
        float fringe = max(abs(o.x) - h.x + 0.01, abs(abs(o.y) - h.y - 0.06) - 0.07);
        if (fringe < 0.0) {
            float strand = abs(fract(o.x * 26.0 + 0.25 * sin(o.y * 40.0 + floor(o.x * 26.0))) - 0.5);
            col = mix(col, vec3(0.88, 0.82, 0.7) * (0.7 + 0.5 * (0.5 - strand)), step(strand, 0.28));
        }
        vec3 c = rug(o, h, k);
        vec2 knot = fract(o * 46.0) - 0.5;
        c *= 0.75 + 0.35 * (1.0 - dot(knot, knot) * 2.0) * 0.8 + 0.15 * hash(ivec2(floor(o * 46.0)), k);
        c *= 0.9 + 0.5 * fold + 0.1 * hash(ivec2(int(floor(o.y * 20.0)), 3), k);
        lay(col, d, c);
    }
    float sun = sin(p.x * 1.1 + p.y * 0.7 + 6.28 * rnd(s, 6));
    col *= 0.85 + 0.4 * smoothstep(-0.05, 0.05, sun) * step(0.5, rnd(s, 7));
    fragColor = vec4(film(col * 1.85), 1.0);
}
