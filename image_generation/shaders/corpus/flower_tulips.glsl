// title: Tulip Rows
// description: Beds of tulips in rows of different colours that run to the horizon, tulips close to the eye
// tags: flowers, tulip, field, rows, perspective

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

float ramp(float a, float b, float x) {
    x = clamp((x - a) / (b - a), 0.0, 1.0);
    return x * x * (3.0 - 2.0 * x);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.6);
    u = u * (0.55 + 0.5 * rnd(s, 90)) + 0.3 * (rnd3(s, 91).xy - 0.5);
    float hor = 0.2 + 0.6 * rnd(s, 1), aim = 1.6 * (rnd(s, 2) - 0.5), wide = 0.5 + 0.8 * rnd(s, 3);
    vec3 low = hsv(rnd(s, 4), 0.2 + 0.3 * rnd(s, 5), 0.95), high = hsv(0.52 + 0.2 * rnd(s, 6), 0.4, 0.5 + 0.4 * rnd(s, 7));
    vec3 col = mix(low, high, ramp(hor, hor + 0.9, u.y));
    col = mix(col, vec3(0.97), 0.8 * ramp(0.5, 0.7, fbm(vec2(u.x, u.y * 2.2) * 1.4 + 20.0 * rnd(s, 8), 4, s)));
    vec3 green = hsv(0.28 + 0.12 * rnd(s, 9), 0.5, 0.4);
    float trees = hor + 0.02 + 0.12 * ramp(0.4, 0.7, noise(vec2(u.x * 2.0, 1.0), s + 2U)) * (0.6 + 0.7 * noise(vec2(u.x * 22.0, 2.0), s + 3U));
    if (u.y < trees) col = mix(green * 0.5, low, 0.4) * (0.7 + 0.5 * noise(u * 20.0, s));
    float house = abs(u.x - 2.4 * (rnd(s, 11) - 0.5));
    if (house < 0.12 && u.y < hor + 0.1 + max(0.0, 0.12 - house) && u.y > hor) col = u.y > hor + 0.1 ? hsv(0.02, 0.6, 0.5) : vec3(0.85, 0.8, 0.75) * (abs(fract(u.x * 14.0) - 0.5) < 0.2 && u.y > hor + 0.03 && u.y < hor + 0.07 ? 0.3 : 1.0);
    if (u.y < hor) {
        float dep = 1.0 / (hor - u.y + 0.02);
        float x = (u.x - aim) * dep / wide + 3.0;
        float row = floor(x), f = fract(x) - 0.5;
        vec3 bloom = hsv(rnd(s, 12) + 0.7 * rnd(s, 20) * hash(ivec2(int(row), 1), s), 0.25 + 0.7 * hash(ivec2(int(row), 2), s), 0.7 + 0.3 * hash(ivec2(int(row), 3), s));
        float ditch = abs(f) - 0.36;
        float grain = noise(vec2(x * 14.0, dep * 6.0), s + 5U);
        col = ditch > 0.0 ? mix(hsv(0.07, 0.4, 0.3), green, 0.5 * grain) * (0.5 + 0.5 * grain) : mix(bloom, green * 0.7, 0.5 * ramp(0.5, 0.8, grain)) * (0.6 + 0.5 * grain) * (0.75 + 0.6 * ramp(0.4, -0.4, f * sign(aim + 0.01)));
        col = mix(col, low, 0.4 * ramp(0.25, 0.0, hor - u.y));
    }
    float wind = 0.3 * (rnd(s, 13) - 0.5), closed = rnd(s, 14), side = rnd(s, 15) < 0.5 ? -1.0 : 1.0;
    for (int i = 0; i < 5; i++) {
        float z = float(i) / 4.0;
        float size = mix(0.12, 0.62, z * z) * (0.8 + 0.4 * rnd(s, 16));
        float base = mix(hor - 0.28, -1.55, z) + 0.1 * (rnd(s, 17) - 0.5);
        float y = (u.y - base) / size;
        if (y < 0.0 || y > 1.75) continue;
        float bend = (wind + 0.05 * sin(6.0 * iTime + float(i))) * y * y;
        float x = (u.x / size - bend) * 2.1 + 7.3 * float(i);
        float c = floor(x);
        ivec2 id = ivec2(int(c), i);
        vec2 h = hash2(id, s);
        if (hash(id, s + 8U) < 0.25) continue;
        float gx = (x - c - 0.5 - 0.3 * (h.x - 0.5)) / 2.1, tall = 0.9 + 0.4 * h.y;
        float row = floor((u.x - aim) / wide * 1.5 + 3.0);
        float pick = rnd(s, 18) < 0.5 ? hash(ivec2(i, 5), s) : hash(id, s + 9U);
        vec3 bloom = hsv(rnd(s, 12) + 0.7 * rnd(s, 20) * pick + 0.03 * h.x, 0.3 + 0.65 * hash(ivec2(i, 6), s), 0.95);
        vec3 tip = hsv(rnd(s, 19), 0.4, 1.0);
        vec2 o = vec2(gx, y - tall) / 0.22;
        float t = clamp((o.y + 1.0) * 0.5, 0.0, 1.0);
        float w = sqrt(max(t, 0.0)) * (1.15 - (0.2 + 0.5 * closed) * t) * 0.85;
        float teeth = 0.82 + 0.18 * cos(o.x / max(w, 0.1) * 6.28);
        vec2 leaf = vec2(abs(gx - 0.02 * sin(9.0 * y)) - 0.12 * y * (1.0 + h.x), y);
        float fog = 0.45 * (1.0 - z) * (1.0 - z);
        float lit = 0.75 + 0.45 * side * gx / 0.22;
        if (o.y > -1.0 && t < teeth && abs(o.x) < w) {
            float mid = abs(o.x) / w;
            float petal = ramp(0.42, 0.5, mid) * 0.35;
            vec3 b = mix(bloom, tip, 0.6 * ramp(0.5, 1.0, t)) * (lit - petal) * (0.7 + 0.4 * t);
            b *= 0.92 + 0.1 * sin(o.x * 60.0);
            col = mix(b, low, fog);
        } else if (abs(gx) < 0.022 && y < tall) col = mix(green * (0.7 + 12.0 * gx * side), low, fog);
        else if (y < 0.85 && abs(leaf.x) < 0.09 * sqrt(max(1.0 - y / 0.85, 0.0))) col = mix(mix(green, hsv(0.4, 0.3, 0.5), 0.5) * (0.6 + 0.5 * y + 2.0 * leaf.x), low, fog);
    }
    fragColor = vec4(film(col * 1.4), 1.0);
}
