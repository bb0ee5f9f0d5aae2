// title: Diatoms
// description: Glass shells of algae: discs, boats, stars and combs with pores, on dark or bright fields
// tags: diatoms, microscope, symmetry, glass, biology

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

float angle(vec2 v) {
    return atan(v.y, v.x + (abs(v.x) + abs(v.y) < 1e-6 ? 1e-6 : 0.0));
}

float ramp(float a, float b, float x) {
    x = clamp((x - a) / (b - a), 0.0, 1.0);
    return x * x * (3.0 - 2.0 * x);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.7);
    float mode = rnd(s, 1), hue = rnd(s, 2);
    vec3 ground = mode < 0.5 ? hsv(hue, 0.6, 0.05 + 0.12 * rnd(s, 3)) : hsv(hue, 0.25 * rnd(s, 3), 0.85);
    vec2 p = rot(6.28 * rnd(s, 4)) * u * (0.7 + 0.8 * rnd(s, 5));
    vec3 col = ground * (0.8 + 0.4 * fbm(p * 2.0, 3, s)) + (mode < 0.5 ? 0.25 : -0.15) * step(0.97, hash(ivec2(floor(p * 60.0)), s));
    float way = 6.28 * rnd(s, 6);
    vec2 sun = vec2(cos(way), sin(way));
    int hit = -1;
    vec2 at = vec2(0.0), under = vec2(0.0);
    float e0 = 0.0, many = 4.0 + floor(11.0 * rnd(s, 7)), scale = 1.5 - 0.06 * many;
    int below = -1;
    float e1 = 0.0;
    for (int i = 0; i < 14; i++) {
        if (float(i) >= many) break;
        vec3 h = rnd3(s, 20 + i), g = rnd3(s, 40 + i);
        float R = (0.2 + 0.3 * h.z) * scale;
        vec2 o = rot(6.28 * g.x + 0.4 * iTime) * (p - 2.2 * (h.xy - 0.5)) / R;
        float r = length(o), a = angle(o), k = g.z;
        float e = 1.0 - r;
        if (k > 0.35 && k < 0.6) e = (abs(o.x) < 1.0 ? 0.34 * pow(max(1.0 - o.x * o.x, 0.0), 0.7 + g.y) * (1.0 + 0.25 * cos(o.x * 6.28) * step(0.5, g.y)) : -1.0) - abs(o.y + (g.y > 0.7 ? 0.25 * (o.x * o.x - 0.4) : 0.0));
        else if (k >= 0.6 && k < 0.78) e = 0.55 + 0.4 * cos(a * (3.0 + floor(3.0 * g.y))) * 0.8 - r;
        else if (k >= 0.78 && k < 0.9) e = min(0.95 - abs(o.x), 0.22 + 0.05 * cos(o.x * 20.0) - abs(o.y));
        else if (k >= 0.9) e = max(max(0.14 - abs(r - 0.8), 0.06 - min(abs(o.x), abs(o.y)) - step(0.9, r)), 0.2 - r);
        if (e > 0.0) { below = hit; under = at; e1 = e0; hit = i; at = o; e0 = e; }
    }
    for (int pass_ = 0; pass_ < 2; pass_++) {
        int n = pass_ == 0 ? below : hit;
        if (n < 0) continue;
        vec2 o = pass_ == 0 ? under : at;
        float e = pass_ == 0 ? e1 : e0;
        vec3 g = rnd3(s, 40 + n), c = rnd3(s, 60 + n);
        float r = length(o), a = angle(o);
        vec3 tint = hsv(hue + 0.35 * (c.x - 0.5) + (rnd(s, 8) < 0.4 ? c.x : 0.0), 0.3 + 0.55 * rnd(s, 9), mode < 0.5 ? 1.0 : 0.6);
        vec3 tint2 = hsv(hue + 0.3 + 0.4 * c.y, 0.6, mode < 0.5 ? 0.9 : 0.5);
        float pores, ribs = 9.0 + floor(16.0 * c.z);
        if (g.z < 0.35 || g.z >= 0.9) {
            float ring = r * (5.0 + 5.0 * c.y), id = floor(ring);
            float count = floor(6.0 * (id + 0.7));
            vec2 q = vec2(fract(a / 6.28318 * count + 0.5 * mod(id, 2.0)) - 0.5, fract(ring) - 0.5);
            pores = ramp(0.36, 0.26, length(q));
            pores = max(pores * step(0.14, e), 0.8 * ramp(0.3, 0.1, abs(fract(a / 6.28318 * ribs * 2.0) - 0.5)) * ramp(0.16, 0.1, e) * step(0.03, e));
            float sector = mod(floor((a / 6.28318 + 0.5) * 6.0), 2.0);
            if (c.x > 0.5) pores *= 0.35 + 0.65 * sector;
        } else if (g.z < 0.6 || (g.z >= 0.78 && g.z < 0.9)) {
            float n1 = o.x * ribs - abs(o.y) * 5.0 * (c.x - 0.5);
            pores = ramp(0.32, 0.18, abs(fract(n1) - 0.5)) * ramp(0.04, 0.08, e) * ramp(0.03, 0.06, abs(o.y));
            pores *= 0.5 + 0.5 * step(0.35, fract(o.y * 16.0));
            if (abs(o.y) < 0.018) pores = 0.9;
            if (length(o) < 0.1) pores = 0.0;
        } else {
            vec2 q = rot(0.5) * o * 11.0;
            q.x += 0.5 * mod(floor(q.y), 2.0);
            pores = ramp(0.36, 0.26, length(fract(q) - 0.5)) * ramp(0.04, 0.08, e);
        }
        float rim = ramp(0.07, 0.02, e) + 0.6 * ramp(0.02, 0.0, abs(e - 0.1));
        float glow = 0.35 + 0.5 * rim + 0.35 * dot(normalize(o + 0.001), sun) * ramp(0.3, 0.0, e);
        vec3 glass = mix(tint, tint2, ramp(0.2, 0.9, r));
        if (mode < 0.5) col = col * 0.55 + glass * (glow * 0.55 + 0.55 * pores);
        else col = mix(col, glass, clamp(0.25 + 0.45 * rim + 0.45 * pores, 0.0, 1.0)) * (0.85 + 0.25 * dot(normalize(o + 0.001), sun));
    }
    if (rnd(s, 10) < 0.3) col *= ramp(1.05, 0.97, length(u) / (0.9 + 0.2 * rnd(s, 11)));
    fragColor = vec4(film(col * 1.5), 1.0);
}
