// title: Flags in the Wind
// description: Waving flags with bars, crosses, discs and diamonds on poles against skies and roofs
// tags: fabric, flags, wind, sky, folds

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
    uint s = uint(iTime * 2.9);
    vec2 p = rot(0.3 * (rnd(s, 1) - 0.5)) * u * (0.55 + 0.7 * rnd(s, 2));
    vec3 low = hsv(rnd(s, 3), 0.3, 0.95), high = hsv(0.5 + 0.2 * rnd(s, 4), 0.6, 0.4 + 0.5 * rnd(s, 5));
    vec3 col = mix(low, high, smoothstep(-0.7, 1.0, u.y));
    float c = fbm(u * vec2(1.2, 2.0) + 9.0 * rnd(s, 6), 4, s), c2 = noise(u * vec2(1.2, 2.0) + 9.0 * rnd(s, 6) + 0.2, s);
    col = mix(col, mix(high * 0.6 + 0.2, vec3(1.1), clamp(0.6 + 1.5 * (c - c2 * 0.5 - 0.25), 0.0, 1.0)), 0.9 * smoothstep(0.42, 0.58, c));
    float rx = u.x * 2.2 + 7.0 * rnd(s, 7), ri = floor(rx);
    float roof = -0.95 + 0.5 * hash(ivec2(int(ri), 1), s) + 0.25 * (0.5 - abs(fract(rx) - 0.5)) * step(0.4, hash(ivec2(int(ri), 2), s));
    if (u.y < roof) {
        col = hsv(0.02 + 0.1 * hash(ivec2(int(ri), 3), s), 0.4, 0.35 + 0.3 * hash(ivec2(int(ri), 4), s)) * (0.7 + 0.4 * noise(u * vec2(8.0, 30.0), s));
        vec2 f = fract(vec2(rx * 4.0, u.y * 7.0));
        if (f.x > 0.3 && f.x < 0.7 && f.y > 0.25 && f.y < 0.75 && roof - u.y > 0.2) col *= 0.35;
    }
    float way = rnd(s, 8) < 0.5 ? -1.0 : 1.0, wind = 0.5 + 0.5 * rnd(s, 9);
    int front = -1;
    vec2 at = vec2(0.0);
    float slope = 0.0, shade = 1.0;
    for (int i = 0; i < 6; i++) {
        vec3 h = rnd3(s, 20 + i), g = rnd3(s, 40 + i);
        float size = (0.3 + 0.5 * h.z) * (0.55 + 0.12 * float(i));
        vec2 o = (p - vec2(2.2 * (h.x - 0.5), 1.5 * (h.y - 0.45))) / size;
        o.x *= way;
        if (abs(o.x + 0.03) < 0.035 && o.y < 1.12) {
            front = 100 + i;
            at = o;
            shade = 1.0;
        }
        float x = o.x, ph = x * (5.0 + 3.0 * g.x) - 12.0 * iTime + 6.0 * g.y + 1.2 * o.y;
        float sag = 0.25 * (1.0 - wind) * x;
        float y = o.y - 0.09 * x * sin(ph) + sag;
        float w = 1.35 + 0.06 * cos(ph);
        if (x > 0.0 && x < w && y > 0.05 && y < 1.0) {
            front = i;
            at = vec2(x / w, (y - 0.05) / 0.95);
            slope = cos(ph + 0.6 * y) * min(x * 2.0, 1.0);
        }
    }
    if (front >= 100) col = mix(vec3(0.8, 0.75, 0.6), vec3(0.3), smoothstep(-0.05, 0.03, at.x)) * (at.y > 1.05 ? vec3(1.2, 1.0, 0.4) : vec3(1.0));
    else if (front >= 0) {
        uint k = cell(ivec2(front, 8), s);
        vec3 a = hsv(rnd(k, 1), 0.8, 0.75), b = rnd(k, 2) < 0.5 ? vec3(0.95) : hsv(rnd(k, 3), 0.7, 0.85), d = hsv(rnd(k, 4), 0.8, 0.6);
        float kind = rnd(k, 5) * 7.0;
        vec2 m = at - 0.5;
        m.x *= 1.4;
        vec3 mat;
        if (kind < 1.0) mat = at.y < 0.333 ? a : at.y < 0.667 ? b : d;
        else if (kind < 2.0) mat = at.x < 0.333 ? a : at.x < 0.667 ? b : d;
        else if (kind < 3.0) mat = min(abs(m.x + 0.15), abs(m.y)) < 0.05 ? d : min(abs(m.x + 0.15), abs(m.y)) < 0.11 ? b : a;
        else if (kind < 4.0) mat = length(m) < 0.28 ? (length(m) < 0.2 ? d : b) : a;
        else if (kind < 5.0) mat = at.x < 0.5 * (1.0 - abs(2.0 * at.y - 1.0)) ? d : at.y > 0.5 ? a : b;
        else if (kind < 6.0) mat = at.x < 0.42 && at.y > 0.46 ? mix(d, vec3(1.0), step(length(fract(at * vec2(10.0, 9.0)) - 0.5), 0.25)) : mix(a, b, step(0.5, fract(at.y * 4.5)));
        else mat = abs(m.x) + abs(m.y) < 0.4 ? b : fract((m.x + m.y) * 3.0) < 0.5 ? a : d;
        float crease = noise(vec2(at.x * 6.0 - 4.0 * iTime, at.y * 4.0), k);
        float lit = 0.75 + 0.4 * slope * way * (rnd(s, 10) < 0.5 ? 1.0 : -1.0) + 0.3 * (crease - 0.5);
        mat *= lit * (0.9 + 0.15 * noise(at * vec2(90.0, 60.0), k));
        if (at.x < 0.04) mat *= 0.8;
        col = mix(mat, mix(mat, low, 0.35), 1.0 - float(front) / 5.0);
    }
    fragColor = vec4(film(col * 1.45), 1.0);
}
