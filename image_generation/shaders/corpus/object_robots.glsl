// title: Tin Robots
// description: Toy robots of tin with box bodies, dials, antennas and jointed arms, in ranks on a shelf or a yard
// tags: object, robots, toys, metal

uint scramble(uint x) {
    x = (x ^ (x >> 15)) * 0x6D2F8A35U;
    x = (x ^ (x >> 13)) * 0xA3C59E1BU;
    return x ^ (x >> 16);
}

float rnd(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x7F4A7C15U;
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

void robot(inout vec3 col, vec2 o, uint k, uint s, float side) {
    vec3 a = hsv(rnd(s, 30) + 0.5 * rnd(k, 1), 0.25 + 0.6 * rnd(k, 2), 0.45 + 0.5 * rnd(k, 3)), b = dye(s, k + 1U), steel = vec3(0.62, 0.64, 0.68);
    float bw = 0.2 + 0.1 * rnd(k, 4), bh = 0.24 + 0.1 * rnd(k, 5), hw = 0.12 + 0.08 * rnd(k, 6), hh = 0.1 + 0.06 * rnd(k, 7), leg = 0.22 + 0.14 * rnd(k, 8);
    float hip = leg, belly = hip + bh, neck = hip + 2.0 * bh + 0.04, head = neck + hh;
    float sway = 0.04 * sin(iTime * 7.0 + 6.28 * rnd(k, 9)), x = abs(o.x);
    dim(col, length((o - vec2(0.1 * side, 0.0)) * vec2(1.0, 3.5)) - bw * 1.5, 0.14, 0.6);
    float lit = 0.75 + 0.5 * clamp(-side * o.x / bw, -1.0, 1.0) * 0.5;
    vec2 l = vec2(x - bw * 0.5, o.y - 0.5 * leg);
    float rib = 0.75 + 0.3 * step(0.5, fract(o.y * 22.0));
    lay(col, rbox(l, vec2(0.055, 0.5 * leg), 0.02), steel * rib * turned(clamp(l.x / 0.055, -1.0, 1.0), -side));
    lay(col, rbox(vec2(x - bw * 0.55, o.y - 0.045), vec2(0.11, 0.05), 0.03), a * 0.7 * (0.7 + 5.0 * o.y));
    float swing = (rnd(k, 10) - 0.3) * 1.8 + sway * 6.0;
    for (int i = 0; i < 2; i++) {
        float f = i == 0 ? 1.0 : -1.0, t = i == 0 ? swing : -0.4 + 0.9 * rnd(k, 11);
        vec2 sh = vec2(f * (bw + 0.03), hip + 2.0 * bh - 0.08), el = sh + 0.2 * vec2(f * cos(t - 0.9), sin(t - 0.9)), ha = el + 0.2 * vec2(f * cos(t), sin(t));
        float arm = min(seg(o, sh, el), seg(o, el, ha)) - 0.034;
        lay(col, arm, steel * rib * 0.9);
        lay(col, length(o - el) - 0.05, b);
        lay(col, length(o - sh) - 0.062, a * 0.8);
        vec2 c = o - ha;
        vec2 dir = normalize(ha - el);
        lay(col, max(ring(c - dir * 0.05, 0.06, 0.02), dot(c, dir) - 0.085), b * 0.8);
    }
    vec2 q = o - vec2(0.0, belly);
    float form = rnd(k, 12), body = form < 0.6 ? rbox(q, vec2(bw, bh), 0.03) : form < 0.8 ? max(abs(q.y) - bh, x - bw * (0.85 - 0.5 * q.y)) : length(q * vec2(bh / bw, 1.0)) - bh;
    lay(col, body, a * lit * (0.9 + 0.15 * noise(o * 30.0, k)));
    lay(col, abs(body + 0.02) - 0.004, a * 0.45);
    float panel = rnd(k, 13);
    if (panel < 0.35) {
        lay(col, length(q) - 0.11, vec3(0.9, 0.88, 0.8));
        lay(col, seg(q, vec2(0.0), 0.09 * vec2(cos(iTime * 4.0 + 9.0 * rnd(k, 14)), sin(iTime * 4.0 + 9.0 * rnd(k, 14)))) - 0.012, vec3(0.8, 0.1, 0.1));
        lay(col, abs(length(q) - 0.11) - 0.012, steel);
    } else if (panel < 0.7) {
        float r = box(q - vec2(0.0, 0.02), vec2(bw * 0.7, bh * 0.5));
        lay(col, r, vec3(0.12));
        vec2 g = vec2(q.x, q.y - 0.02) / 0.07, f = fract(g) - 0.5;
        uint m = cell(ivec2(floor(g)), k + uint(iTime * 5.0));
        if (r < -0.02) lay(col, (length(f) - 0.32) * 0.07, hsv(rnd(m, 1), 0.8, rnd(m, 2) < 0.5 ? 1.0 : 0.3));
    } else {
        lay(col, max(abs(fract(q.y * 16.0) - 0.5) / 16.0 - 0.012, box(q + vec2(0.0, 0.05), vec2(bw * 0.6, bh * 0.45))), vec3(0.1));
        lay(col, length(q - vec2(0.0, bh * 0.65)) - 0.04, vec3(1.0, 0.25, 0.15));
    }
    vec2 cr = vec2(x - bw + 0.03, abs(q.y) - bh + 0.03);
    lay(col, length(cr) - 0.011, steel * 1.2);
    lay(col, box(o - vec2(0.0, neck - 0.02), vec2(0.06, 0.03)), steel * 0.6);
    vec2 h = rot(sway) * (o - vec2(0.0, head));
    float hx = abs(h.x), top = rnd(k, 15) < 0.5 ? rbox(h, vec2(hw, hh), 0.03) : max(length(h + vec2(0.0, hh)) - max(hw, 2.0 * hh), -h.y - hh);
    lay(col, min(abs(h.x) - 0.008 + max(abs(h.y - hh - 0.06) - 0.1, 0.0) * 9.0, length(h - vec2(0.0, hh + 0.17)) - 0.03), rnd(k, 16) < 0.6 ? vec3(0.9, 0.25, 0.2) : steel);
    lay(col, box(vec2(hx - hw - 0.015, h.y), vec2(0.025, 0.05)), b);
    lay(col, top, mix(a, steel, 0.4) * (0.75 + 0.4 * clamp(-side * h.x / hw, -1.0, 1.0)));
    float er = 0.028 + 0.02 * rnd(k, 17);
    vec2 e = vec2(hx - hw * 0.45, h.y - 0.02);
    if (rnd(k, 18) < 0.7) {
        lay(col, length(e) - er - 0.012, vec3(0.15));
        lay(col, length(e) - er, hsv(rnd(k, 19), 0.5, 1.0));
        lay(col, length(e - vec2(0.008, 0.01)) - er * 0.35, vec3(1.0));
    } else lay(col, rbox(h - vec2(0.0, 0.02), vec2(hw * 0.8, 0.03), 0.02), vec3(0.95, 0.3, 0.2) * (0.6 + 0.6 * step(0.5, fract(h.x * 12.0 + iTime * 2.0))));
    lay(col, max(box(h + vec2(0.0, hh * 0.55), vec2(hw * 0.55, 0.022)), 0.01 - abs(fract(h.x * 22.0) - 0.5) / 22.0 - 0.004), vec3(0.08));
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.5) + 6200U;
    float zoom = 0.65 + 0.6 * rnd(s, 1);
    px = 2.0 * zoom / iResolution.y;
    vec2 p = rot(0.12 * (rnd(s, 2) - 0.5)) * u * zoom + vec2(9.0 * rnd(s, 3), 0.25 + 0.3 * (rnd(s, 4) - 0.5));
    float side = rnd(s, 5) < 0.5 ? -1.0 : 1.0, kind = rnd(s, 6);
    vec3 a = dye(s, s + 1U), b = dye(s, s + 2U), col;
    vec2 rays = p - vec2(9.0 * rnd(s, 3), 0.4);
    if (kind < 0.3) col = mix(a, b, step(0.5, fract(atan(rays.y, rays.x + 1e-5) * 2.5465)));
    else if (kind < 0.6) {
        vec2 g = abs(fract(p * vec2(1.6, 2.4)) - 0.5);
        col = mix(a * 0.7, b * 0.5, smoothstep(0.38, 0.42, max(g.x, g.y))) * (0.8 + 0.3 * noise(p * 12.0, s));
    } else col = mix(a, b, smoothstep(-0.3, 1.0, p.y + 0.3 * fbm(p * 2.0, 3, s)));
    if (p.y < 0.12) {
        float z = 0.4 / (0.55 - p.y);
        vec2 g = vec2((p.x - 9.0 * rnd(s, 3)) * z * 5.0, z * 6.0);
        vec3 c = dye(s, s + 3U);
        col = rnd(s, 7) < 0.5 ? c * (0.7 + 0.5 * step(0.5, fract(0.5 * (floor(g.x) + floor(g.y))))) : mix(vec3(0.5, 0.34, 0.2), c, 0.3) * (0.6 + 0.6 * noise(vec2(g.x, g.y * 12.0), s));
    }
    for (int row = 0; row < 2; row++) {
        float size = 0.62 + 0.33 * float(row), wide = 0.88 * size, x = p.x / wide + 0.43 * float(row), i = floor(x);
        uint k = cell(ivec2(int(i), row), s);
        vec2 o = vec2((x - i - 0.5) * wide, p.y - 0.1 + 0.32 * float(row)) / size;
        float keep = px;
        px /= size;
        if (rnd(k, 40) < 0.8 && o.y > -0.2 && o.y < 1.5) robot(col, o, k, s, side);
        px = keep;
        if (row == 0) col = mix(col, a * 0.6, 0.15);
    }
    float lamp = dot(u, vec2(-side * 0.7, 0.7));
    fragColor = vec4(film(col * (1.5 + 0.4 * lamp)), 1.0);
}
