// title: Fields from the Air
// description: Patchwork of farmland seen from a plane: ploughed rows, crops, hedges, roads, a river, cloud shadows
// tags: terrain, aerial, fields, patchwork

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
    uint s = uint(iTime * 2.7);
    float tilt = 0.7 * rnd(s, 1);
    float depth = 1.0 / (1.0 - tilt * 0.6 * u.y);
    vec2 p = rot(6.28 * rnd(s, 2)) * (u * depth + vec2(0.0, depth)) * (1.2 + 2.6 * rnd(s, 3)) + vec2(40.0 * rnd(s, 4), iTime);
    vec2 w = vec2(noise(p * 0.35, s), noise(p * 0.35 + 5.0, s)) - 0.5;
    vec2 q = p + 1.3 * w;
    vec2 c = floor(q);
    float best = 9.0, second = 9.0;
    uint k = 0U;
    vec2 lane = vec2(0.0);
    for (int j = 0; j < 9; j++) {
        vec2 g = c + vec2(j % 3 - 1, j / 3 - 1);
        vec2 h = hash2(ivec2(g), s);
        vec2 o = abs(q - g - 0.15 - 0.7 * h);
        float d = max(o.x * (0.7 + 0.6 * h.y), o.y * (0.7 + 0.6 * h.x));
        if (d < best) { second = best; best = d; k = cell(ivec2(g), s); }
        else second = min(second, d);
    }
    float gap = second - best;
    float season = rnd(s, 5);
    vec3 crop = hsv(mix(0.08, 0.36, rnd(k, 1)) + 0.05 * season, 0.25 + 0.5 * rnd(k, 2), 0.25 + 0.55 * rnd(k, 3));
    if (rnd(k, 4) < 0.2) crop = hsv(0.06, 0.45, 0.3 + 0.2 * season);
    if (rnd(k, 4) > 0.94) crop = hsv(rnd(k, 5), 0.6, 0.8);
    float a = 6.28 * rnd(k, 6);
    float rows = dot(q, vec2(cos(a), sin(a))) * (14.0 + 22.0 * rnd(k, 7));
    vec3 col = crop * (1.0 + 0.25 * sin(rows) * step(0.35, rnd(k, 8)) / (1.0 + 0.15 * depth * depth));
    float fine = fbm(q * 6.0, 3, s + 3U);
    col *= 0.6 + 0.8 * fine;
    float wood = smoothstep(0.62, 0.66, fbm(q * 0.7 + 3.0, 3, s + 6U) + 0.1 * fine);
    vec3 tree = hsv(0.2 + 0.16 * rnd(s, 6), 0.5, 0.3) * (0.4 + 1.3 * noise(q * 14.0, s + 8U));
    float hedge = smoothstep(0.05, 0.03, gap + 0.03 * (noise(q * 12.0, s) - 0.5)) * step(0.4, rnd(s, 7));
    col = mix(col * (1.0 - 0.4 * smoothstep(0.12, 0.05, gap) * step(0.4, rnd(s, 7))), tree, max(wood, hedge));
    if (rnd(s, 7) < 0.4) col = mix(col, vec3(0.7, 0.66, 0.6), smoothstep(0.035, 0.02, gap) * (1.0 - wood));
    float course = q.x + 1.6 * sin(q.y * 0.55 + 6.0 * rnd(s, 8)) + 1.4 * w.x - 40.0 * rnd(s, 4);
    float river = abs(course - 6.0 * rnd(s, 9) + 3.0);
    float bank = 0.1 + 0.3 * rnd(s, 10);
    if (rnd(s, 11) < 0.65) {
        col = mix(col, tree, smoothstep(bank + 0.25, bank + 0.05, river + 0.2 * fine));
        col = mix(col, hsv(0.48 + 0.12 * rnd(s, 12), 0.4, 0.5 + 0.2 * fine), smoothstep(bank + 0.02, bank - 0.02, river));
    }
    float cloud = smoothstep(0.5, 0.62, fbm(p * 0.3 + 9.0 + 0.2 * iTime, 4, s + 12U));
    col *= 1.25 - 0.75 * cloud;
    vec3 haze = hsv(0.5 + 0.2 * rnd(s, 13), 0.25, 0.85);
    col = mix(col, haze, clamp(0.1 * (depth - 0.6) * (0.5 + rnd(s, 14)) * 2.0, 0.0, 0.85));
    fragColor = vec4(film(col * 1.6), 1.0);
}
