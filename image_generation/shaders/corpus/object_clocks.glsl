// title: Wall of Clocks
// description: Round, square and pendulum clocks of many sizes on papered walls, each at another hour
// tags: object, clocks, wall, interior

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

float seg(vec2 p, vec2 a, vec2 b) {
    vec2 q = p - a, d = b - a;
    return length(q - d * clamp(dot(q, d) / dot(d, d), 0.0, 1.0));
}

void clock(inout vec3 col, vec2 o, float r, uint k, uint s) {
    float kind = rnd(k, 1);
    vec3 frame = rnd(k, 2) < 0.5 ? mix(vec3(0.3, 0.16, 0.08), vec3(0.6, 0.38, 0.18), noise(o * vec2(12.0, 60.0), k)) : dye(s, k);
    float outer = kind < 0.4 ? length(o) - r * 1.2 : kind < 0.6 ? rbox(o, vec2(r * 1.18), 0.08 * r) : kind < 0.8 ? max(abs(o.x) - r * 1.15, abs(o.y + 0.55 * r) - 1.75 * r) : length(o) - r * (1.25 + 0.1 * cos(8.0 * atan(o.y, o.x + 1e-5)));
    if (kind >= 0.6 && kind < 0.8) outer = min(outer, max(abs(o.x) + o.y - 2.3 * r, 1.15 * r - o.y));
    vec2 t = o + vec2(-0.05, 0.08) * (0.6 + r);
    float drop = kind < 0.6 ? length(t) - r * 1.2 : kind < 0.8 ? box(t + vec2(0.0, 0.5 * r), vec2(1.15, 1.8) * r) : length(t) - r * 1.25;
    dim(col, drop, 0.07, 0.55);
    lay(col, outer, frame * (0.65 + 0.7 * smoothstep(-0.16 * r, 0.0, outer) * (o.y > -o.x * 0.6 ? 1.0 : -0.2)));
    if (kind >= 0.6 && kind < 0.8) {
        vec2 w = o + vec2(0.0, 1.65 * r);
        lay(col, box(w, vec2(0.85, 0.5) * r), vec3(0.06, 0.05, 0.05));
        float sway = 0.5 * sin(iTime * 6.0 + 9.0 * rnd(k, 3));
        vec2 bob = vec2(sin(sway), -cos(sway)) * 0.8 * r + vec2(0.0, 0.5 * r);
        lay(col, max(min(seg(w, vec2(0.0, 0.5 * r), bob) - 0.03 * r, length(w - bob) - 0.17 * r), box(w, vec2(0.85, 0.5) * r)), vec3(0.9, 0.7, 0.3));
    }
    float l = length(o), a = atan(o.x, o.y + 1e-5);
    bool dark = rnd(k, 4) < 0.25;
    vec3 face = dark ? dye(s, k + 2U) * 0.4 : mix(vec3(0.95, 0.93, 0.86), dye(s, k + 2U), 0.3 * rnd(k, 5));
    vec3 ink = dark ? vec3(0.95, 0.9, 0.8) : vec3(0.07);
    lay(col, l - r, face * (0.75 + 0.25 * smoothstep(-r, r, o.x - o.y)));
    dim(col, abs(l - r) - 0.01, 0.08 * r, 0.3);
    float hour = abs(fract(a / 6.2832 * 12.0 + 0.5) - 0.5) / 12.0 * 6.2832 * l, minute = abs(fract(a / 6.2832 * 60.0 + 0.5) - 0.5) / 60.0 * 6.2832 * l;
    if (rnd(k, 6) < 0.5) {
        lay(col, max(hour - 0.035 * r, abs(l - 0.82 * r) - 0.1 * r), ink);
        lay(col, max(minute - 0.01 * r, abs(l - 0.93 * r) - 0.03 * r), ink);
    } else {
        float id = floor(a / 6.2832 * 12.0 + 0.5), at = id / 12.0 * 6.2832;
        vec2 q = (o - 0.76 * r * vec2(sin(at), cos(at))) / (0.05 * r);
        ivec2 g = ivec2(floor(q + 2.5));
        if (g.x >= 0 && g.x < 5 && g.y >= 0 && g.y < 5 && (hash(ivec2(g.x, g.y + 5 * int(id)), k) < 0.4 || g.x == 1) && g.y != 5) lay(col, -0.01, ink);
        lay(col, abs(l - 0.93 * r) - 0.012 * r, ink);
    }
    float h = 6.2832 * rnd(k, 7), m = 6.2832 * fract(rnd(k, 7) * 12.0) + iTime * 1.5, sec = iTime * 4.0 + 6.28 * rnd(k, 8);
    vec2 hd = vec2(sin(h), cos(h)), md = vec2(sin(m), cos(m)), sd = vec2(sin(sec), cos(sec));
    dim(col, min(seg(o + 0.03, vec2(0.0), hd * 0.5 * r), seg(o + 0.03, vec2(0.0), md * 0.75 * r)) - 0.02 * r, 0.05 * r, 0.3);
    lay(col, seg(o, -0.12 * r * hd, hd * 0.5 * r) - 0.045 * r, ink);
    lay(col, seg(o, -0.15 * r * md, md * 0.78 * r) - 0.028 * r, ink);
    lay(col, seg(o, -0.2 * r * sd, sd * 0.85 * r) - 0.01 * r, vec3(0.85, 0.1, 0.05));
    lay(col, l - 0.06 * r, vec3(0.8, 0.65, 0.3));
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.5) + 1700U;
    float zoom = 0.8 + 1.1 * rnd(s, 1);
    px = 2.0 * zoom / iResolution.y;
    vec2 p = rot(0.25 * (rnd(s, 2) - 0.5)) * u * zoom;
    p /= 1.0 + 0.35 * (rnd(s, 3) - 0.5) * p.x;
    p += 6.0 * rnd3(s, 4).xy + vec2(0.1 * iTime, 0.0);
    vec3 a = dye(s, s + 1U), b = mix(a, dye(s, s + 2U), 0.5);
    float kind = rnd(s, 5), m;
    vec2 g = p * (3.0 + 3.0 * rnd(s, 6));
    if (kind < 0.3) m = smoothstep(-0.1, 0.1, sin(g.x * 3.1416));
    else if (kind < 0.55) { vec2 f = abs(fract(g + 0.5 * mod(floor(g.y), 2.0) * vec2(1.0, 0.0)) - 0.5); m = 1.0 - smoothstep(0.28, 0.33, f.x + f.y); }
    else if (kind < 0.8) { m = smoothstep(0.35, 0.6, fbm(p * 3.0, 4, s)); }
    else { vec2 f = fract(g * vec2(0.5, 1.0) + vec2(0.5 * mod(floor(g.y), 2.0), 0.0)); m = step(min(f.x * 2.0, f.y), 0.08); }
    vec3 col = mix(a, b, m) * (0.7 + 0.5 * fbm(p * 1.3, 3, s + 4U));
    vec2 grid = vec2(1.05, 1.25), base = floor(p / grid - 0.5);
    for (int i = 0; i < 4; i++) {
        vec2 c = base + vec2(i & 1, 1 - (i >> 1));
        uint k = cell(ivec2(c), s);
        if (rnd(k, 20) < 0.12) continue;
        float r = 0.16 + 0.22 * rnd(k, 21);
        vec2 o = p - (c + 0.5) * grid - (0.5 - r) * 0.8 * (rnd3(k, 22).xy - 0.5);
        if (abs(o.x) < 0.75 && abs(o.y) < 1.0) clock(col, rot(0.1 * (rnd(k, 23) - 0.5)) * o, r, k, s);
    }
    float sun = dot(u, normalize(rnd3(s, 8).xy - 0.48));
    fragColor = vec4(film(col * (1.0 + 0.35 * sun) * (1.1 + 0.8 * rnd(s, 9))), 1.0);
}
