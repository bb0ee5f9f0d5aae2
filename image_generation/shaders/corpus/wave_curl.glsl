// title: Breaking Wave
// description: A curling breaker from the side or front with thin green lip, foam, spray and a low sky
// tags: wave, sea, surf, foam, water

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
    float side = rnd(s, 1) < 0.5 ? -1.0 : 1.0, hor = -0.1 + 0.7 * rnd(s, 2);
    u.x *= side;
    vec3 low = hsv(rnd(s, 3), 0.2 + 0.4 * rnd(s, 4), 0.97), high = hsv(0.52 + 0.25 * rnd(s, 5), 0.6, 0.3 + 0.55 * rnd(s, 6));
    vec3 deep = hsv(0.47 + 0.16 * rnd(s, 7), 0.85, 0.2 + 0.2 * rnd(s, 8)), thin = hsv(0.4 + 0.15 * rnd(s, 9), 0.6, 0.85);
    vec3 col = mix(low, high, clamp((u.y - hor) * 1.2, 0.0, 1.0));
    col = mix(col, vec3(1.0, 0.98, 0.95), 0.8 * ramp(0.5, 0.72, fbm(vec2(u.x * 1.2, u.y * 2.4) + 9.0 * rnd(s, 10), 4, s)));
    vec2 ball = u - vec2(1.6 * (rnd(s, 11) - 0.5), hor + 0.5 * rnd(s, 12));
    col += low * (0.4 * exp(-4.0 * length(ball)) + ramp(0.1, 0.09, length(ball)));
    float land = hor + 0.2 * ramp(0.5, 0.7, noise(vec2(u.x * 1.3 + 5.0 * rnd(s, 13), 2.0), s + 1U)) * (0.6 + 0.5 * noise(vec2(u.x * 8.0, 1.0), s));
    if (u.y < land) col = mix(deep * 0.5, low, 0.4);
    if (u.y < hor) {
        float dep = 1.0 / (hor - u.y + 0.06);
        vec3 w = fbmd(vec2(u.x * dep * 1.3, dep * 5.0 + 2.0 * iTime), 4, s + 2U);
        col = mix(deep * (0.7 + 0.6 * w.x), mix(low, high, 0.4), clamp(0.3 + 0.25 * w.z, 0.0, 0.9) * ramp(-0.5, 0.9, 1.0 - (hor - u.y)));
        col = mix(col, vec3(0.95), 0.7 * ramp(0.66, 0.75, w.x));
    }
    float size = 0.55 + 0.5 * rnd(s, 14), roll = 0.25 * sin(iTime * 2.0);
    vec2 mid = vec2(0.5 * (rnd(s, 15) - 0.5) + 0.1 * roll, hor - 0.15 - 0.25 * rnd(s, 16));
    vec2 o = (u - mid) / size;
    vec2 e = o * vec2(0.8, 1.15);
    float r = length(e), a = angle(e);
    float curl = a < 0.0 ? a + 6.28318 : a;
    float back = 0.98 * exp(-1.1 * max(-o.x - 0.15, 0.0)) * (1.0 + 0.06 * sin(o.x * 7.0 + 6.0 * rnd(s, 17))) - 0.03 * noise(vec2(o.x * 6.0, iTime * 3.0), s);
    float crest = sqrt(max(1.0 - pow(max(o.x, 0.0) / 1.1, 2.0), 0.0)) * 0.97;
    float top = o.x < 0.0 ? back : crest;
    float hole = length((o - vec2(0.42, 0.05)) * vec2(0.85 + 0.25 * o.x, 1.25)) - 0.72 + 0.03 * noise(vec2(a * 5.0, 1.0), s);
    float lipEnd = o.x - 1.05 + 0.3 * max(-o.y, 0.0);
    float base = -0.62 + 0.04 * sin(o.x * 5.0) - 0.25 * max(o.x - 0.2, 0.0);
    bool body = o.y < top && o.y > base - 0.5 && hole > 0.0 && lipEnd < 0.0;
    bool face = hole <= 0.0 && o.y > base - 0.1 && o.x < 0.42 + 0.3 * rnd(s, 18) + 0.35 * (0.5 - o.y) * (0.5 - o.y);
    vec2 m = vec2(curl * 1.5 - 4.0 * iTime * 0.3, r * 6.0);
    float streak = fbm(vec2(m.x * 1.2 + 0.6 * r, m.y * 2.0), 4, s + 3U), lace = abs(noise(vec2(m.x * 2.2, m.y * 1.6) + 0.8 * streak, s + 4U) - 0.5);
    if (face) {
        float t = clamp((o.y - base) / 1.3, 0.0, 1.0);
        float inner = ramp(0.0, -0.5, hole);
        col = mix(deep, thin, ramp(0.15, 1.0, t) * (1.0 - 0.5 * inner)) * (0.55 + 0.7 * streak);
        col = mix(col, vec3(0.95), 0.6 * ramp(0.06, 0.0, lace) * ramp(0.9, 0.2, t));
        col += thin * 0.35 * ramp(0.1, 0.0, -hole);
    }
    if (body) {
        float edge = top - o.y;
        float lip = ramp(0.4, 0.05, hole);
        float light = ramp(0.75, 0.1, edge);
        col = mix(deep, thin, 0.75 * light + 0.35 * lip * step(-0.2, o.y)) * (0.6 + 0.6 * streak);
        float foamy = ramp(0.1, 0.0, lace - 0.02 - 0.08 * ramp(0.6, 0.0, edge)) * (0.35 + 0.5 * light);
        foamy = max(foamy, ramp(0.1, 0.02, edge + 0.08 * (noise(o * 9.0, s) - 0.5)));
        foamy = max(foamy, ramp(0.3, 0.9, o.x + 0.5 * (streak - 0.4)) * ramp(0.55, 0.35, streak - 0.2));
        col = mix(col, vec3(0.97) * (0.75 + 0.3 * streak), clamp(foamy, 0.0, 1.0));
        col *= 1.0 - 0.35 * ramp(0.0, 0.9, -o.x) * (1.0 - light);
    }
    float splash = fbm(o * vec2(3.0, 3.5) + vec2(0.0, -2.0 * iTime), 5, s + 5U);
    float where_ = ramp(0.75, 0.0, length((o - vec2(1.0, -0.45)) * vec2(0.9, 0.85))) + 0.6 * ramp(0.35, 0.0, abs(o.y - top - 0.08)) * ramp(-0.6, 0.4, o.x) * ramp(1.15, 0.8, o.x);
    col = mix(col, mix(vec3(1.0), low, 0.2) * (0.7 + 0.4 * splash), ramp(0.45, 0.75, splash * 0.75 + 0.5 * where_) * step(0.05, where_));
    vec2 dc = o * 13.0, dd = fract(dc) - 0.5 - 0.6 * (hash2(ivec2(floor(dc)), s + 6U) - 0.5);
    if (length(dd) < 0.16 * hash(ivec2(floor(dc)), s + 7U) * ramp(0.0, 0.4, where_ + 0.15 * ramp(1.6, 1.0, r))) col = mix(vec3(1.0), low, 0.2);
    float front = -0.72 - 0.2 * rnd(s, 19) + 0.12 * noise(vec2(u.x * 2.0 + iTime, 3.0), s + 8U);
    if (u.y < front) {
        float dep = 1.0 / (front - u.y + 0.35);
        vec2 q = vec2(u.x * dep * 2.0, dep * 6.0 + iTime);
        float net = abs(noise(q + 0.5 * noise(q * 2.0, s), s + 9U) - 0.5) + 0.5 * abs(noise(q * 2.3, s + 10U) - 0.5);
        col = mix(mix(deep, thin, 0.35), vec3(0.95), ramp(0.2, 0.06, net)) * (0.85 + 0.2 * noise(q * 5.0, s));
    }
    fragColor = vec4(film(col * 1.45), 1.0);
}
