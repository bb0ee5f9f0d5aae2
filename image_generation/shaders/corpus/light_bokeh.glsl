// title: Lights out of Focus
// description: Discs and polygons of blurred lights in depth, with bright rims and clipped edges, behind wet glass or leaves
// tags: light, bokeh, blur, discs

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

mat2 rot(float a) {
    float c = cos(a), s = sin(a);
    return mat2(c, s, -s, c);
}

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.8) + 7500U;
    float zoom = 0.7 + 0.8 * rnd(s, 1), blades = rnd(s, 2) < 0.5 ? 0.0 : 5.0 + floor(4.0 * rnd(s, 3));
    vec2 p = u * zoom + 9.0 * rnd3(s, 4).xy, q = p;
    bool glass = rnd(s, 5) < 0.4;
    float bright = 0.0, dropMask = 0.0;
    if (glass) {
        for (int i = 0; i < 2; i++) {
            vec2 g = (p + vec2(0.0, 0.06 * iTime * float(i))) * (4.0 + 4.5 * float(i)), c = floor(g);
            uint k = cell(ivec2(c), s + 20U + uint(i));
            vec2 o = g - c - 0.5 - 0.35 * (rnd3(k, 1).xy - 0.5);
            o *= vec2(1.1, 0.9);
            float r = 0.14 + 0.24 * rnd(k, 2), l = length(o);
            if (rnd(k, 3) < 0.6 && l < r) {
                q = p - o * (0.9 / r) * 0.7;
                dropMask = 1.0 - l / r;
                bright = 0.5 * smoothstep(0.55, 0.75, dot(o / r, vec2(-0.5, 0.8))) - 0.5 * smoothstep(0.8, 1.0, l / r);
            }
        }
    }
    vec3 top = hsv(rnd(s, 6), 0.6, 0.06 + 0.3 * rnd(s, 7)), low = hsv(rnd(s, 6) + 0.3 * (rnd(s, 8) - 0.5), 0.6, 0.1 + 0.25 * rnd(s, 9));
    vec3 col = mix(low, top, smoothstep(-1.0, 1.0, u.y)) * (0.6 + 0.8 * fbm(q * 0.8, 4, s));
    float mode = rnd(s, 10);
    for (int layer = 0; layer < 4; layer++) {
        float size = 0.42 + 0.22 * float(layer), defocus = 0.1 + 0.3 * rnd(s, 30 + layer);
        vec2 drift = vec2(0.25 * iTime * (rnd(s, 40 + layer) - 0.5), 0.1 * iTime * rnd(s, 45 + layer));
        vec2 g = rot(0.7 * float(layer)) * (q + drift) / size + 5.0 * float(layer), b = floor(g - 0.5);
        for (int i = 0; i < 4; i++) {
            vec2 c = b + vec2(i & 1, i >> 1);
            uint k = cell(ivec2(c), s + uint(layer) * 9U);
            vec2 o = g - c - 0.5 - 0.45 * (rnd3(k, 1).xy - 0.5);
            float r = defocus * (0.85 + 0.3 * rnd(k, 2)), l = length(o);
            if (blades > 0.0) {
                vec2 w = rot(0.3 - 0.7 * float(layer)) * o;
                float part = 6.2832 / blades, a = mod(atan(w.y, w.x + 1e-5) + 3.1416, part) - 0.5 * part;
                l *= mix(1.0, cos(a) / cos(0.5 * part) * 1.02, 0.85);
            }
            float soft = 0.012 + 0.05 * rnd(s, 11);
            float disc = 1.0 - smoothstep(r - soft, r + soft, l);
            float rim = 0.5 + 0.5 * smoothstep(r * 0.7, r, l);
            float blink = 0.6 + 0.4 * sin(iTime * 8.0 * rnd(k, 6) + 9.0 * rnd(k, 7));
            vec3 hue = mode < 0.35 ? hsv(0.06 + 0.09 * rnd(k, 3), 0.75, 1.0) : mode < 0.7 ? hsv(rnd(k, 3), 0.75, 1.0) : mix(hsv(rnd(s, 12), 0.7, 1.0), hsv(rnd(s, 13), 0.6, 1.0), step(0.5, rnd(k, 3)));
            if (rnd(k, 4) < 0.55) col += hue * disc * rim * blink * (0.2 + 0.7 * rnd(k, 5));
        }
    }
    col += max(bright, -0.1) * vec3(0.8, 0.85, 0.9);
    if (glass) col *= 0.75 + 0.45 * dropMask;
    float veil = rnd(s, 14);
    if (!glass && veil < 0.5) {
        float a = 6.28 * rnd(s, 15);
        vec2 o = rot(a) * (u - 0.6 * (rnd3(s, 16).xy - 0.5));
        for (int i = 0; i < 6; i++) {
            uint k = cell(ivec2(i, 60), s);
            vec2 w = rot(0.9 * float(i) - 2.2 + 0.5 * rnd(k, 1)) * (o - vec2(0.0, -1.2 + 0.35 * float(i)));
            float leaf = abs(w.y) - 0.17 * sin(3.1416 * clamp(w.x / 0.75, 0.0, 1.0)) * (0.7 + 0.5 * rnd(k, 2));
            float e = 1.0 - smoothstep(-0.01, 0.02, max(leaf, max(-w.x, w.x - 0.75)));
            col = mix(col, mix(low, top, 0.5) * 0.35 * (0.7 + 0.5 * step(w.y, 0.0)) + 0.06 * step(abs(w.y), 0.01), e);
        }
        col = mix(col, vec3(0.02), 1.0 - smoothstep(0.02, 0.035, abs(o.x + 0.05 * sin(o.y * 3.0))));
    } else if (!glass && veil < 0.75) {
        float x = u.x + 0.4 * (rnd(s, 17) - 0.5), head = length((vec2(x, u.y) - vec2(0.0, -0.05)) * vec2(1.15, 0.95)) - 0.33, body = length((vec2(x, u.y) - vec2(0.0, -1.15)) * vec2(1.0, 1.1)) - 0.75;
        float d = min(min(head, body), max(abs(x) - 0.14, abs(u.y + 0.42) - 0.2));
        vec3 edge = hsv(rnd(s, 18), 0.5, 1.0) * 0.6 * smoothstep(-0.05, 0.0, d) * step(0.0, x * (rnd(s, 19) - 0.5));
        col = mix(col, low * 0.35 + edge, 1.0 - smoothstep(-0.008, 0.012, d));
    }
    fragColor = vec4(film(col * 1.5), 1.0);
}
