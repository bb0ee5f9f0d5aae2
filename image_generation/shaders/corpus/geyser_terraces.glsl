// title: Geysers
// description: Columns of steam and water over coloured terraces and pools, hills behind, many skies
// tags: geyser, steam, pools, terraces, landscape

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
    uint s = uint(iTime * 2.5);
    u = u * (0.55 + 0.5 * rnd(s, 90)) + 0.3 * (rnd3(s, 91).xy - 0.5);
    float hor = 0.5 * rnd(s, 1) - 0.1, side = rnd(s, 2) < 0.5 ? -1.0 : 1.0;
    vec3 low = hsv(rnd(s, 3), 0.25, 0.9), high = hsv(0.52 + 0.2 * rnd(s, 4), 0.6, 0.3 + 0.5 * rnd(s, 5));
    vec3 col = mix(low, high, clamp(u.y - hor, 0.0, 1.0));
    float hill = hor + 0.3 * fbm(vec2(u.x * 1.4 + 9.0 * rnd(s, 6), 1.0), 4, s);
    if (u.y < hill) col = mix(hsv(0.3, 0.4, 0.3), low, 0.45) * (0.6 + 0.7 * noise(u * vec2(30.0, 45.0), s + 1U));
    vec3 crust = hsv(0.08 + 0.06 * rnd(s, 7), 0.2 + 0.2 * rnd(s, 8), 0.8), rust = hsv(0.04 + 0.05 * rnd(s, 9), 0.8, 0.7), pool = hsv(0.45 + 0.13 * rnd(s, 10), 0.75, 0.75);
    float dep = 1.0 / (max(hor - u.y, 0.0) + 0.12);
    vec2 q = vec2(u.x * dep, dep * 2.2) * (0.7 + 0.7 * rnd(s, 11)) + vec2(9.0 * rnd(s, 12) + 0.3 * iTime, 0.0);
    float shine = 0.0;
    if (u.y < hor) {
        vec3 t = fbmd(q * 0.8, 4, s + 2U);
        float lev = t.x * 7.0;
        float f = fract(lev), d = floor(lev);
        vec3 band = mix(crust, rust, ramp(0.35, 0.65, hash(ivec2(int(d), 1), s)));
        band = mix(band, hsv(0.15, 0.7, 0.8), 0.7 * step(0.75, hash(ivec2(int(d), 2), s)));
        col = band * (0.7 + 0.45 * noise(q * 9.0, s + 3U)) * (0.55 + 0.5 * ramp(0.0, 0.25, f)) + 0.25 * ramp(0.86, 0.97, f);
        float w = 0.42 - t.x + 0.1 * rnd(s, 13);
        col = mix(col, rust * 1.1, ramp(-0.08, -0.03, w));
        col = mix(col, hsv(0.14, 0.75, 0.9), ramp(-0.035, -0.005, w));
        col = mix(col, pool, ramp(-0.005, 0.02, w));
        col = mix(col, pool * pool * 0.6, ramp(0.02, 0.11, w));
        if (w > 0.0) col = mix(col, low, 0.3 * ramp(0.45, 0.7, noise(q * vec2(4.0, 7.0) + iTime, s + 4U)));
        shine = ramp(0.0, 0.05, w);
        col = mix(col, low, 0.35 * ramp(0.25, 0.0, hor - u.y));
    }
    float many = 1.0 + floor(3.0 * rnd(s, 14));
    for (int i = 0; i < 3; i++) {
        if (float(i) >= many) break;
        vec3 h = rnd3(s, 20 + i), g = rnd3(s, 30 + i);
        float size = (0.45 + 0.55 * h.z) / (0.6 + 0.4 * many) * 1.2;
        vec2 foot = vec2(1.7 * (h.x - 0.5), hor - 0.1 - 0.55 * h.y * h.z);
        vec2 o = (u - foot) / size;
        float wind = side * (0.15 + 0.5 * rnd(s, 15));
        float mound = 0.22 * exp(-o.x * o.x * 14.0) - 0.05 - (o.y + 0.05);
        if (mound > 0.0 && o.y > -0.04 - 0.13 * (1.0 - o.x * o.x * 1.4) + 0.03 * noise(o * vec2(12.0, 2.0), s) && abs(o.x) < 0.8) col = mix(crust, rust, noise(o * vec2(14.0, 3.0), s + uint(i)) * ramp(0.1, 0.6, abs(o.x) + 0.1)) * (0.6 + 0.4 * side * -o.x * 3.0 + 0.3) * (0.7 + 0.4 * noise(o * 22.0, s));
        float y = o.y - 0.1;
        float axis = wind * y * y * 0.8;
        float w = 0.05 + 0.34 * y + 0.1 * y * y;
        vec2 c = vec2((o.x - axis) / max(w, 0.03), y);
        float roll = fbm(vec2(c.x * 1.3 + 3.0 * g.x, y * 3.5 - 3.0 * iTime), 5, s + 40U + uint(i));
        float roll2 = fbm(vec2(c.x * 1.3 + 3.0 * g.x - 0.25 * side, y * 3.5 + 0.25 - 3.0 * iTime), 3, s + 40U + uint(i));
        float body = 1.15 - abs(c.x) + 1.5 * (roll - 0.55);
        float up = 1.3 + 0.8 * g.z;
        float a = ramp(0.0, 0.45, body) * ramp(-0.02, 0.05, y) * ramp(up, up * 0.4, y);
        vec3 steam = mix(mix(high, vec3(0.6), 0.5), mix(vec3(1.0), low, 0.25), clamp(0.6 + 2.2 * (roll - roll2) + 0.25 * -side * c.x, 0.0, 1.0));
        col = mix(col, steam, a * 0.95);
        float jet = 0.75 * g.y;
        float drops = noise(vec2(o.x * 30.0, o.y * 9.0 - 12.0 * iTime), s + 50U);
        if (y > 0.0 && y < jet && abs(o.x) < (0.03 + 0.09 * y) * (0.5 + drops)) col = mix(col, vec3(1.0), 0.9 * ramp(jet, jet * 0.5, y));
    }
    vec2 fig = (u - vec2(1.5 * (rnd(s, 16) - 0.5), hor - 0.1)) / 0.06;
    float man = min(length(fig - vec2(0.0, 0.85)) - 0.25, length(fig * vec2(1.0, 0.45)) - 0.3);
    if (man < 0.0 && rnd(s, 17) < 0.5) col = hsv(rnd(s, 18), 0.7, 0.4);
    fragColor = vec4(film(col * 1.45), 1.0);
}
