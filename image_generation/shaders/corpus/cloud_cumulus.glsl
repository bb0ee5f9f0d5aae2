// title: Cumulus Fields
// description: Heaps of cloud over a far horizon, lit from one side, at many hours of the day
// tags: cloud, sky, fbm, horizon

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

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.0);
    float horizon = -1.3 + 1.6 * rnd(s, 1);
    float hour = rnd(s, 2);
    vec3 top = mix(hsv(0.58, 0.8, 0.7), hsv(0.62 + 0.1 * rnd(s, 3), 0.6, 0.3), hour);
    vec3 low = mix(hsv(0.5 + 0.1 * rnd(s, 31), 0.3, 0.9), hsv(0.95 + 0.1 * rnd(s, 4), 0.6, 0.95), hour);
    float y = p.y - horizon;
    vec3 col = mix(low, top, sqrt(clamp(y * 0.7, 0.0, 1.0)));
    vec2 sunAt = vec2(2.4 * rnd(s, 5) - 1.2, horizon + 0.2 + rnd(s, 6));
    col += vec3(1.0, 0.7, 0.4) * 0.5 * exp(-5.0 * length(p - sunAt));
    vec2 toSun = normalize(sunAt - p);
    float size = 0.4 + 2.6 * rnd(s, 7) * rnd(s, 30), cover = 0.4 + 0.18 * rnd(s, 8);
    for (int layer = 0; layer < 2; layer++) {
        float z = 2.7 - 1.3 * float(layer);
        float base = horizon + 0.25 * z * rnd(s, 10 + layer) * 1.2 + 0.02;
        vec2 q = (p - vec2(0.0, base)) * size * (0.6 + 0.55 * z);
        q.x += 9.0 * float(layer) + iTime * (1.5 / z);
        float h = (p.y - base) * (0.5 + 0.4 * z);
        float d = fbm(q, 4, s + uint(layer)) + 0.1 - 0.35 * abs(h - 0.1) - 0.5 * smoothstep(0.04, -0.06, h);
        float m = smoothstep(cover, cover + 0.07, d);
        if (m > 0.0) {
            float d2 = fbm(q + toSun * 0.3, 3, s + uint(layer)) + 0.1;
            float light = clamp(0.65 + 2.6 * (d - d2) + 0.5 * h, 0.0, 1.0);
            vec3 shade = mix(top * 0.55 + 0.25, vec3(1.05, 0.95, 0.85) * mix(vec3(1.0), low, 0.5), light);
            col = mix(col, mix(shade, low, 0.18 * z), m * 0.96);
        }
    }
    if (y < 0.0) {
        float far = 0.1 / (0.02 - y);
        vec2 g = vec2(p.x * far * 3.0, far * 4.0 + iTime);
        float f = fbm(g * 1.5, 4, s + 9U);
        vec3 land = mix(hsv(0.1 + 0.3 * rnd(s, 20), 0.5, 0.35), hsv(0.08 + 0.2 * rnd(s, 21), 0.5, 0.6), smoothstep(0.4, 0.6, f));
        land *= 0.55 + 0.7 * smoothstep(0.35, 0.6, fbm(g * 0.4 + 5.0, 2, s));
        col = mix(land * (1.2 - 0.5 * hour), low, exp(y * 6.0));
    }
    fragColor = vec4(film(col * 1.1), 1.0);
}
