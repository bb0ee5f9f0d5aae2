// title: Surf from Above
// description: Waves that break on a beach seen from the air, foam lace, wet sand, rocks, parasols
// tags: sea, beach, aerial, foam, sand

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
    uint s = uint(iTime * 2.4);
    vec2 p = rot(6.28 * rnd(s, 1)) * u * (0.7 + 1.8 * rnd(s, 2)) + vec2(30.0 * rnd(s, 3), 1.2 * (rnd(s, 4) - 0.5));
    float coast = p.y + 0.9 * (fbm(vec2(p.x * 0.5, 2.0), 3, s) - 0.5) + 0.25 * sin(iTime * 2.0);
    vec2 w = vec2(noise(p * 1.6 + iTime, s + 2U), noise(p * 1.6 + 7.0, s + 3U)) - 0.5;
    float swash = coast + 0.16 * (noise(vec2(p.x * 2.2, iTime), s + 5U) - 0.5);
    vec3 grain = fbmd(p * 5.0, 3, s + 6U);
    vec3 sand = hsv(0.06 + 0.08 * rnd(s, 5), 0.2 + 0.4 * rnd(s, 6), 0.65 + 0.3 * rnd(s, 7));
    if (rnd(s, 8) < 0.2) sand = vec3(0.25, 0.24, 0.26);
    vec3 col = sand * (0.75 + 0.35 * grain.x - 0.07 * dot(grain.yz, vec2(0.7)));
    col *= mix(1.0, 0.6, smoothstep(0.4, 0.3, swash + 0.15 * w.x));
    vec3 shallow = hsv(0.42 + 0.12 * rnd(s, 9), 0.45, 0.8), deep = hsv(0.48 + 0.16 * rnd(s, 10), 0.8, 0.35);
    if (swash < 0.12) {
        float d = clamp(-swash * (0.5 + rnd(s, 11)), 0.0, 1.0);
        float reef = smoothstep(0.5, 0.6, fbm(p * 1.5 + 3.0, 4, s + 9U));
        vec3 water = mix(mix(sand * 0.9, shallow, smoothstep(0.0, 0.25, d)), deep, smoothstep(0.15, 0.8, d + 0.25 * reef));
        float lines = abs(noise(p * 5.0 + 3.0 * w, s + 12U) * 2.0 - 1.0);
        water *= 0.88 + 0.2 * smoothstep(0.4, 0.0, lines) * (1.0 - d) + 0.15 * grain.x;
        float ph = (swash + 0.25 * w.y) * (3.0 + 3.0 * rnd(s, 12)) + iTime * 0.8 + 0.7 * noise(vec2(p.x, 4.0), s);
        float f = fract(ph);
        float roll = smoothstep(0.0, 0.12, f) * smoothstep(0.75, 0.15, f) * smoothstep(-1.3, -0.2, swash + 0.7 * noise(p * 0.8, s + 14U) - 0.4);
        float lace = fbm(p * 4.0 + 2.5 * w, 4, s + 15U);
        float foam = smoothstep(0.62, 0.45, abs(lace - 0.5) * 3.0 + 1.0 - roll * 1.15);
        foam = max(foam, smoothstep(0.035, 0.01, abs(swash - 0.1 + 0.03 * lace)));
        water *= 1.0 - 0.3 * smoothstep(0.2, 0.0, f) * smoothstep(-0.9, -0.2, swash);
        col = mix(col, water, smoothstep(0.12, 0.05, swash));
        col = mix(col, vec3(0.95, 0.97, 1.0), foam * 0.95);
    }
    vec2 light = vec2(0.08, -0.07);
    vec2 q = p * 1.1;
    uint k = cell(ivec2(floor(q)), s + 40U);
    vec2 o = fract(q) - 0.5 - 0.2 * (vec2(rnd(k, 1), rnd(k, 2)) - 0.5);
    float r = 0.1 + 0.2 * rnd(k, 3);
    bool rocks = rnd(s, 13) < 0.5;
    float edge = rocks ? 0.1 * (noise(p * 6.0, s + 44U) - 0.5) + 0.06 * (noise(p * 14.0, s + 45U) - 0.5) : 0.0;
    float d = length(o) - r + edge, sh = length(o - light * (rocks ? 1.0 : 2.2)) - r + edge;
    bool on = rocks ? rnd(k, 4) < 0.45 && swash < 0.9 : rnd(k, 4) < 0.6 && swash > 0.45;
    if (on) {
        col *= 0.45 + 0.55 * smoothstep(-0.01, 0.03, sh);
        if (d < 0.0) {
            vec3 stone = hsv(0.08, 0.2, 0.4) * (0.4 + 1.2 * noise(p * 9.0, k)) * (0.8 - 2.0 * dot(o, light) / r);
            float seg = floor((atan(o.y, o.x) + 3.1416) * 8.0 / 6.2832);
            vec3 cloth = mix(hsv(rnd(k, 5), 0.75, 0.85), vec3(0.95), mod(seg, 2.0)) * (0.85 - 4.0 * dot(o, light) / r * 0.6 + 0.05 * mod(seg, 3.0));
            col = rocks ? stone : cloth;
        }
    }
    fragColor = vec4(film(col * 1.5), 1.0);
}
