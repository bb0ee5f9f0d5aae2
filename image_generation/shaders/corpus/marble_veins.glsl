// title: Veined Marble
// description: Polished slabs with sharp and soft veins in two directions, in many colours
// tags: marble, stone, veins, texture

float rnd(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x7F4A7C15U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

float hash(ivec2 c, uint s) {
    uint k = uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
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
    uint s = uint(iTime * 3.7);
    vec2 p = rot(6.28 * rnd(s, 1)) * u * (0.5 + 2.5 * rnd(s, 2)) + 30.0 * rnd(s, 3) + iTime * 0.5;
    vec3 a = hsv(rnd(s, 4), 0.35 * rnd(s, 5), 0.25 + 0.7 * rnd(s, 6));
    vec3 b = hsv(rnd(s, 4) + 0.15 * rnd(s, 7), 0.6 * rnd(s, 8), 0.2 + 0.7 * rnd(s, 9));
    vec3 c = dot(a, vec3(0.33)) > 0.5 ? hsv(rnd(s, 10), 0.5, 0.18) : hsv(rnd(s, 10), 0.25, 0.95);
    vec2 w = vec2(fbm(p * 0.8, 4, s), fbm(p * 0.8 + 7.0, 4, s + 5U)) - 0.5;
    float cloud = fbm(p * 1.1 + 2.5 * w, 4, s + 9U);
    vec3 col = mix(a, b, smoothstep(0.35, 0.65, cloud));
    float stretch = 0.3 + 0.5 * rnd(s, 11);
    for (int i = 0; i < 3; i++) {
        float f = 1.0 + 1.1 * float(i);
        vec2 q = rot(0.6 * float(i) * (rnd(s, 12) - 0.5) * 3.0) * (p + (1.2 + rnd(s, 13)) * w) * vec2(stretch, 1.0) * f;
        float n = abs(2.0 * fbm(q, 3, s + 20U + uint(i) * 3U) - 1.0);
        float thin = (0.02 + 0.1 * cloud * rnd(s, 14)) / f * 1.5;
        float v = smoothstep(thin * 1.5, 0.0, n) + 0.35 * smoothstep(0.22, 0.0, n);
        col = mix(col, c, clamp(v * (0.9 - 0.22 * float(i)) * smoothstep(0.3, 0.55, cloud + 0.15), 0.0, 1.0));
    }
    col *= 0.9 + 0.2 * noise(p * 25.0, s);
    vec2 g = u * (0.6 + 1.2 * rnd(s, 15)) + 0.5;
    if (rnd(s, 16) < 0.45) {
        vec2 f = abs(fract(g) - 0.5);
        float e = 0.5 - max(f.x, f.y);
        vec2 id = floor(g);
        col = mix(col, col.zxy, 0.3 * hash(ivec2(id), s));
        col *= (0.85 + 0.3 * hash(ivec2(id), s + 1U)) * smoothstep(0.002, 0.014, e);
        col += 0.12 * smoothstep(0.05, 0.02, e) * sign(fract(g).y - 0.5);
    }
    vec2 l = u - vec2(2.0 * rnd(s, 17) - 1.0, 2.0 * rnd(s, 18) - 1.0);
    vec2 pane = rot(0.5 * rnd(s, 19)) * l;
    col += 0.28 * step(0.3, rnd(s, 20)) * smoothstep(0.03, 0.0, max(abs(pane.x) - 0.3, abs(pane.y) - 0.45)) * step(0.03, abs(pane.x)) * step(0.03, abs(pane.y));
    col *= 1.15 - 0.3 * length(l);
    fragColor = vec4(film(col * 1.4), 1.0);
}
