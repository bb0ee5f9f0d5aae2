// title: Crusted Lava
// description: Dark plates of crust with glowing seams on a sloping flow, lit and smoking
// tags: fire, lava, cracks, glow, rock

uint scramble(uint x) {
    x = (x ^ (x >> 15)) * 0x6D2F8A35U;
    x = (x ^ (x >> 13)) * 0xA3C59E1BU;
    return x ^ (x >> 16);
}

float rnd(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x7F4A7C15U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

vec2 hash2(ivec2 c, uint s) {
    uint k = uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U;
    k = (k ^ (k >> 15)) * 0x6D2F8A35U;
    k = (k ^ (k >> 14)) * 0xA3C59E1BU;
    return vec2(float(int(k >> 16)), float(int((k ^ (k >> 13)) & 65535U))) / 65536.0;
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
    uint s = uint(iTime * 2.9);
    float tilt = 0.8 * rnd(s, 1);
    float depth = 1.0 / (1.05 - tilt * (0.6 * u.y + 0.4));
    vec2 p = rot(0.8 * (rnd(s, 2) - 0.5)) * vec2(u.x * depth, depth * 1.6 + u.y * 0.6) * (1.0 + 2.0 * rnd(s, 3));
    p += vec2(20.0 * rnd(s, 4), iTime * 0.8);
    vec2 w = vec2(fbm(p * 1.3, 3, s), fbm(p * 1.3 + 9.0, 3, s + 4U)) - 0.5;
    vec2 q = (p + 0.9 * w) * (1.0 + rnd(s, 5));
    vec2 c = floor(q);
    float best = 9.0, second = 9.0;
    vec2 off = vec2(0.0);
    uint k = 0U;
    for (int j = 0; j < 9; j++) {
        vec2 g = c + vec2(j % 3 - 1, j / 3 - 1);
        vec2 o = q - g - hash2(ivec2(g), s);
        float d = dot(o, o);
        if (d < best) { second = best; best = d; off = o; k = cell(ivec2(g), s); }
        else second = min(second, d);
    }
    float seam = sqrt(second) - sqrt(best);
    vec3 rough = fbmd(p * 5.0, 4, s + 9U);
    float way = 6.28 * rnd(s, 6);
    vec2 sun = vec2(cos(way), sin(way));
    float bump = 0.5 - 0.28 * dot(rough.yz, sun) - 0.5 * dot(off, sun);
    vec3 rock = hsv(rnd(s, 7), 0.15, 0.16 + 0.2 * rnd(s, 8)) * (0.4 + rough.x) * (0.8 + 0.5 * rnd(k, 1));
    vec3 col = rock * (0.35 + 1.6 * clamp(bump, 0.0, 1.2));
    float flow = smoothstep(0.3, 0.7, fbm(p * 0.5 + 2.0, 3, s + 13U) + 0.5 * (rnd(s, 9) - 0.5));
    float width = 0.05 + 0.4 * flow * flow;
    float heat = smoothstep(width + 0.12, 0.0, seam + 0.12 * (rough.x - 0.5));
    float hue = rnd(s, 10) < 0.75 ? 0.01 + 0.04 * rnd(s, 11) : rnd(s, 11);
    vec3 ember = hsv(hue, 0.95, 1.3);
    vec3 glow = ember * heat * (0.6 + 0.8 * rough.x) + vec3(1.2, 0.9, 0.4) * pow(heat, 4.0) * (0.5 + noise(p * 3.0 + w * 8.0, s));
    col = col * (1.0 - 0.7 * heat) + glow + ember * 0.14 * exp(-4.0 * seam);
    float smoke = fbm(u * vec2(1.3, 0.8) * (0.7 + rnd(s, 12)) - vec2(0.3, 1.0) * iTime * 0.6 + 5.0, 4, s + 20U);
    vec3 air = mix(hsv(hue + 0.02, 0.4, 0.5), hsv(0.6, 0.1, 0.7), rnd(s, 13));
    col = mix(col, air, smoothstep(0.45, 0.8, smoke) * (0.2 + 0.55 * rnd(s, 14)) + clamp(0.05 * (depth - 1.5), 0.0, 0.6));
    fragColor = vec4(film(col * 1.25), 1.0);
}
