// title: Receding Hills
// description: Layers of wooded hills that fade into haze, with a sun or moon, birds and mist
// tags: landscape, silhouettes, layers, haze

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

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.6);
    p.y += 0.8 * (rnd(s, 1) - 0.5);
    vec3 low = hsv(rnd(s, 2), 0.25 + 0.4 * rnd(s, 3), 0.95);
    vec3 high = hsv(rnd(s, 4), 0.6 * rnd(s, 5) + 0.1, 0.3 + 0.55 * rnd(s, 6));
    vec3 nearCol = hsv(0.1 + 0.35 * rnd(s, 7), 0.6, 0.08 + 0.2 * rnd(s, 8));
    vec3 col = mix(low, high, smoothstep(-0.3, 1.1, p.y));
    vec2 disc = vec2(2.0 * rnd(s, 9) - 1.0, 0.1 + 0.7 * rnd(s, 10));
    float r = 0.06 + 0.2 * rnd(s, 11) * rnd(s, 12);
    float d = length(p - disc);
    col += hsv(rnd(s, 2) + 0.05, 0.3, 0.5) * exp(-3.0 * max(d - r, 0.0));
    col = mix(col, vec3(1.1, 1.0, 0.85), smoothstep(0.008, -0.008, d - r));
    float strata = fbm(vec2(p.x * 0.8 + iTime, p.y * 6.0), 4, s + 1U);
    col = mix(col, low * 1.1, smoothstep(0.5, 0.75, strata) * 0.8 * smoothstep(-0.1, 0.3, p.y));
    float layers = 4.0 + floor(3.0 * rnd(s, 13));
    float grainX = 0.0, grainZ = 0.0;
    for (int i = 0; i < 6; i++) {
        float z = (float(i) + 1.0) / layers;
        if (z > 1.01) break;
        float x = p.x * (1.6 - 0.9 * z) + 13.0 * float(i) + iTime * z;
        float base = 0.45 - 1.25 * z;
        float amp = 0.35 + 0.4 * rnd(s, 20 + i);
        float h = base + amp * fbm(vec2(x * (0.7 + 1.4 * rnd(s, 30 + i)), float(i)), 4, s + uint(i));
        float wood = step(0.4, rnd(s, 40 + i));
        float tx = x * (26.0 - 14.0 * z);
        float crown = abs(fract(tx) - 0.5) * 2.0;
        float tree = (1.0 - crown) * (0.3 + 0.7 * hash(ivec2(int(floor(tx)), i), s));
        h += wood * tree * (0.05 + 0.13 * z) * smoothstep(0.4, 0.55, noise(vec2(x * 2.0, 5.0), s + uint(i)) + 0.12);
        float depth = h - p.y;
        if (depth > 0.0) {
            vec3 body = mix(mix(low, high, 0.35), nearCol, pow(z, 1.3));
            grainX = x;
            grainZ = z;
            body += low * 0.25 * smoothstep(0.05, 0.0, depth) * (1.0 - z);
            float mist = smoothstep(0.1, 0.7, depth) * (0.85 - 0.5 * z) * rnd(s, 14) * 1.2;
            col = mix(body, low, clamp(mist, 0.0, 0.9));
        }
    }
    float tex = fbm(vec2(grainX * 9.0, p.y * 14.0 / (0.4 + grainZ)), 3, s + 50U);
    if (grainZ > 0.0) col *= 0.75 + 0.55 * tex * (0.4 + grainZ);
    fragColor = vec4(film(col * 1.4), 1.0);
}
