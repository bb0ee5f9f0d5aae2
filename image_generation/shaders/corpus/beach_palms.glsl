// title: Palm Beach
// description: Leaning palms with fronds and nuts over sand, shadows, surf and far islands at many hours
// tags: beach, palms, sea, tropics, landscape

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
    uint s = uint(iTime * 2.5);
    u = u * (0.55 + 0.5 * rnd(s, 90)) + 0.3 * (rnd3(s, 91).xy - 0.5);
    float hor = 0.5 * (rnd(s, 1) - 0.4), side = rnd(s, 2) < 0.5 ? -1.0 : 1.0;
    float dusk = rnd(s, 3);
    vec3 low = dusk < 0.35 ? hsv(0.97 + 0.12 * rnd(s, 4), 0.6, 1.0) : hsv(0.5, 0.2, 0.95), high = dusk < 0.35 ? hsv(0.6 + 0.2 * rnd(s, 5), 0.6, 0.4) : hsv(0.54 + 0.06 * rnd(s, 5), 0.6, 0.9);
    vec3 col = mix(low, high, clamp((u.y - hor) * 1.1, 0.0, 1.0));
    vec2 sun = vec2(1.6 * (rnd(s, 6) - 0.5), hor + 0.15 + 0.5 * rnd(s, 7));
    float sd = length(u - sun);
    col += low * 0.5 * exp(-4.0 * sd) + ramp(0.13, 0.11, sd) * (dusk < 0.35 ? 1.0 : 0.0);
    col = mix(col, vec3(1.0, 0.97, 0.95) * mix(low, vec3(1.0), 0.6), 0.85 * ramp(0.5, 0.75, fbm(vec2(u.x * 1.2 + iTime * 0.3, u.y * 2.6) + 20.0 * rnd(s, 8), 4, s)));
    float isle = hor + 0.3 * ramp(0.5, 0.8, noise(vec2(u.x * 1.3 + 9.0 * rnd(s, 9), 2.0), s + 1U)) * (0.6 + 0.6 * noise(vec2(u.x * 9.0, 2.0), s + 2U));
    if (u.y < isle) col = mix(hsv(0.35, 0.4, 0.3), low, 0.5);
    float shade = dusk < 0.35 ? 0.35 : 1.0;
    vec3 sand = hsv(0.09 + 0.03 * rnd(s, 10), 0.25 + 0.2 * rnd(s, 11), 0.9) * (0.55 + 0.45 * shade);
    float bank = hor - 0.25 - 0.35 * side * u.x - 0.25 * rnd(s, 12) + 0.09 * sin(3.0 * u.x + 6.0 * rnd(s, 13));
    if (u.y < hor) {
        float dep = 1.0 / (hor - u.y + 0.05);
        float surf = u.y - bank + 0.03 * sin(7.0 * iTime) * ramp(0.0, 0.3, hor - u.y);
        vec2 q = vec2(u.x * dep * 3.0, dep * 6.0);
        if (surf > 0.0) {
            vec3 w = noised(q * vec2(1.0, 2.0) + iTime, s + 4U);
            vec3 sea = mix(hsv(0.47 + 0.05 * rnd(s, 14), 0.6, 0.8), hsv(0.56 + 0.07 * rnd(s, 14), 0.75, 0.45), ramp(0.0, 0.35, surf)) * (0.5 + 0.5 * shade);
            col = mix(sea, low, 0.15 + 0.3 * ramp(0.3, 0.0, hor - u.y)) * (0.85 + 0.3 * w.x);
            col += low * ramp(0.25, 0.0, abs(u.x - sun.x) - 0.1 * w.x) * ramp(0.6, 0.8, w.x) * 0.6;
            float crest = abs(fract(surf * 6.0 - iTime + 0.4 * noise(vec2(u.x * 4.0, 3.0), s)) - 0.5);
            col = mix(col, vec3(1.0) * (0.5 + 0.5 * shade), ramp(0.12, 0.02, crest) * ramp(0.45, 0.1, surf) * 0.8 + ramp(0.03, 0.0, surf - 0.02 * w.x));
        } else {
            float g = fbm(q * vec2(2.0, 3.0), 4, s + 5U);
            col = sand * (0.75 + 0.4 * g) * (1.0 - 0.35 * ramp(-0.12, 0.0, surf));
            vec2 c = q * 0.7, o = fract(c) - 0.5;
            if (hash(ivec2(floor(c)), s + 6U) < 0.1 && length(o) < 0.2) col *= 0.6 + 0.8 * step(0.0, o.y);
        }
    }
    float on = -1.0, tone = 0.0, where_ = 0.0, shadow = 0.0;
    for (int i = 0; i < 4; i++) {
        vec3 h = rnd3(s, 30 + i), g = rnd3(s, 40 + i);
        if (h.z < 0.2) continue;
        float z = (float(i) + 0.6) / 4.0;
        float size = mix(0.35, 1.35, z * z) * (0.8 + 0.4 * h.z);
        vec2 foot = vec2(-side * (0.35 + 0.5 * h.x) * (0.7 + 0.6 * g.y) * (i == 2 ? -0.2 : 1.0), mix(min(bank, hor - 0.1), -1.1, z));
        vec2 o = (u - foot) / size;
        float lean = side * (0.55 * g.x - 0.1);
        float bow = lean * o.y * o.y + 0.05 * sin(3.0 * o.y);
        float tx = o.x - bow;
        float w = 0.045 - 0.018 * o.y + 0.03 * ramp(0.12, 0.0, o.y) + 0.006 * sin(o.y * 70.0);
        vec2 gs = (u - foot) / size * vec2(1.0, 4.0) + vec2(side * 0.5 * (u.y - foot.y) / size * 4.0, 0.0);
        float hair = length((gs - vec2(side * 0.7, -0.35)) * vec2(1.0, 1.0)) + 0.3 * sin(angle(gs - vec2(side * 0.7, -0.35)) * 9.0);
        if (hair < 0.55 || (abs(gs.y + 0.18) < 0.1 && gs.x * side > 0.0 && gs.x * side < 0.7)) shadow = 1.0;
        if (o.y > -0.02 && o.y < 1.0 && abs(tx) < w) { on = z; tone = tx / w; where_ = 1.0 + o.y; }
        vec2 top = o - vec2(lean + 0.007, 1.0);
        if (length(top - vec2(0.03, -0.06)) < 0.05 || length(top - vec2(-0.05, -0.05)) < 0.045) { on = z; tone = top.y * 12.0 + 0.6; where_ = 3.0; }
        for (int k = 0; k < 9; k++) {
            float a = -0.5 + float(k) * 0.52 + 0.3 * hash(ivec2(k, i), s) + 0.06 * sin(5.0 * iTime + float(k));
            vec2 dir = vec2(cos(a), sin(a));
            float x = dot(top, dir), y = dot(top, vec2(-dir.y, dir.x));
            float len = 0.6 + 0.15 * hash(ivec2(k, i), s + 1U);
            y += dir.x * 0.75 * x * x;
            float t = x / len;
            float comb = 0.4 + 0.6 * step(0.35, fract(x * 24.0 + 2.0 * abs(y) * 9.0));
            float reach = 0.15 * sqrt(max(t, 0.0)) * (1.0 - t) * 2.2 * comb + 0.008;
            if (t > 0.0 && t < 1.0 && y < reach * 0.6 && y > -reach) { on = z; tone = y / 0.15 + 0.3 * t; where_ = 2.0; }
        }
    }
    if (shadow > 0.5 && u.y < min(bank, hor)) col *= 0.62;
    if (on >= 0.0) {
        vec3 c;
        if (where_ < 2.0) c = hsv(0.08, 0.35, 0.5) * (0.6 + 0.5 * tone * -side) * (0.75 + 0.3 * step(0.5, fract(where_ * 22.0)));
        else if (where_ < 2.5) c = hsv(0.22 + 0.1 * rnd(s, 15), 0.75, 0.45) * (0.75 + 0.6 * tone);
        else c = hsv(0.08 + 0.15 * rnd(s, 16), 0.7, 0.5) * (0.6 + 0.4 * tone);
        col = mix(c * (dusk < 0.35 ? 0.3 : 1.0), low, 0.25 * (1.0 - on));
    }
    fragColor = vec4(film(col * 1.35), 1.0);
}
