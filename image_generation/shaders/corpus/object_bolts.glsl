// title: Nuts and Bolts
// description: Bolts, screws, nuts and washers of steel and brass thrown on a bench, a tray or oily plate
// tags: object, bolts, screws, metal

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

float turned(float x, float side) {
    return 0.25 + 0.85 * max(0.55 * side * x + 0.83 * sqrt(max(1.0 - x * x, 0.0)), 0.0);
}

vec3 metal(uint k) {
    float m = rnd(k, 1);
    return m < 0.5 ? vec3(0.68, 0.7, 0.74) : m < 0.72 ? vec3(0.85, 0.66, 0.3) : m < 0.88 ? vec3(0.28, 0.29, 0.32) : vec3(0.7, 0.36, 0.2);
}

float hexa(vec2 q) {
    q = abs(q);
    return max(q.x * 0.866 + q.y * 0.5, q.y);
}

float outline(vec2 o, uint k) {
    float kind = rnd(k, 2);
    if (kind < 0.3) {
        float body = max(abs(o.x) - 0.055, abs(o.y + 0.07) - 0.3);
        return min(body, max(abs(o.x) - 0.13, abs(o.y - 0.29) - 0.065));
    }
    if (kind < 0.55) {
        float body = max(abs(o.x) - 0.05 + 0.09 * max(-0.1 - o.y, 0.0), abs(o.y + 0.05) - 0.33);
        return min(body, max(abs(o.x) - 0.04 - 0.8 * (o.y - 0.2), abs(o.y - 0.26) - 0.07));
    }
    if (kind < 0.78) return max(hexa(o) - 0.19, 0.095 - length(o));
    if (kind < 0.92) return max(length(o) - 0.2, 0.09 - length(o));
    return length(o) - 0.17;
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.7) + 6700U;
    float zoom = 0.8 + 1.1 * rnd(s, 1);
    px = 2.0 * zoom / iResolution.y;
    vec2 p = rot(6.28 * rnd(s, 2)) * u * zoom / (1.0 - 0.3 * rnd(s, 3) * u.y) + 9.0 * rnd3(s, 4).xy + 0.06 * iTime;
    vec2 sun = normalize(rnd3(s, 5).xy - 0.47);
    float kind = rnd(s, 6);
    vec3 base = dye(s, s + 1U), col;
    if (kind < 0.3) col = mix(vec3(0.42, 0.27, 0.15), vec3(0.72, 0.52, 0.32), fbm(vec2(p.x * 1.3, p.y * 14.0 + 2.0 * noise(p * 2.0, s)), 4, s)) * (0.75 + 0.25 * step(0.02, fract(p.y * 0.9)));
    else if (kind < 0.55) col = base * (0.7 + 0.2 * noise(vec2(p.x * 100.0, p.y * 3.0), s)) + 0.05;
    else if (kind < 0.8) {
        vec2 g = rot(0.785) * p * 5.0, f = fract(g) - 0.5;
        float bump = length(f * (((int(floor(g.x)) + int(floor(g.y))) & 1) == 0 ? vec2(3.2, 1.0) : vec2(1.0, 3.2))) - 0.42;
        col = vec3(0.45, 0.46, 0.48) * (0.7 + 0.3 * fbm(p * 3.0, 3, s)) * (1.0 + 0.4 * (1.0 - smoothstep(-0.15, 0.0, bump)) * dot(normalize(f + 1e-3), sun));
    } else col = mix(vec3(0.9), base, 0.4) * (0.85 + 0.2 * noise(p * 30.0, s)) * (1.0 - 0.3 * step(0.47, max(abs(fract(p.x * 2.0) - 0.5), abs(fract(p.y * 2.0) - 0.5))));
    if (rnd(s, 7) < 0.4) col *= 1.0 - 0.55 * smoothstep(0.5, 0.62, fbm(p * 1.2, 4, s + 3U));
    float dense = 0.5 + 0.45 * rnd(s, 8);
    for (int layer = 0; layer < 3; layer++) {
        float size = 0.78;
        vec2 q = rot(1.1 * float(layer)) * p / size + 2.3 * float(layer), b = floor(q - 0.5);
        float near = 9.0, drop = 9.0;
        vec2 o = vec2(9.0);
        uint id = s;
        float turn = 0.0;
        for (int i = 0; i < 4; i++) {
            vec2 c = b + vec2(i & 1, i >> 1);
            uint k = cell(ivec2(c), s + uint(layer) * 3U);
            if (rnd(k, 10) > dense) continue;
            float a = 6.28 * rnd(k, 11);
            vec2 at = (q - c - 0.5 - 0.2 * (rnd3(k, 12).xy - 0.5)) * size;
            vec2 r = rot(a) * at;
            float d = outline(r, k);
            drop = min(drop, outline(rot(a) * (at + 0.05 * (rot(1.1 * float(layer)) * sun)), k));
            if (d < near) { near = d; o = r; id = k; turn = a; }
        }
        dim(col, drop, 0.04, 0.55);
        vec2 ls = rot(turn + 1.1 * float(layer)) * sun;
        vec3 m = metal(id), c;
        float form = rnd(id, 2), l = length(o);
        float dirt = 0.75 + 0.4 * noise(o * 16.0 + 9.0, id);
        if (form < 0.55) {
            float x = clamp(o.x / (o.y > 0.2 ? 0.13 : 0.052), -1.0, 1.0), side = sign(ls.x + 1e-4);
            float thread = fract(o.y * 30.0 + o.x * (form < 0.3 ? 3.0 : 5.0) * 1.5);
            c = m * turned(x, side) * (o.y < 0.18 ? 0.55 + 0.7 * smoothstep(0.0, 0.6, thread) * (1.0 - smoothstep(0.8, 1.0, thread)) : 1.0);
            if (form < 0.3 && o.y > 0.225) c = m * (abs(o.x) < 0.065 ? 0.95 : o.x * side > 0.0 ? 1.15 : 0.45);
            if (form >= 0.3 && o.y > 0.3) c *= 1.2;
        } else {
            float slope = dot(o / max(l, 1e-3), ls);
            float hole = smoothstep(0.0, 0.03, l - (form < 0.78 ? 0.095 : 0.09));
            c = m * (0.8 + 0.45 * slope * (smoothstep(0.13, 0.19, l) - (1.0 - hole)));
            if (form < 0.78) c *= 1.0 - 0.25 * step(0.17, l) * step(0.0, -slope);
            else if (form >= 0.92) {
                vec2 q2 = rot(0.6) * o;
                float slot = rnd(id, 3) < 0.5 ? max(abs(q2.x) - 0.022, l - 0.15) : min(max(abs(q2.x) - 0.018, abs(q2.y) - 0.09), max(abs(q2.y) - 0.018, abs(q2.x) - 0.09));
                c = m * (0.7 + 0.5 * slope * l / 0.17 + 0.3 * (1.0 - smoothstep(0.0, 0.08, length(o - 0.07 * ls))));
                lay(c, slot, vec3(0.05));
            }
            c *= 0.9 + 0.12 * sin(l * 260.0);
        }
        lay(col, near, c * dirt + 0.25 * smoothstep(-0.02, -0.005, near) * max(dot(o / max(l, 1e-3), ls), 0.0));
    }
    fragColor = vec4(film(col * (1.75 + 0.5 * dot(u, sun))), 1.0);
}
