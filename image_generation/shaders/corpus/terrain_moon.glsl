// title: Cratered Ground
// description: Craters of all sizes on dusty ground seen from orbit or from a low flight, hard shadows
// tags: terrain, moon, craters, space, relief

float rnd(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x7F4A7C15U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

float hash(ivec2 c, uint s) {
    uint k = uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

vec2 hash2(ivec2 c, uint s) {
    uint k = uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U;
    k = (k ^ (k >> 15)) * 0x6D2F8A35U;
    k = (k ^ (k >> 14)) * 0xA3C59E1BU;
    return vec2(float(int(k >> 16)), float(int((k ^ (k >> 13)) & 65535U))) / 65536.0;
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

vec3 noised(vec2 p, uint s) {
    vec2 f = floor(p);
    uvec2 c = uvec2(ivec2(f)) * uvec2(0x9C8F2D35U, 0x63D835B3U);
    uvec4 k = c.x + c.y + s * 0x51ED2705U + uvec4(0U, 0x9C8F2D35U, 0x63D835B3U, 0x006762E8U);
    vec4 h = vec4(ivec4((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) * 5.9604645e-8;
    f = p - f;
    vec2 u = f * f * (3.0 - 2.0 * f);
    vec2 du = 6.0 * f * (1.0 - f);
    float b = h.y - h.x, d = h.z - h.x, e = h.w - h.z - b;
    return vec3(h.x + b * u.x + d * u.y + e * u.x * u.y, du * vec2(b + e * u.y, d + e * u.x));
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

vec3 fbmd(vec2 p, int octaves, uint s) {
    mat2 turn = mat2(1.62, 1.19, -1.19, 1.62), m = mat2(1.0);
    float a = 0.5;
    vec3 v = vec3(0.0);
    for (int i = 0; i < octaves; i++) {
        vec3 n = noised(p, s + uint(i));
        v += a * vec3(n.x, n.yz * m);
        p = turn * p;
        m = turn * m;
        a *= 0.5;
    }
    return v;
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
    uint s = uint(iTime * 2.8);
    float tilt = 0.85 * rnd(s, 1);
    float hor = 0.45 + 0.5 * rnd(s, 2);
    float w = 1.0 - tilt * (0.6 * u.y + 0.5);
    vec3 sky = hsv(rnd(s, 3), 0.5, 0.15);
    float depth = 1.0 / max(w, 0.06);
    vec2 p = rot(6.28 * rnd(s, 4)) * vec2(u.x * depth, u.y * depth + depth) * (0.5 + 1.3 * rnd(s, 5)) + vec2(30.0 * rnd(s, 6), iTime);
    float way = 6.28 * rnd(s, 7);
    vec3 sun = normalize(vec3(cos(way), sin(way), 0.25 + 0.6 * rnd(s, 8)));
    vec2 g = vec2(0.0);
    float h = 0.0, bright = 0.0;
    float f = 0.55;
    vec2 q = p;
    for (int i = 0; i < 5; i++) {
        vec2 c = floor(q * f);
        vec2 r2 = hash2(ivec2(c), s + uint(i) * 7U);
        float has = step(0.4, hash(ivec2(c), s + 50U + uint(i)));
        float r = 0.15 + 0.27 * r2.x;
        vec2 o = q * f - c - 0.5 - (0.5 - r * 1.15) * (2.0 * vec2(r2.y, fract(r2.x * 7.0)) - 1.0);
        float l = length(o) + 1e-3;
        float x = l / r;
        float slope = x < 1.0 ? 2.0 * x * smoothstep(1.05, 0.8, x) : -1.5 * smoothstep(0.97, 1.1, x) * smoothstep(1.6, 1.1, x);
        g += has * slope * o / l * 0.65;
        h += has * (x < 1.0 ? x * x - 0.8 : 0.0) * r / f;
        bright += has * step(0.85, r2.y) * 0.25 * smoothstep(2.2, 0.9, x);
        q = rot(1.1) * q + 3.7;
        g = g * rot(1.1);
        f *= 1.75;
    }
    for (int i = 0; i < 5; i++) g = rot(1.1) * g;
    vec3 n0 = fbmd(p * 2.5, 4, s + 20U);
    g = g * rot(0.0) + 0.3 * n0.yz;
    vec3 n = normalize(vec3(-g, 1.1));
    float mare = smoothstep(0.4, 0.6, fbm(p * 0.35 + 8.0, 3, s + 30U));
    vec3 a = hsv(rnd(s, 9), 0.65 * rnd(s, 10), 0.6 + 0.3 * rnd(s, 11)), b = hsv(rnd(s, 12), 0.6 * rnd(s, 13), 0.3);
    vec3 mat = mix(a, b, mare * 0.8) * (0.6 + 0.7 * n0.x) + bright * 0.5;
    vec3 col = mat * (0.06 + 1.5 * max(dot(n, sun), 0.0));
    if (w < 0.075) {
        col = sky;
        vec2 st = u * 18.0, hh = hash2(ivec2(floor(st)), s);
        col += smoothstep(0.2 * hh.x * hh.x, 0.0, length(fract(st) - 0.25 - 0.5 * hh));
    } else col = mix(col, sky, smoothstep(0.2, 0.06, w) * rnd(s, 14));
    fragColor = vec4(film(col * 1.5), 1.0);
}
