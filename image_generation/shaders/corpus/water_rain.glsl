// title: Rain on a Pond
// description: Rings of raindrops on water with floating leaves, reeds mirrored and light from the sky
// tags: water, rings, ripples, reflection, leaves

uint scramble(uint x) {
    x = (x ^ (x >> 15)) * 0x6D2F8A35U;
    x = (x ^ (x >> 13)) * 0xA3C59E1BU;
    return x ^ (x >> 16);
}

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
    uint s = uint(iTime * 2.2);
    float depth = 1.0 / (1.05 - (0.2 + 0.6 * rnd(s, 1)) * (0.55 * u.y + 0.4));
    vec2 p = rot(0.6 * (rnd(s, 2) - 0.5)) * vec2(u.x, u.y + 1.2) * depth * (0.8 + 1.4 * rnd(s, 3)) + 20.0 * rnd(s, 4);
    vec2 g = 0.12 * fbmd(p * 1.2 + iTime, 2, s).yz;
    float count = 0.3 + 0.65 * rnd(s, 5);
    for (int i = 0; i < 4; i++) {
        float f = 0.5 + 0.42 * float(i);
        vec2 q = rot(float(i)) * p * f + 3.1 * float(i);
        vec2 c = floor(q);
        float phase = hash(ivec2(c), s + uint(i)) * 3.0 + iTime * (1.0 + 0.3 * float(i));
        float age = fract(phase);
        ivec2 id = ivec2(c) + int(floor(phase)) * 57;
        if (hash(id, s + 9U) > count) continue;
        vec2 h = hash2(id, s + 20U);
        vec2 o = q - c - 0.5 - 0.2 * (h - 0.5);
        float l = length(o) + 1e-3;
        float front = 0.4 * age;
        float x = (l - front) * 34.0;
        float wave = cos(x) * exp(-x * x * 0.03) * (1.0 - age) * smoothstep(0.4, 0.35, l);
        g += transpose(rot(float(i))) * (o / l) * wave * 0.9;
    }
    vec3 high = hsv(0.45 + 0.25 * rnd(s, 6), 0.4 * rnd(s, 7), 0.85), low = hsv(rnd(s, 8), 0.5, 0.3), bed = hsv(0.1 + 0.35 * rnd(s, 9), 0.6, 0.25);
    vec2 r = vec2(u.x, 1.3 - u.y) + 0.28 * g;
    float clouds = fbm(r * vec2(1.5, 1.0) + 5.0, 4, s + 30U);
    vec3 sky = mix(low, high, smoothstep(0.35, 0.65, clouds));
    float reedX = r.x * 9.0 + 1.2 * noise(vec2(r.y * 1.5, floor(r.x * 9.0)), s);
    float reedH = hash(ivec2(int(floor(reedX)), 3), s);
    float reed = step(abs(fract(reedX) - 0.5), 0.16) * step(r.y * 0.6, reedH * (0.2 + 1.6 * rnd(s, 10)));
    float bank = 0.25 + 0.5 * fbm(vec2(r.x * 2.0, 1.0), 3, s + 33U);
    vec3 wood = hsv(0.2 + 0.15 * rnd(s, 11), 0.5, 0.2) * (0.5 + noise(r * 12.0, s));
    vec3 refl = mix(sky, wood, max(reed * 0.8, smoothstep(0.05, -0.05, r.y - bank * 1.5 * rnd(s, 12))));
    float fres = clamp(0.35 + 0.3 * u.y + 0.35 * g.y, 0.12, 0.95);
    float stones = fbm(p * 2.0 + 0.3 * g, 4, s + 40U);
    vec3 col = mix(bed * (0.4 + 1.2 * stones), refl, fres) + 0.5 * smoothstep(0.35, 0.8, g.y - 0.3 * g.x);
    for (int i = 0; i < 2; i++) {
        vec2 q = p * (0.8 + 0.5 * float(i)) + 9.0 * float(i);
        ivec2 id = ivec2(floor(q));
        uint k = cell(id, s + 70U + uint(i));
        vec2 o = rot(6.28 * rnd(k, 1)) * (fract(q) - 0.5);
        float lily = rnd(s, 13) < 0.5 ? length(o) - 0.3 * rnd(k, 2) : abs(o.y) - 0.13 * (1.0 - 12.0 * o.x * o.x);
        if (rnd(k, 3) < 0.4 + 0.4 * rnd(s, 14) && lily < 0.0 && !(rnd(s, 13) < 0.5 && abs(o.y) < 0.25 * o.x)) {
            vec3 leaf = hsv(rnd(s, 15) < 0.5 ? 0.25 + 0.15 * rnd(k, 4) : 0.13 * rnd(k, 4), 0.7, 0.4 + 0.4 * rnd(k, 5));
            col = leaf * (0.75 + 0.5 * abs(fract(atan(o.y, o.x) * 2.2) - 0.5)) * (0.8 + 4.0 * clamp(-lily, 0.0, 0.06));
        } else if (rnd(k, 3) < 0.4) col *= 0.6 + 0.4 * smoothstep(0.0, 0.08, lily);
    }
    fragColor = vec4(film(col * 1.45), 1.0);
}
