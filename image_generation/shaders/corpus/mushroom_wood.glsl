// title: Mushrooms
// description: Capped mushrooms with stems, gills and warts on mossy wood floor, near and far in damp light
// tags: mushrooms, forest, moss, plants, occlusion

float rnd(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x7F4A7C15U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

vec3 rnd3(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x2545F491U;
    k = (k ^ (k >> 15)) * 0x6D2F8A35U;
    k = (k ^ (k >> 13)) * 0xA3C59E1BU;
    return vec3(ivec3(k >> 22, (k >> 12) & 1023U, (k >> 2) & 1023U)) / 1023.0;
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

vec3 hsv(float h, float s, float v) {
    return v * mix(vec3(1.0), clamp(abs(mod(h * 6.0 + vec3(0.0, 4.0, 2.0), 6.0) - 3.0) - 1.0, 0.0, 1.0), s);
}

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

float angle(vec2 v) {
    return atan(v.y, v.x + (abs(v.x) + abs(v.y) < 1e-6 ? 1e-6 : 0.0));
}

float ramp(float a, float b, float x) {
    x = clamp((x - a) / (b - a), 0.0, 1.0);
    return x * x * (3.0 - 2.0 * x);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.6);
    u = u * (0.55 + 0.5 * rnd(s, 90)) + 0.3 * (rnd3(s, 91).xy - 0.5);
    float hor = 0.3 + 0.5 * rnd(s, 1), side = rnd(s, 2) < 0.5 ? -1.0 : 1.0;
    vec3 air = hsv(0.1 + 0.4 * rnd(s, 3), 0.3 + 0.2 * rnd(s, 4), 0.35 + 0.6 * rnd(s, 5)), dark = hsv(0.2 + 0.2 * rnd(s, 6), 0.5, 0.15);
    vec3 col = mix(dark, air, fbm(u * 1.5 + 5.0 * rnd(s, 7), 3, s));
    for (int i = 0; i < 6; i++) {
        vec3 h = rnd3(s, 20 + i);
        float w = 0.04 + 0.14 * h.y;
        float d = abs(u.x - 3.4 * (h.x - 0.5) - 0.1 * (h.z - 0.5) * u.y - 0.02 * sin(u.y * 9.0)) - w;
        if (d < 0.0) col = mix(hsv(0.07, 0.4, 0.2 + 0.2 * h.z) * (0.5 + 0.8 * noise(vec2(u.x * 40.0, u.y * 6.0), s + uint(i))) * (0.6 + 0.5 * side * (u.x - 3.4 * (h.x - 0.5)) / w), air, 0.5 - 0.35 * h.y);
    }
    float ground = hor - 0.35 + 0.2 * (noise(vec2(u.x * 1.4, 1.0), s + 3U) - 0.5) - 0.5;
    vec3 moss = hsv(0.17 + 0.14 * rnd(s, 8), 0.65, 0.5), litter = hsv(0.04 + 0.08 * rnd(s, 9), 0.55, 0.4);
    float tuft = fbm(u * vec2(9.0, 13.0), 4, s + 2U);
    float line = ground + 0.45 + 0.1 * tuft;
    if (u.y < line) {
        float dep = 1.0 / (1.4 + hor - u.y * 0.8);
        vec3 f = noised(vec2(u.x * dep * 14.0, dep * 34.0), s + 5U);
        col = mix(litter, moss, ramp(0.35, 0.6, fbm(u * 2.0 + 4.0, 3, s + 6U))) * (0.35 + 0.9 * tuft) * (0.8 - 0.3 * side * f.y);
        col = mix(col, air, 0.3 * ramp(0.3, 0.0, line - u.y));
    }
    vec3 cap1 = hsv(rnd(s, 10) < 0.6 ? 0.97 + 0.13 * rnd(s, 11) : rnd(s, 11), 0.35 + 0.6 * rnd(s, 12), 0.5 + 0.45 * rnd(s, 13));
    float shape = rnd(s, 14), warts = rnd(s, 15);
    for (int i = 0; i < 9; i++) {
        vec3 h = rnd3(s, 40 + i), g = rnd3(s, 50 + i);
        float z = (float(i) + h.z) / 9.0;
        float size = mix(0.1, 0.62, z * z) * (0.7 + 0.5 * g.z);
        vec2 foot = vec2(2.8 * (h.x - 0.5), mix(line - 0.05, -1.0, z) + 0.05);
        float tall = 0.6 + 0.8 * g.x, lean = 0.5 * (g.y - 0.5);
        vec2 o = (u - foot) / size;
        o.x -= lean * o.y * o.y * 0.5;
        if (abs(o.x) > 1.6 || o.y < -0.4 || o.y > tall + 0.9) continue;
        float fog = 0.5 * (1.0 - z) * (1.0 - z);
        float w = 0.13 + 0.07 * h.y + 0.1 * ramp(0.3, 0.0, o.y) - 0.03 * o.y;
        float sx = (o.x + side * 0.3) / 0.8;
        if (u.y < line && i > 1) col *= 1.0 - 0.55 * ramp(1.0, 0.2, length(vec2(sx, o.y * 3.5)));
        if (o.y > -0.05 && o.y < tall && abs(o.x) < w) {
            vec3 stem = hsv(0.1, 0.2 * rnd(s, 16) + 0.05, 0.85) * (0.75 + 0.3 * noise(vec2(o.x * 40.0, o.y * 4.0), s + uint(i)));
            stem *= 0.6 + 0.45 * side * o.x / w;
            stem *= 0.5 + 0.5 * ramp(0.0, 0.25, tall - 0.1 - o.y);
            float skirt = abs(o.y - tall * 0.65) - 0.03;
            col = mix(stem, air, fog);
            if (skirt < 0.0 && warts < 0.6) col = mix(vec3(0.85, 0.8, 0.7), air, fog);
        } else if (warts < 0.6 && abs(o.y - tall * 0.62 + 0.3 * abs(o.x)) < 0.04 && abs(o.x) < w * 1.9) col = mix(vec3(0.8, 0.75, 0.65), air, fog);
        vec2 c = o - vec2(0.0, tall - 0.02);
        float wide = 0.55 + 0.4 * h.y, high = 0.3 + 0.5 * mix(shape, g.z, 0.3);
        float e = c.y > 0.0 ? length(c / vec2(wide, high)) : 9.0;
        if (shape > 0.7 && c.y > 0.0) e = abs(c.x) / wide + c.y / high * (0.9 + 0.1 * c.x * c.x);
        float under = length(c / vec2(wide, 0.1 + 0.08 * (1.0 - z)));
        if (e < 1.0 || under < 1.0) {
            vec3 m;
            if (e < 1.0 && c.y > 0.0) {
                vec3 n = normalize(vec3(c.x / wide, c.y / high - 0.2, sqrt(max(1.0 - e * e, 0.0)) + 0.1));
                m = mix(cap1, cap1 * 0.6, 0.5 * g.y) * (0.85 + 0.3 * noise(c * vec2(9.0, 6.0), s + uint(i)));
                vec2 wc = vec2(angle(vec2(n.z, n.x)) * 3.0, n.y * 4.0) + 5.0 * g.xy;
                float spot = length(fract(wc) - 0.5 - 0.3 * (hash2(ivec2(floor(wc)), s + uint(i)) - 0.5));
                if (warts < 0.5 && spot < 0.14 + 0.18 * hash(ivec2(floor(wc)), s + 9U)) m = vec3(0.92, 0.88, 0.8);
                m *= 0.4 + 0.9 * max(dot(n, normalize(vec3(side, 0.9, 0.6))), 0.0);
                m += 0.25 * pow(max(dot(n, normalize(vec3(side, 0.9, 1.4))), 0.0), 30.0);
            } else {
                float gill = sin(angle(vec2(c.x, c.y - 0.25) * vec2(1.0, 5.0)) * 60.0);
                m = hsv(0.08, 0.25, 0.6) * (0.6 + 0.25 * gill) * (0.5 + 0.5 * under);
            }
            col = mix(m, air, fog);
        }
    }
    float shaft = ramp(0.5, 0.75, noise(vec2((u.x + 0.6 * side * u.y) * 2.5 + iTime, 0.5), s + 60U));
    col += 0.22 * air * shaft * ramp(-0.8, 0.9, u.y);
    fragColor = vec4(film(col * 1.5), 1.0);
}
