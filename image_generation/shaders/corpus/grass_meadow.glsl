// title: Meadow
// description: Blades of grass in rows from far to near with flowers, backlight and a hazy tree line
// tags: grass, plants, flowers, meadow, occlusion

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
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.6);
    float hor = 0.1 + 0.9 * rnd(s, 1);
    vec3 low = hsv(rnd(s, 2), 0.2 + 0.3 * rnd(s, 3), 0.95), high = hsv(0.45 + 0.3 * rnd(s, 4), 0.5, 0.8);
    vec3 col = mix(low, high, smoothstep(hor, hor + 1.2, u.y));
    float trees = hor + 0.05 + 0.3 * fbm(vec2(u.x * 3.0 + 20.0 * rnd(s, 5), 2.0), 3, s);
    float leafN = fbm(u * 6.0, 2, s + 2U);
    vec3 green = hsv(0.15 + 0.2 * rnd(s, 6), 0.6, 0.4);
    if (u.y < trees) col = mix(green * (0.3 + leafN), low, 0.45);
    vec3 tip = hsv(0.11 + 0.2 * rnd(s, 7), 0.5, 0.85), root = hsv(0.2 + 0.2 * rnd(s, 8), 0.7, 0.2);
    vec3 petal = hsv(rnd(s, 9), 0.75 * rnd(s, 10), 0.95), petal2 = hsv(rnd(s, 11), 0.6, 0.9);
    float flowers = rnd(s, 12);
    if (u.y < hor) col = mix(root, tip, 0.35) * (0.5 + leafN);
    float wind = 0.5 * (rnd(s, 13) - 0.5);
    for (int i = 0; i < 6; i++) {
        float z = float(i) / 5.0;
        float size = mix(0.2, 0.95, z * z) * (0.7 + 0.5 * rnd(s, 14));
        float base = mix(hor, -1.25, pow(z, 0.7)) - 0.03;
        float y = (u.y - base) / size;
        if (y < -0.6 || y > 1.25) continue;
        float lean = (wind + 0.1 * sin(u.x * 3.0 / size + 9.0 * iTime + float(i))) * max(y, 0.0) * max(y, 0.0);
        {
            float x = (u.x / size - lean) * 9.0 + 11.0 * float(i);
            ivec2 id = ivec2(int(floor(x)), i);
            vec2 h = hash2(id, s);
            float f = fract(x) - 0.5 - (h.x - 0.5) * (0.3 + 0.7 * max(y, 0.0));
            float tall = 0.45 + 0.6 * h.y;
            float w = 0.2 * (1.0 - y / tall);
            float k = hash(id, s + 3U);
            if (y < tall && abs(f) < max(w, 0.03)) {
                vec3 blade = mix(root, mix(tip, green * 1.6, k), clamp(y / tall, 0.0, 1.0)) * (0.7 + 0.5 * step(0.0, f * (wind + 0.1)));
                col = mix(blade, mix(low, col, 0.5), 0.45 * (1.0 - z));
            }
            if (k < flowers * 0.55) {
                vec2 o = vec2(f / 9.0, y - tall * 0.97) / (0.06 + 0.06 * rnd(s, 15));
                float l = length(o);
                float pet = 0.65 + 0.5 * abs(o.x * o.y) / (l * l + 0.01) + 0.2 * abs(o.x) / (l + 0.01);
                if (l < pet) {
                    vec3 c = mix(petal, petal2, step(0.6, hash(id, s + 4U))) * (0.65 + 0.4 * l);
                    if (l < 0.3) c = hsv(0.13, 0.8, 0.85);
                    col = mix(c, low, 0.35 * (1.0 - z));
                }
            }
        }
    }
    float ray = smoothstep(0.55, 0.7, noise(vec2(u.x * 2.0 + u.y * (rnd(s, 16) - 0.5) * 4.0, 1.0), s + 20U));
    col *= mix(1.0, 0.65 + 0.7 * ray, step(0.5, rnd(s, 17)));
    fragColor = vec4(film(col * 1.35), 1.0);
}
