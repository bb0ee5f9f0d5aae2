// title: Forest Interior
// description: Trunks in depth with crowns, undergrowth, a path and shafts of light through mist
// tags: forest, trees, light, perspective, occlusion

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
    float hor = 0.6 * (rnd(s, 1) - 0.6), side = rnd(s, 2) < 0.5 ? -1.0 : 1.0;
    vec3 air = hsv(0.08 + 0.5 * rnd(s, 3) * rnd(s, 4), 0.15 + 0.35 * rnd(s, 5), 0.6 + 0.4 * rnd(s, 6));
    float season = rnd(s, 7);
    vec3 leaf = hsv(season < 0.6 ? 0.19 + 0.14 * rnd(s, 8) : 0.02 + 0.12 * rnd(s, 8), 0.7, 0.55), bark = hsv(0.05 + 0.06 * rnd(s, 9), 0.45, 0.35);
    if (rnd(s, 10) < 0.25) bark = vec3(0.8, 0.8, 0.76);
    vec2 glow = vec2(1.2 * (rnd(s, 11) - 0.5), hor + 0.1 + 0.6 * rnd(s, 12));
    vec3 col = mix(air * 1.15, leaf * 0.8, clamp(0.75 * length((u - glow) * vec2(0.8, 1.0)) - 0.1, 0.0, 0.8));
    float spread = fbm(u * 5.0, 4, s + 1U);
    col *= 0.6 + 0.7 * spread;
    float path = 1.2 * (rnd(s, 13) - 0.5);
    if (u.y < hor) {
        float dep = 1.0 / (hor - u.y + 0.08);
        vec2 q = vec2((u.x - glow.x) * dep, dep * 2.0);
        float t = fbm(q * vec2(3.0, 4.0) + 5.0, 4, s + 2U);
        vec3 floor_ = mix(hsv(0.05 + 0.08 * rnd(s, 14), 0.5, 0.4), leaf * 0.7, ramp(0.4, 0.65, noise(q * 0.9, s + 3U)));
        float way = abs(q.x - path * 2.0 - 0.5 * sin(dep * 0.8 + 6.0 * rnd(s, 15)));
        floor_ = mix(hsv(0.09, 0.35, 0.6), floor_, ramp(0.35, 0.6, way + 0.4 * t));
        float bars = ramp(0.35, 0.6, noise(vec2((u.x - glow.x) / (hor - u.y + 0.25) * 3.0, 1.0), s + 4U));
        col = mix(floor_ * (0.35 + 0.9 * t) * (0.5 + 1.1 * bars), air, 0.6 * ramp(0.35, 0.0, hor - u.y));
    }
    float layer = -1.0, across = 0.0, wide = 1.0, lift = 0.0;
    uint id = 0U;
    for (int i = 0; i < 6; i++) {
        float z = float(i) / 5.0;
        float span = mix(0.22, 1.5, z * z);
        float x = (u.x + 0.3 * iTime * z * z) / span + 7.7 * float(i) + 3.0 * rnd(s, 16);
        float c = floor(x);
        uint k = cell(ivec2(int(c), i), s);
        vec3 h = unpack(k);
        float foot = hor - 0.02 - 0.95 * z * z * (0.6 + 0.4 * h.z);
        float w = span * (0.05 + 0.1 * h.y) * (1.0 + 0.6 * ramp(0.3, 0.0, (u.y - foot) / span)) * (1.0 - 0.12 * u.y);
        float o = (x - c - 0.5 - 0.5 * (h.x - 0.5)) * span - 0.25 * (h.z - 0.5) * (u.y - foot) - 0.02 * span * sin(5.0 * u.y / span + 6.0 * h.x);
        float branch = abs(u.y - foot - span * (1.2 + h.y) - 0.7 * abs(o) + 0.3 * o * o / span) - 0.02 * span * (1.0 - abs(o) / span);
        if (h.z > 0.12 && u.y > foot + 0.02 * sin(o * 40.0) && (abs(o) < w || branch < 0.0)) {
            layer = z;
            across = clamp(o / w, -1.0, 1.0);
            wide = w;
            lift = u.y - foot;
            id = k;
        }
        float low = hor - 0.02 - 0.75 * z * z;
        float bush = low + span * (0.1 + 0.35 * noise(vec2(x * 3.0, 1.0), s + uint(i))) * (0.4 + 0.9 * spread) - 0.16 * span;
        if (u.y < bush && u.y > low - 0.4 && rnd(s, 20 + i) < 0.75) { layer = z; across = 2.0 + spread; lift = bush - u.y; wide = span; }
    }
    if (layer >= 0.0) {
        vec3 c;
        if (across > 1.5) c = leaf * (0.35 + 0.9 * (across - 2.0)) * (0.7 + 0.5 * ramp(0.15 * wide, 0.0, lift));
        else {
            vec2 q = vec2(asin(across) * wide * 14.0, u.y * 2.5 + 9.0 * unpack(id).x) / (0.4 + layer);
            float rough = fbm(q * vec2(1.6, 1.0) + 0.4 * noise(q * 3.0, id), 4, id);
            c = bark * (0.4 + 1.0 * rough);
            if (bark.x > 0.7) c = mix(bark, vec3(0.1), ramp(0.6, 0.7, noise(q * vec2(0.5, 5.0), id + 2U)));
            c = mix(c, leaf * 0.6 * (0.5 + rough), ramp(0.5, 0.7, noise(q * 0.7 + 3.0, id + 5U)) * 0.8 * rnd(s, 17));
            c *= 0.55 + 0.55 * side * across + 0.25 * (1.0 - across * across);
        }
        col = mix(c * (0.85 + 0.25 * layer), air * (0.75 + 0.25 * spread), 0.82 * (1.0 - layer) * (1.0 - layer));
    }
    float crown = hor + 1.1 - 0.9 * rnd(s, 18) + 0.5 * noise(u * 1.7, s + 30U);
    float foliage = fbm(u * 4.5 + 9.0, 4, s + 31U);
    if (u.y > crown - 0.6 * foliage + 0.25) col = mix(leaf * (0.15 + 1.1 * noise(u * 22.0, s + 32U)), col, ramp(0.5, 0.62, foliage) * 0.8);
    vec2 r = u - vec2(glow.x, 1.6);
    float fan = noise(vec2(angle(r.yx) * 9.0 + iTime, 2.0), s + 40U);
    col += air * 0.55 * ramp(0.45, 0.8, fan) * ramp(-1.2, 0.8, u.y) * rnd(s, 19);
    fragColor = vec4(film(col * 1.35), 1.0);
}
