// title: Candlelight
// description: Candles with flames and drips before a lit wall, from a few to many, thick and thin
// tags: fire, candles, still life, glow

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

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.8);
    vec2 p = u * (0.65 + 0.9 * rnd(s, 1)) + vec2(0.0, 0.25 * rnd(s, 2));
    float table = -0.55;
    vec3 wall = hsv(rnd(s, 3), 0.5 * rnd(s, 4) + 0.1, 0.6);
    float kind = rnd(s, 5);
    float pat = kind < 0.35 ? step(0.5, fract(p.x * 3.0)) : kind < 0.7 ? fbm(p * 3.0, 3, s) : step(0.1, fract(p.y * 4.0)) * (0.6 + 0.4 * hash(ivec2(int(floor(p.x * 2.0 + 0.5 * floor(p.y * 4.0))), int(floor(p.y * 4.0))), s));
    vec3 wood = hsv(0.04 + 0.07 * rnd(s, 6), 0.5, 0.5) * (0.5 + 0.8 * noise(vec2(p.x * 2.0, p.y * 30.0), s));
    vec3 mat = p.y > table ? wall * (0.55 + 0.6 * pat) : wood;
    vec3 tint = hsv(0.06 + 0.07 * rnd(s, 7), 0.45, 1.0);
    float glow = 0.0;
    for (int i = 0; i < 4; i++) {
        vec3 h = rnd3(s, 20 + i);
        vec2 top = vec2(2.8 * (h.x - 0.5), table + 0.2 + 0.8 * h.y + 0.15);
        vec2 o = p - top;
        if (rnd(s, 8) > float(i) / 4.5 || i == 0) glow += 0.16 / (0.12 + dot(o, o) * 1.4);
    }
    vec3 col = mat * (0.22 + glow * tint * 0.9);
    for (int i = 0; i < 4; i++) {
        if (!(rnd(s, 8) > float(i) / 4.5 || i == 0)) continue;
        vec3 h = rnd3(s, 20 + i);
        float base = table - 0.08 * float(i) * 0.6, w = 0.05 + 0.13 * h.z;
        vec2 o = p - vec2(2.8 * (h.x - 0.5), table + 0.2 + 0.8 * h.y);
        float tall = table + 0.2 + 0.8 * h.y - base;
        float lid = 0.25 * w * sqrt(max(1.0 - o.x * o.x / (w * w), 0.0));
        float drip = w;
        float run = 0.35 * noise(vec2(o.x * 45.0, float(i)), s + 2U);
        float l = o.x / drip;
        float sh = abs(o.x) - w * 1.5;
        if (o.y < -tall && o.y > -tall - 0.12) col *= 0.5 + 0.5 * smoothstep(-0.05, 0.1, sh);
        if (abs(l) < 1.0 && o.y < lid && o.y > -tall - lid) {
            vec3 wax = rnd(s, 9) < 0.5 ? hsv(0.11, 0.25 * rnd(s, 40 + i), 0.95) : hsv(rnd(s, 40 + i), 0.65, 0.75);
            float z = sqrt(1.0 - l * l);
            col = wax * (0.12 + 0.35 * z + 0.25 * glow * z * tint + tint * 0.9 * exp(5.0 * o.y / (w * 6.0 + 0.3)));
            if (-o.y < run) col *= 1.2 + 0.3 * sin(o.x * 140.0);
            if (o.y > -lid * 0.8) col = wax * tint * 1.5;
        }
        float sway = 0.06 * sin(iTime * 11.0 + float(i) * 2.0) * (o.y + 0.1);
        vec2 f = vec2(o.x - sway, o.y - 0.05) / (0.8 + 0.5 * rnd(s, 50 + i));
        if (abs(o.x) < 0.008 && o.y > 0.0 && o.y < 0.05) col = vec3(0.05);
        float fw = 0.055 * smoothstep(-0.02, 0.06, f.y) * smoothstep(0.3, 0.02, f.y);
        float d = abs(f.x) - fw;
        float core = smoothstep(0.0, -0.03, d);
        if (f.y > -0.02 && f.y < 0.3) {
            vec3 flame = mix(vec3(1.6, 0.75, 0.2), vec3(1.8, 1.6, 1.0), core) * smoothstep(0.006, -0.006, d);
            col = mix(col, flame, smoothstep(0.006, -0.006, d) * (0.3 + 0.7 * smoothstep(0.0, 0.06, f.y)));
        }
        col += tint * 0.3 * exp(-9.0 * length(o - vec2(0.0, 0.12)));
    }
    fragColor = vec4(film(col * (1.2 + 0.6 * rnd(s, 10))), 1.0);
}
