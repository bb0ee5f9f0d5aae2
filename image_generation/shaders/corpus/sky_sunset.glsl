// title: Evening Streaks
// description: Long torn bands of cloud lit from below over a dark shore with poles, trees and wires
// tags: sky, clouds, sunset, silhouettes

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

mat2 rot(float a) {
    float c = cos(a), s = sin(a);
    return mat2(c, s, -s, c);
}

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.5);
    p = rot(0.25 * (rnd(s, 1) - 0.5)) * p;
    float hor = -0.75 + 0.5 * rnd(s, 2), y = p.y - hor;
    float warm = 0.95 + 0.15 * rnd(s, 3);
    vec2 sun = vec2(2.0 * rnd(s, 4) - 1.0, hor + 0.5 * rnd(s, 5) - 0.05);
    float near = exp(-1.4 * length((p - sun) * vec2(0.7, 1.0)));
    vec3 top = hsv(0.5 + 0.35 * rnd(s, 6), 0.65, 0.2 + 0.4 * rnd(s, 7));
    vec3 mid = hsv(warm - 0.1 * rnd(s, 8), 0.55, 0.8), low = hsv(warm + 0.07, 0.65, 1.1);
    vec3 col = mix(low, mid, smoothstep(0.0, 0.4, y));
    col = mix(col, top, smoothstep(0.2, 1.3, y)) + vec3(0.5, 0.3, 0.1) * near;
    col = mix(col, vec3(1.6, 1.3, 0.8), smoothstep(0.08, 0.065, length(p - sun)));
    float fan = rnd(s, 9) - 0.5;
    vec2 vp = vec2(4.0 * fan, hor - 0.3);
    for (int i = 0; i < 3; i++) {
        float z = 1.0 / max(p.y - hor + 0.12 + 0.2 * float(i), 0.05);
        vec2 q = vec2((p.x - vp.x) * z * 0.5, z * (1.0 + 1.6 * rnd(s, 20 + i))) * (1.2 - 0.3 * float(i));
        q = rot(fan * 1.5) * q + vec2(iTime + 7.0 * float(i), 0.0);
        q.y *= 0.6 + 2.0 * rnd(s, 10);
        float d = fbm(q, 3, s + uint(i) * 5U) + 0.12 * (rnd(s, 11) - 0.5);
        float m = smoothstep(0.46, 0.66, d) * smoothstep(0.0, 0.15, y);
        vec3 under = mix(mid, low, near + 0.3) * 1.25, over = top * 0.6 + 0.08;
        float edge = smoothstep(0.75, 0.48, d);
        col = mix(col, mix(over, under, edge * (0.35 + 1.1 * near)), 0.9 * m);
    }
    if (y < 0.0) {
        float z = -0.12 / (y - 0.01);
        float n = fbm(vec2(p.x * z * 4.0, z * 9.0 + iTime * 2.0), 3, s + 30U);
        float glint = exp(-8.0 * abs(p.x - sun.x) / (0.3 - y)) * smoothstep(0.5, 0.7, n);
        col = rnd(s, 12) < 0.55 ? mix(mid, top, 0.4 + 0.6 * n) * 0.6 + vec3(1.2, 0.7, 0.35) * glint : hsv(0.1 + 0.2 * rnd(s, 13), 0.5, 0.12) * (0.6 + n);
    }
    float ridge = hor + 0.05 + 0.22 * rnd(s, 14) * fbm(vec2(p.x * 2.5 + 9.0 * rnd(s, 15), 0.0), 4, s);
    float tx = p.x * 9.0 + 0.5, ti = floor(tx);
    float crown = hash(ivec2(int(ti), 2), s);
    vec2 o = vec2((fract(tx) - 0.5) / 9.0, p.y - ridge - 0.12 * crown);
    float leafy = length(o * vec2(1.0, 0.8)) - 0.09 * crown + 0.05 * (noise(p * 22.0, s) - 0.5);
    bool dark = y > -0.03 && p.y < ridge;
    dark = dark || (crown > 0.5 && (leafy < 0.0 || (abs(o.x) < 0.008 && o.y < 0.0 && y > -0.03)));
    if (rnd(s, 16) < 0.5) {
        float px = mod(p.x + 9.0 * rnd(s, 17), 0.9) - 0.45;
        float tall = hor + 0.7 + 0.3 * rnd(s, 18);
        dark = dark || (abs(px) < 0.014 && p.y < tall && y > -0.05) || (abs(px) < 0.1 && abs(p.y - tall + 0.07) < 0.01);
        float sag = tall - 0.06 - 0.12 * (1.0 - px * px * 4.9);
        dark = dark || abs(p.y - sag) < 0.006 || abs(p.y - sag - 0.05) < 0.006;
    }
    if (dark) col = top * 0.12 + low * 0.03;
    fragColor = vec4(film(col * 1.1), 1.0);
}
