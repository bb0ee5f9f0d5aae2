// title: Northern Lights
// description: Folded curtains of green, red and violet light over firs, snow, tents and still water
// tags: aurora, night, sky, stars, landscape

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

vec3 heaven(vec2 u, uint s, float hor, vec2 place) {
    vec3 col = mix(hsv(0.55 + 0.15 * rnd(s, 1), 0.6, 0.3 + 0.3 * rnd(s, 30)), hsv(0.63 + 0.1 * rnd(s, 2), 0.8, 0.06 + 0.1 * rnd(s, 31)), ramp(hor - 0.1, hor + 1.0, u.y));
    vec2 g = place * 22.0, c = floor(g);
    vec2 o = g - c - 0.5 - 0.8 * (hash2(ivec2(c), s) - 0.5);
    col += ramp(0.1, 0.0, length(o)) * pow(hash(ivec2(c), s + 1U), 5.0) * 1.6;
    for (int i = 0; i < 3; i++) {
        vec3 h = rnd3(s, 10 + i);
        float lean = (h.x - 0.5) * 0.8;
        float x = u.x + lean * u.y;
        float fold = (noise(vec2(x * (0.8 + 0.8 * h.y) + iTime, float(i)), s + 2U) - 0.5) * 1.5 + 0.25 * sin(x * 4.0 + 6.0 * h.z);
        float base = hor + 0.25 + 0.5 * h.z + 0.35 * fold;
        float y = u.y - base;
        float ray = 0.35 + 0.65 * noise(vec2((x + 0.25 * fold) * 13.0, 0.5 * float(i)), s + 4U) + 0.4 * noise(vec2(x * 40.0, 1.0), s + 5U);
        float tall = 0.25 + 0.6 * h.y;
        float glow = ramp(-0.08, 0.03, y) * exp(-max(y, 0.0) / tall * 1.8) * ray;
        float hue = rnd(s, 3) < 0.7 ? 0.33 + 0.1 * h.x : 0.8 + 0.2 * h.x;
        vec3 tint = mix(hsv(hue, 0.75, 1.0), hsv(hue + 0.35 + 0.2 * h.z, 0.7, 0.8), ramp(0.05, 0.9 * tall, y));
        col += tint * glow * (0.5 + 0.6 * rnd(s, 20 + i)) + tint * 0.1 * exp(-2.5 * abs(y));
    }
    return col;
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.4);
    u = u * (0.55 + 0.5 * rnd(s, 90)) + 0.3 * (rnd3(s, 91).xy - 0.5);
    float hor = -0.75 + 0.55 * rnd(s, 40);
    bool lake = rnd(s, 41) < 0.5;
    vec2 v = u;
    float down = hor - u.y, dep = 1.0 / (max(down, 0.0) + 0.08);
    vec3 w = noised(vec2(u.x * dep * 2.0, dep * 8.0) + iTime, s + 7U);
    if (lake && down > 0.0) v = vec2(u.x + 0.03 * w.y, 2.0 * hor - u.y + 0.03 * w.z);
    vec3 col = heaven(v, s, hor, v);
    float mount = hor + 0.35 * fbm(vec2(v.x * 1.2 + 9.0 * rnd(s, 42), 1.0), 4, s + 6U) * rnd(s, 43);
    vec3 light = heaven(vec2(u.x, hor + 0.6), s, hor, vec2(0.5));
    if (v.y < mount) col = mix(light * 0.25, vec3(0.5, 0.55, 0.65) * (0.15 + 0.7 * light), ramp(0.45, 0.6, fbm(vec2(v.x * 5.0 + v.y * 4.0, v.y * 4.0), 3, s + 8U)));
    if (down > 0.0) {
        if (lake) col *= 0.65 + 0.2 * w.x;
        else {
            vec3 g = noised(vec2(u.x * dep, dep * 3.0), s + 9U);
            col = (0.25 + 0.8 * light) * vec3(0.5, 0.55, 0.65) * (0.5 + 0.5 * g.x + 0.15 * g.y) * (0.8 + 0.3 * noise(u * vec2(20.0, 50.0), s));
        }
    }
    vec2 t = (u - vec2(1.4 * (rnd(s, 44) - 0.5), hor - 0.12 - 0.2 * rnd(s, 45))) / (0.12 + 0.2 * rnd(s, 46));
    if (rnd(s, 47) < 0.55) {
        col += hsv(0.1, 0.7, 0.7) * 0.45 * exp(-2.5 * length(t - vec2(0.0, 0.4)));
        float roof = 1.0 - abs(t.x) * (1.1 + 0.3 * t.y) - t.y;
        if (t.y > 0.0 && roof > 0.0) col = hsv(0.04 + 0.09 * rnd(s, 48), 0.8, 1.0) * (0.5 + 0.6 * (1.0 - t.y)) * (abs(t.x) < 0.015 || abs(t.x) > 0.85 * (1.0 - t.y) ? 0.4 : 1.0) * (t.x > 0.0 ? 0.7 : 1.0);
    }
    float on = -1.0;
    for (int i = 0; i < 4; i++) {
        float z = float(i) / 3.0, span = mix(0.09, 0.5, z * z);
        float x = u.x / span + 3.7 * float(i);
        vec3 h = unpack(cell(ivec2(int(floor(x)), i), s));
        float base = mix(hor - 0.02, -1.3, z);
        float tall = span * (1.0 + 2.6 * h.y) * (0.35 + 0.65 * ramp(0.3, 0.7, noise(vec2(u.x * 1.2, float(i)), s + 50U)));
        float y = (u.y - base) / tall, o = abs(fract(x) - 0.5 - 0.3 * (h.x - 0.5));
        float saw = fract(y * 7.0 + 1.5 * o);
        if (h.z < 0.8 * rnd(s, 60 + i) + 0.1 && y > 0.0 && y < 1.0 && (o < 0.34 * (1.0 - y) * (1.0 - 0.55 * saw) || o < 0.03)) on = z + 0.4 * (1.0 - saw);
    }
    if (on >= 0.0) col = vec3(0.012, 0.02, 0.025) + light * 0.1 * fract(on * 2.0);
    fragColor = vec4(film(col * 1.5), 1.0);
}
