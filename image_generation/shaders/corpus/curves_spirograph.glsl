// title: Spirograph Sheets
// description: Rosettes and trochoids drawn with coloured pens on paper, one over the other, with the wheel that drew them
// tags: curves, spirograph, drawing, lines

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

float turned(float x, float side) {
    return 0.25 + 0.85 * max(0.55 * side * x + 0.83 * sqrt(max(1.0 - x * x, 0.0)), 0.0);
}

float rosette(vec2 p, uint k, float size) {
    float l = length(p), a = atan(p.y, p.x + 1e-5), turns = 2.0 + floor(5.0 * rnd(k, 1)), lobes = turns * 2.0 + 1.0 + floor(9.0 * rnd(k, 2));
    float mid = size * (0.5 + 0.2 * rnd(k, 3)), swing = size * (0.15 + 0.25 * rnd(k, 4)), sharp = rnd(k, 5), d = 9.0;
    for (int i = 0; i < 7; i++) {
        if (float(i) >= turns) break;
        float t = (a + 6.2832 * float(i)) * lobes / turns + 6.28 * rnd(k, 6);
        float w = cos(t), v = -sin(t), bend = 1.0 + 0.6 * sharp * w;
        float r = mid + swing * w * bend, dr = swing * v * (1.0 + 1.2 * sharp * w) * lobes / turns;
        float slope = dr / max(r, 0.05);
        d = min(d, abs(l - r) / sqrt(1.0 + slope * slope));
    }
    return d;
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.8) + 5100U;
    float zoom = 0.8 + 0.9 * rnd(s, 1);
    px = 2.0 * zoom / iResolution.y;
    vec2 p = rot(6.28 * rnd(s, 2)) * u * zoom;
    bool dark = rnd(s, 3) < 0.35;
    vec3 paper = dark ? hsv(rnd(s, 4), 0.5, 0.12) : mix(vec3(0.95, 0.93, 0.88), dye(s, s), 0.25);
    vec3 col = paper * (0.92 + 0.1 * fbm(p * 5.0, 4, s));
    float sheet = rnd(s, 5);
    vec2 g = abs(fract(p * 6.0) - 0.5);
    if (sheet < 0.35) col = mix(col, dark ? paper * 3.0 : vec3(0.45, 0.6, 0.85), 0.5 * smoothstep(0.46, 0.5, max(g.x, g.y)));
    else if (sheet < 0.5) col = mix(col, vec3(0.5, 0.6, 0.85), 0.5 * step(abs(fract(p.y * 5.0) - 0.5), 0.04));
    float width = 0.006 + 0.016 * rnd(s, 6);
    for (int i = 0; i < 4; i++) {
        uint k = cell(ivec2(i, 3), s);
        vec2 o = p - 1.5 * zoom * (rnd3(k, 10).xy - 0.5) * (rnd(s, 7) < 0.4 ? 0.2 : 1.0);
        o = rot(0.5 * iTime * (rnd(k, 11) - 0.5)) * o;
        float size = 0.35 + 0.6 * rnd(k, 12), l = length(o);
        if (rnd(s, 8) < 0.45) {
            float fill_ = l - size * 0.8;
            col = mix(col, dye(s, k + 4U), (dark ? 0.5 : 0.35) * cover(fill_));
        }
        float d = rosette(o, k, size);
        float press = 0.7 + 0.3 * noise(o * 9.0, k);
        vec3 ink = dark ? hsv(rnd(k, 13), 0.55, 1.0) : hsv(rnd(k, 13), 0.85, 0.6);
        if (rnd(k, 14) < 0.4) ink = hsv(rnd(k, 13) + l * 0.9, 0.8, dark ? 1.0 : 0.65);
        if (dark) col += ink * 0.35 * exp(-d * 26.0);
        col = mix(col, ink, press * cover(d - width));
    }
    if (rnd(s, 9) < 0.5) {
        vec2 c = p - 0.9 * zoom * (rnd3(s, 15).xy - 0.5);
        float a = atan(c.y, c.x + 1e-5), l = length(c), rim = l - 0.27 - 0.012 * cos(a * 36.0 + iTime * 9.0);
        float holes = 9.0;
        for (int i = 0; i < 7; i++) {
            float t = 0.9 * float(i) + iTime, r = 0.05 + 0.027 * float(i);
            holes = min(holes, length(c - r * vec2(cos(t), sin(t))) - 0.022);
        }
        vec3 tint = dye(s, s + 8U);
        dim(col, length(c + vec2(-0.03, 0.04)) - 0.27, 0.04, 0.35);
        col = mix(col, mix(col, tint + 0.2, 0.6), cover(max(rim, -holes)));
        lay(col, abs(rim + 0.008) - 0.008, tint * 0.6);
        lay(col, abs(holes) - 0.005, tint * 0.5);
        vec2 pen = c - 0.16 * vec2(cos(4.5 + iTime), sin(4.5 + iTime));
        vec2 q = rot(0.9) * pen;
        dim(col, rbox(q - vec2(0.0, 0.55) + 0.06, vec2(0.05, 0.5), 0.02), 0.06, 0.35);
        float body = min(rbox(q - vec2(0.0, 0.6), vec2(0.05, 0.48), 0.02), max(abs(q.x) - 0.35 * q.y, q.y - 0.15));
        lay(col, body, (q.y < 0.13 ? vec3(0.85, 0.7, 0.45) : dye(s, s + 9U)) * turned(clamp(q.x / 0.05, -1.0, 1.0), -1.0));
    }
    fragColor = vec4(film(col * (1.5 + 0.2 * dot(u, rnd3(s, 16).xy - 0.5))), 1.0);
}
