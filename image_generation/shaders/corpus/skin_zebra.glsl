// title: Striped Hides
// description: Branching stripes on short fur over rounded flanks, some zebra, some tiger, some invented
// tags: skin, fur, stripes, animal

float rnd(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x7F4A7C15U;
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
    uint s = uint(iTime * 3.0);
    vec2 p = rot(6.28 * rnd(s, 1)) * u * (0.7 + 1.5 * rnd(s, 2)) + 20.0 * rnd(s, 3) + 0.5 * iTime;
    vec3 body = fbmd(p * 0.7, 2, s);
    vec2 w = vec2(noise(p * 1.1, s + 5U), noise(p * 1.1 + 9.0, s + 6U)) - 0.5;
    float bendy = 1.0 + 2.0 * rnd(s, 4);
    vec2 q = p + bendy * w * 0.8;
    float lanes = 3.0 + 6.0 * rnd(s, 5);
    float fork = noise(vec2(p.x * 0.9, p.y * 1.4) + 3.0, s + 8U);
    float ph = q.y * lanes + 3.2 * smoothstep(0.45, 0.55, fork) * rnd(s, 6) + 1.5 * noise(q * 2.0, s + 9U);
    float width = 0.1 + 0.5 * (noise(p * 1.3, s + 10U) - 0.5) + 0.5 * (rnd(s, 7) - 0.5);
    vec2 along = normalize(vec2(1.0, 0.3) + 1.6 * (w + 0.2 * body.yz));
    vec2 hair = vec2(dot(p, along), dot(p, vec2(-along.y, along.x)));
    float strand = noise(hair * vec2(7.0, 45.0), s + 11U);
    float strand2 = noise(hair * vec2(16.0, 95.0), s + 12U);
    float stripe = smoothstep(-0.12, 0.12, sin(ph) + width + 0.35 * (strand - 0.5));
    bool tiger = rnd(s, 8) < 0.5;
    vec3 light = tiger ? hsv(0.04 + 0.09 * rnd(s, 9), 0.75, 0.85) : hsv(0.1, 0.2 * rnd(s, 9), 0.9);
    if (rnd(s, 10) < 0.25) light = hsv(rnd(s, 11), 0.5, 0.8);
    vec3 dark = hsv(rnd(s, 12) * 0.12, 0.4, 0.08 + 0.15 * rnd(s, 13));
    vec3 belly = mix(light, vec3(0.95, 0.92, 0.85), smoothstep(0.45, 0.65, body.x + 0.1));
    vec3 col = mix(dark, belly, stripe);
    col *= 0.7 + 0.45 * strand + 0.25 * strand2;
    vec3 n = normalize(vec3(-1.1 * body.yz - 0.25 * vec2(strand - 0.5), 1.0));
    float way = 6.28 * rnd(s, 14);
    vec3 sun = normalize(vec3(cos(way), sin(way), 0.6));
    col *= 0.3 + 1.2 * max(dot(n, sun), 0.0);
    float edge = u.x * cos(way) + u.y * sin(way) + 0.5 * (fbm(u * 1.5, 3, s + 30U) - 0.5) + 1.2 * rnd(s, 15);
    if (edge < 0.0) {
        vec3 bg = mix(hsv(0.12 + 0.25 * rnd(s, 16), 0.5, 0.5), hsv(0.1 + 0.5 * rnd(s, 17), 0.35, 0.8), fbm(u * 2.0, 3, s + 40U));
        col = mix(bg * (0.5 + 0.5 * smoothstep(0.0, -0.35, edge)), col, smoothstep(-0.03, 0.0, edge + 0.04 * strand));
    }
    fragColor = vec4(film(col * 1.4), 1.0);
}
