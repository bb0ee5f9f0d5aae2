// title: Charts
// description: Panels with bar, line, area, pie, scatter and heat charts, with axes, grids, legends and captions
// tags: diagram, charts, plots, panels

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

float rbox(vec2 p, vec2 b, float r) {
    vec2 e = abs(p) - b + r;
    return length(max(e, 0.0)) + min(max(e.x, e.y), 0.0) - r;
}

float words(vec2 q, uint k, float n, float h) {
    vec2 g = q / vec2(0.62 * h, h);
    if (g.y < 0.0 || g.y > 1.0 || g.x < 0.0 || g.x > n) return 0.0;
    ivec2 c = ivec2(int(floor(fract(g.x) * 4.0)), int(floor(g.y * 5.0)));
    return c.x < 3 && hash(c + ivec2(int(floor(g.x)) * 4, 0), k) < 0.6 && hash(ivec2(int(floor(g.x)), 77), k) > 0.15 ? 1.0 : 0.0;
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.4) + 5600U;
    float zoom = 0.75 + 1.0 * rnd(s, 1), lean = 0.35 * (rnd(s, 2) - 0.5);
    px = 2.0 * zoom / iResolution.y;
    vec2 p = rot(0.2 * (rnd(s, 3) - 0.5)) * u * zoom / (1.0 + lean * u.x) + 9.0 * rnd3(s, 4).xy;
    bool dark = rnd(s, 5) < 0.35;
    vec3 page = dark ? dye(s, s) * 0.18 : mix(dye(s, s), vec3(0.9), 0.7), sheet = dark ? page * 1.8 + 0.03 : vec3(0.99), ink = dark ? vec3(0.9) : vec3(0.12, 0.13, 0.17);
    vec2 size = vec2(1.5, 1.15), b = floor(p / size), o = p - (b + 0.5) * size;
    uint k = cell(ivec2(b), s);
    vec3 col = page;
    float card = rbox(o, vec2(0.7, 0.52), 0.05);
    dim(col, rbox(o + vec2(-0.02, 0.03), vec2(0.7, 0.52), 0.05), 0.04, 0.3);
    lay(col, card, sheet);
    if (card < 0.0) {
        col = mix(col, ink, words(o - vec2(-0.62, 0.4), k, 6.0 + floor(8.0 * rnd(k, 1)), 0.06));
        float kind = rnd(k, 2), hue = rnd(s, 6) + 0.2 * rnd(k, 3);
        vec2 q = o - vec2(-0.58, -0.4), f = q / vec2(1.16, 0.74);
        bool plot = f.x > 0.0 && f.x < 1.0 && f.y > 0.0 && f.y < 1.0;
        vec3 faint = mix(sheet, ink, 0.14);
        if (kind < 0.8 && plot) {
            lay(col, abs(fract(f.y * 5.0 + 0.5) - 0.5) * 0.148 - 0.003, faint);
            if (rnd(k, 4) < 0.5) lay(col, abs(fract(f.x * 8.0 + 0.5) - 0.5) * 0.145 - 0.003, faint);
        }
        float drift = 0.15 * sin(iTime * 3.0);
        if (kind < 0.25 && plot) {
            float n = 4.0 + floor(9.0 * rnd(k, 5)), i = floor(f.x * n), x = fract(f.x * n), groups = rnd(k, 6) < 0.4 ? 3.0 : 1.0;
            float j = floor(clamp((x - 0.1) / 0.8, 0.0, 0.999) * groups);
            float h = 0.12 + 0.8 * hash(ivec2(int(i), int(j)), k) * (0.6 + 0.4 * sin(i * 0.7 + iTime));
            float xx = abs(fract(clamp((x - 0.1) / 0.8, 0.0, 0.999) * groups) - 0.5);
            float d = max(f.y - h, (xx - 0.46) * 0.5 + (x < 0.1 || x > 0.9 ? 1.0 : 0.0));
            vec3 c = hsv(hue + 0.13 * j + (groups < 2.0 && rnd(k, 7) < 0.5 ? i / n * 0.6 : 0.0), 0.65, 0.85);
            if (rnd(k, 8) < 0.4) c = mix(c, hsv(hue + 0.5, 0.6, 0.8), step(f.y, h * 0.45));
            col = mix(col, c, step(d, 0.0));
        } else if (kind < 0.5 && plot) {
            for (int i = 0; i < 3; i++) {
                uint m = k + uint(i) * 7U;
                float x = f.x * (5.0 + 4.0 * rnd(m, 9)), base = 0.2 + 0.25 * float(i);
                float y = base + 0.5 * (fbm(vec2(x, 3.0 + 0.3 * iTime), 3, m) - 0.5) + (rnd(m, 10) - 0.4) * 0.4 * f.x, e = 0.012;
                float y2 = base + 0.5 * (fbm(vec2(x + e * 9.0, 3.0 + 0.3 * iTime), 3, m) - 0.5) + (rnd(m, 10) - 0.4) * 0.4 * (f.x + e);
                float slope = (y2 - y) / e * 0.64, d = abs(f.y - y) * 0.74 / sqrt(1.0 + slope * slope);
                vec3 c = hsv(hue + 0.17 * float(i), 0.75, 0.85);
                if (rnd(k, 11) < 0.45) col = mix(col, c, 0.35 * step(f.y, y));
                lay(col, d - 0.011, c);
                float dotX = (fract(f.x * 8.0) - 0.5) / 8.0 * 1.16;
                if (rnd(k, 12) < 0.4 && abs(dotX) < 0.03) lay(col, max(abs(dotX), d) - 0.022, c * 0.8);
            }
        } else if (kind < 0.65 && plot) {
            vec2 g = f * vec2(9.0, 6.0);
            for (int i = 0; i < 4; i++) {
                vec2 c = floor(g - 0.5) + vec2(i & 1, i >> 1);
                uint m = cell(ivec2(c), k);
                vec2 at = g - c - 0.5 - 0.7 * (rnd3(m, 1).xy - 0.5);
                float r = 0.12 + 0.3 * rnd(m, 2) * rnd(k, 13), chance = rnd(k, 14) < 0.5 ? 1.0 - abs(c.x / 9.0 - c.y / 6.0) * 2.2 : 0.5;
                if (rnd(m, 3) < chance) {
                    float d = (length(at) - r) * 0.12;
                    col = mix(col, hsv(hue + 0.2 * floor(3.0 * rnd(m, 4)), 0.7, 0.85), 0.8 * cover(d));
                    lay(col, abs(d) - 0.003, ink);
                }
            }
            lay(col, abs(f.y - 0.12 - 0.75 * f.x) * 0.6 - 0.005 + (fract(f.x * 18.0) < 0.4 ? 1.0 : 0.0), ink);
        } else if (kind < 0.8) {
            if (plot) {
                vec2 n = vec2(7.0 + floor(7.0 * rnd(k, 15)), 6.0), c = floor(f * n), g = abs(fract(f * n) - 0.5);
                float v = clamp(fbm(c * 0.4 + 0.2 * iTime, 3, k) * 1.4 - 0.2, 0.0, 1.0);
                col = mix(mix(hsv(hue, 0.7, 0.25), hsv(hue + 0.12, 0.7, 0.9), v), vec3(1.0, 0.97, 0.8), v * v);
                if (max(g.x, g.y) > 0.47) col = sheet;
            }
        } else {
            vec2 c = o - vec2(-0.2, -0.04);
            float l = length(c), a = fract(atan(c.y, c.x + 1e-5) / 6.2832 + 0.1 * drift), acc = 0.0, hole = rnd(k, 16) < 0.5 ? 0.17 : 0.0;
            for (int i = 0; i < 6; i++) {
                float share = 0.06 + 0.25 * hash(ivec2(i, 9), k);
                if (i == 5) share = 1.0;
                float mid = 6.2832 * (acc + 0.5 * min(share, 1.0 - acc) - 0.1 * drift);
                vec2 pull = i == 1 ? 0.05 * vec2(cos(mid), sin(mid)) : vec2(0.0);
                float r = length(c - pull);
                if (a >= acc && a < acc + share) {
                    vec3 w = hsv(hue + 0.14 * float(i), 0.65, 0.9 - 0.08 * float(i));
                    lay(col, max(r - 0.35, hole - l), w);
                    lay(col, max(min(abs(a - acc), abs(a - acc - share)) * 6.28 * l - 0.006, l - 0.36), sheet);
                }
                vec2 key = o - vec2(0.3, 0.24 - 0.1 * float(i));
                lay(col, rbox(key, vec2(0.025), 0.006), hsv(hue + 0.14 * float(i), 0.65, 0.9 - 0.08 * float(i)));
                col = mix(col, ink, words(key - vec2(0.05, -0.022), k + uint(i), 3.0 + floor(5.0 * hash(ivec2(i, 4), k)), 0.045));
                acc += share;
            }
        }
        if (kind < 0.8) {
            lay(col, min(max(abs(q.x) - 0.004, abs(f.y - 0.5) - 0.5), max(abs(q.y) - 0.004, abs(f.x - 0.5) - 0.5)), ink);
            float tick = floor(f.x * 5.0);
            col = mix(col, ink, words(vec2(mod(q.x, 0.232) - 0.05, q.y + 0.07), k + uint(int(tick) + 9), 2.0, 0.04) * step(abs(f.x - 0.5), 0.5));
            col = mix(col, ink, words(vec2(q.x + 0.08, mod(q.y, 0.148) - 0.02), k + uint(int(floor(f.y * 5.0)) + 19), 2.0, 0.04) * step(abs(f.y - 0.5), 0.5));
        }
    }
    fragColor = vec4(film(col * (1.7 + 0.3 * dot(u, rnd3(s, 9).xy - 0.5))), 1.0);
}
