// title: Snowy Slope
// description: Snow-laden firs on slopes with drifts, ski tracks, long blue shadows and falling flakes
// tags: snow, pines, winter, trees, landscape

uint scramble(uint x) {
    x = (x ^ (x >> 15)) * 0x6D2F8A35U;
    x = (x ^ (x >> 13)) * 0xA3C59E1BU;
    return x ^ (x >> 16);
}

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

vec3 fbmd(vec2 p, int octaves, uint s) {
    mat2 turn = mat2(1.62, 1.19, -1.19, 1.62), m = mat2(1.0);
    float a = 0.5;
    vec3 v = vec3(0.0);
    for (int i = 0; i < octaves; i++) {
        vec3 n = noised(p, s + uint(i));
        v += a * vec3(n.x, n.yz * m);
        p = turn * p;
        m = turn * m;
        a *= 0.5;
    }
    return v;
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
    uint s = uint(iTime * 2.4);
    u = u * (0.55 + 0.5 * rnd(s, 90)) + 0.3 * (rnd3(s, 91).xy - 0.5);
    float side = rnd(s, 1) < 0.5 ? -1.0 : 1.0, hour = rnd(s, 2);
    vec3 low = hour < 0.4 ? hsv(0.95 + 0.15 * rnd(s, 3), 0.4, 1.0) : hsv(0.55, 0.15, 0.95), high = hour > 0.8 ? hsv(0.63, 0.7, 0.15) : hsv(0.56 + 0.1 * rnd(s, 4), 0.55, 0.75);
    vec3 sunlit = mix(vec3(1.0), low, 0.5), blue = hsv(0.6, 0.35, 0.65) * (hour > 0.8 ? 0.5 : 1.0);
    if (hour > 0.8) sunlit *= 0.6;
    vec3 col = mix(low, high, ramp(-0.2, 1.0, u.y));
    if (hour > 0.8) col = mix(hsv(0.6, 0.5, 0.4), high, ramp(-0.3, 0.8, u.y)) + step(0.985, hash(ivec2(fragCoord / iResolution.y * 130.0), s)) * 0.8;
    vec3 m = fbmd(vec2(u.x * 1.4 + 7.0 * rnd(s, 5), 3.0 * rnd(s, 6)), 5, s + 1U);
    float peak = -0.1 + 1.1 * rnd(s, 7) * m.x + 0.2;
    if (u.y < peak) {
        float face = fbm(vec2(u.x * 4.0 + u.y * 3.0 * side, u.y * 2.0), 4, s + 2U);
        col = mix(mix(sunlit, blue, ramp(0.45, 0.52, face + 0.15 * side * m.y)), hsv(0.6, 0.2, 0.35), ramp(0.55, 0.65, noise(u * vec2(14.0, 6.0), s + 3U)) * 0.7);
        col = mix(col, low, 0.35);
    }
    float on = -1.0, tier = 0.0, across = 0.0, snow = 0.0;
    uint id = 0U;
    float tilt = 0.5 * (rnd(s, 8) - 0.5);
    for (int i = 0; i < 6; i++) {
        float z = float(i) / 5.0;
        float base = mix(0.15 + 0.2 * rnd(s, 9), -0.95, z) + tilt * u.x * (1.0 - 0.5 * z) + 0.13 * (noise(vec2(u.x * 1.3, float(i)), s + 4U) - 0.5);
        if (u.y < base) {
            on = -1.0;
            float g = noise(vec2(u.x * 3.0, (u.y - base) * 9.0 + 4.0 * float(i)), s + 5U), sp = noise(vec2(u.x * 5.0 + side * u.y * 12.0, float(i)), s + 6U);
            vec3 d = mix(sunlit, blue, 0.35 * g + 0.65 * ramp(0.5, 0.62, sp) * ramp(-0.4, 0.0, u.y - base) + 0.1);
            float track = min(abs(u.x - 0.4 * side - 0.3 * sin(u.y * 4.0 + float(i))), abs(u.x - 0.33 * side - 0.3 * sin(u.y * 4.0 + float(i))));
            if (rnd(s, 10) < 0.5) d *= 1.0 - 0.3 * ramp(0.02, 0.005, track);
            col = mix(d, low, 0.3 * (1.0 - z));
        }
        float span = mix(0.13, 0.85, z * z) * (0.8 + 0.5 * rnd(s, 11));
        float x = u.x / span + 6.1 * float(i) + 0.3 * iTime * z;
        float c = floor(x);
        uint k = cell(ivec2(int(c), i), s);
        vec3 h = unpack(k);
        float cx = (c + 0.5 + 0.4 * (h.x - 0.5) - x) * span + u.x;
        float foot = base + tilt * (cx - u.x) * (1.0 - 0.5 * z) - 0.03;
        vec2 o = vec2(u.x - cx, u.y - foot) / (span * (0.8 + 0.8 * h.y));
        float tall = 1.5;
        float t = o.y / tall;
        float n = t * 6.0;
        float f = fract(n);
        float w = (1.0 - floor(n) / 6.5) * 0.42 * (1.05 - 0.55 * f) + 0.02 * sin(o.x * 60.0);
        float droop = n + 0.5 * abs(o.x) / 0.4;
        f = fract(droop);
        w = max((1.0 - floor(droop) / 6.4) * 0.42 * (1.0 - 0.6 * f), 0.0);
        if (h.z < 0.75 && t > 0.06 && t < 1.0 && abs(o.x) < w) { on = z; tier = f; across = o.x / max(w, 0.02); id = k; snow = f - 0.25 + 0.35 * noise(o * 12.0, k); }
        else if (h.z < 0.75 && t > -0.05 && t < 0.12 && abs(o.x) < 0.05) { on = z; tier = 2.0; across = o.x / 0.05; id = k; }
    }
    if (on >= 0.0) {
        vec3 h = unpack(id), green = hsv(0.33 + 0.12 * h.x, 0.4, 0.25), c;
        if (tier > 1.5) c = hsv(0.06, 0.4, 0.25) * (0.7 + 0.4 * side * across);
        else {
            c = green * (0.4 + 0.9 * noise(u * 45.0 / (0.4 + on), id)) * (0.6 + 0.6 * (1.0 - tier));
            float load = ramp(0.05, 0.2, 0.55 - tier + 0.5 * (snow - tier) * 0.8 - 0.6 * rnd(s, 12) + 0.25);
            c = mix(c, mix(blue, sunlit, ramp(-0.5, 0.5, side * across)), load);
        }
        col = mix(c, low, 0.5 * (1.0 - on) * (1.0 - on));
    }
    for (int i = 0; i < 2; i++) {
        vec2 c = u * (7.0 - 3.0 * float(i)) + vec2(side * iTime, 3.0 * iTime);
        vec2 o = fract(c) - 0.5 - 0.7 * (hash2(ivec2(floor(c)), s + 60U + uint(i)) - 0.5);
        col = mix(col, vec3(1.0), ramp(0.1, 0.04, length(o)) * step(rnd(s, 13) * 1.4, hash(ivec2(floor(c)), s + 70U)) * 0.9);
    }
    fragColor = vec4(film(col * 1.5), 1.0);
}
