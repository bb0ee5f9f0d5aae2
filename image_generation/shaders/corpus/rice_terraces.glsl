// title: Rice Terraces
// description: Stepped paddies along a slope with bright water, green shoots, mud banks, palms and huts
// tags: terraces, fields, aerial, water, landscape

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

uint cell(ivec2 c, uint s) {
    return scramble(uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U);
}

vec3 unpack(uint k) {
    return vec3(ivec3(k >> 22, (k >> 12) & 1023U, (k >> 2) & 1023U)) / 1023.0;
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

uint scene;
float pitch;

vec2 slope(vec2 p) {
    float h = fbm(p * 0.24, 3, scene) * 4.5 + 0.35 * p.y + 0.12 * noise(p * 1.3, scene + 9U);
    float step_ = 0.42 * pitch;
    float level = floor(h / step_), f = h / step_ - level;
    return vec2((level + ramp(0.86, 1.0, f)) * step_, f);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.5);
    scene = s;
    pitch = 0.6 + 0.7 * rnd(s, 1);
    float away = 0.3 + 0.55 * rnd(s, 2), way = 6.28 * rnd(s, 3), zoom = 2.0 + 2.5 * rnd(s, 4);
    vec2 sun = vec2(cos(way), sin(way));
    float depth = 1.0 / (1.0 - away * u.y * 0.7);
    vec2 p = vec2(u.x * depth, (u.y + 1.0) * depth * 1.3) * zoom + vec2(30.0 * rnd(s, 5) + iTime, 30.0 * rnd(s, 6));
    vec2 t = slope(p);
    vec2 e = vec2(0.05, 0.0);
    vec2 g = (vec2(slope(p + e).x, slope(p + e.yx).x) - t.x) / e.x;
    int level = int(floor(t.x / (0.42 * pitch) + 0.01));
    vec3 low = hsv(rnd(s, 7), 0.2 + 0.3 * rnd(s, 8), 0.95), high = hsv(0.5 + 0.2 * rnd(s, 9), 0.5, 0.8);
    float season = rnd(s, 10);
    vec2 lot = vec2(floor(p.x * 0.7 + 2.0 * hash(ivec2(level, 1), s)), float(level));
    float crop = hash(ivec2(lot), s + 2U);
    vec3 green = hsv(0.2 + 0.13 * crop, 0.75, 0.45 + 0.25 * crop), gold = hsv(0.12 + 0.03 * crop, 0.7, 0.8);
    vec3 plant = mix(green, gold, step(0.75, season + 0.35 * (crop - 0.5)));
    float rows = 0.5 + 0.5 * sin(p.x * 16.0 + 6.0 * t.y * 3.0 + 3.0 * noise(p * 2.0, s));
    float tuft = noise(p * 22.0, s + 3U);
    vec3 col = plant * (0.55 + 0.35 * rows + 0.35 * tuft);
    float flood = season < 0.5 ? 0.75 : 0.3;
    if (crop < flood) {
        vec3 w = noised(p * 3.0 + iTime, s + 4U);
        vec3 sky = mix(high, low, ramp(-0.6, 0.8, u.y + 0.3 * w.y));
        sky = mix(sky, vec3(1.0), 0.6 * ramp(0.5, 0.7, fbm(u * 1.5 + 0.02 * w.yz + 4.0, 3, s + 5U)));
        col = mix(sky, hsv(0.08, 0.5, 0.3), 0.25 * hash(ivec2(lot), s + 6U));
        float shoots = ramp(0.55, 0.75, noise(p * 13.0, s + 7U)) * step(0.25, hash(ivec2(lot), s + 8U));
        col = mix(col, green, 0.8 * shoots);
        col *= 0.9 + 0.2 * ramp(0.6, 0.8, w.x);
    }
    float bank = ramp(0.8, 0.87, t.y), lip = ramp(0.1, 0.03, t.y) + ramp(0.74, 0.8, t.y);
    vec3 earth = mix(hsv(0.07, 0.5, 0.4), green * 0.8, ramp(0.35, 0.65, noise(p * 5.0, s + 9U)));
    col = mix(col, earth * (0.7 + 0.5 * tuft), clamp(lip, 0.0, 1.0) * 0.9);
    vec3 n = normalize(vec3(-g, 1.2));
    float lit = 0.4 + 0.9 * max(dot(n, normalize(vec3(sun, 0.8))), 0.0);
    col = mix(col, earth * (0.6 + 0.6 * tuft) * lit, bank);
    float over = slope(p + 0.18 * sun).x - t.x;
    col *= 1.0 - 0.4 * ramp(0.05, 0.25, over);
    float on = -1.0;
    vec3 thing = vec3(0.0);
    for (int j = 0; j < 4; j++) {
        vec2 c = floor(p * 0.8 - 0.5) + vec2(j & 1, 1 - (j >> 1));
        vec3 h = unpack(cell(ivec2(c), s + 20U));
        float wood = noise(c * 0.25, s + 21U);
        if (h.z > 0.05 + 1.1 * ramp(0.45, 0.75, wood)) continue;
        vec2 o = (p * 0.8 - c - 0.5 - 0.5 * (h.xy - 0.5)) * 2.2;
        vec2 b = o + 0.5 * sun;
        if (h.x < 0.12) {
            float roof = max(abs(o.x) - 0.5, abs(o.y) - 0.32);
            if (roof < 0.0) { on = 1.0; thing = hsv(0.05 + 0.06 * h.y, 0.5, o.y > 0.0 ? 0.4 : 0.65) * (0.8 + 0.3 * noise(vec2(o.x * 22.0, o.y * 4.0), s)); }
            else if (max(abs(b.x) - 0.5, abs(b.y) - 0.32) < 0.0 && on < 0.0) col *= 0.6;
        } else {
            float r = length(o), a = angle(o) + 6.28 * h.x, star = h.y < 0.5 ? 0.55 + 0.3 * abs(cos(a * 3.5)) : 0.62 + 0.2 * (noise(o * 5.0, s) - 0.5);
            if (r < star) { on = 1.0; thing = hsv(0.25 + 0.12 * h.y, 0.65, 0.4) * (0.5 + 0.7 * noise(o * 8.0, s + 22U) + 0.4 * dot(o, sun)) * (h.y < 0.5 ? 0.75 + 0.4 * abs(cos(a * 7.0)) : 1.0); }
            else if (length(b) < star && on < 0.0) col *= 0.62;
        }
    }
    if (on > 0.0) col = thing;
    float mist = fbm(p * 0.35 + 7.0 + 0.3 * iTime, 4, s + 30U);
    col = mix(col, low, clamp(0.16 * (depth - 0.9), 0.0, 0.6) + 0.75 * rnd(s, 11) * ramp(0.52, 0.75, mist));
    fragColor = vec4(film(col * 1.45), 1.0);
}
