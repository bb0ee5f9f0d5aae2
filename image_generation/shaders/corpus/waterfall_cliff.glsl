// title: Waterfalls
// description: White falls in one or more steps over dark cliffs into pools with mist, ferns and boulders
// tags: waterfall, water, cliff, rocks, mist

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
    float side = rnd(s, 1) < 0.5 ? -1.0 : 1.0;
    vec3 low = hsv(rnd(s, 2), 0.2, 0.95), high = hsv(0.52 + 0.15 * rnd(s, 3), 0.5, 0.8);
    vec3 col = mix(low, high, ramp(-0.2, 1.0, u.y));
    col = mix(col, vec3(1.0), 0.7 * ramp(0.5, 0.7, fbm(u * 1.5 + 9.0 * rnd(s, 4), 3, s)));
    float top = 0.2 + 0.7 * rnd(s, 5), pool = -0.9 + 0.6 * rnd(s, 6);
    vec3 rockHue = hsv(rnd(s, 7) < 0.7 ? 0.05 + 0.08 * rnd(s, 8) : 0.6, 0.15 + 0.3 * rnd(s, 9), 0.4), moss = hsv(0.2 + 0.13 * rnd(s, 10), 0.65, 0.45);
    float edge = top + 0.16 * (noise(vec2(u.x * 2.0, 1.0), s) - 0.5) + 0.08 * (noise(vec2(u.x * 8.0, 2.0), s) - 0.5);
    float bush = edge + 0.05 + 0.22 * ramp(0.35, 0.7, noise(vec2(u.x * 1.8, 7.0), s + 1U)) * (0.5 + fbm(vec2(u.x * 9.0, u.y * 5.0), 3, s + 2U));
    float leaves = noise(u * 26.0, s + 3U);
    if (u.y < bush) col = mix(moss * (0.35 + 0.9 * leaves), low, 0.15);
    float many = 1.0 + floor(3.0 * rnd(s, 11)), wide = (0.12 + 0.3 * rnd(s, 12)) / sqrt(many);
    float ledge = mix(pool, top, 0.3 + 0.4 * rnd(s, 13)) + 0.05 * sin(u.x * 5.0), stepped = rnd(s, 14) < 0.5 ? 1.0 : 0.0;
    vec2 q = vec2(u.x, u.y + 0.12 * sin(4.0 * u.x));
    vec3 g = fbmd(q * vec2(3.5, 2.0) + 3.0, 5, s + 4U);
    float cracks = noise(q * vec2(9.0, 3.0) + 0.3 * g.yz, s + 5U), beds = noise(vec2(u.x * 1.5, q.y * 12.0), s + 6U);
    vec3 cliff = rockHue * (0.4 + 0.9 * g.x) * (0.75 + 0.5 * beds) * (0.85 - 0.3 * side * g.y + 0.2 * g.z) * (0.6 + 0.4 * ramp(0.0, 0.12, abs(cracks - 0.5)));
    cliff = mix(cliff, moss * (0.4 + 0.8 * leaves), ramp(0.5, 0.62, noise(q * vec2(2.5, 4.0), s + 7U) + 0.15 * g.z));
    if (u.y < edge) col = cliff * (0.7 + 0.5 * ramp(pool, top, u.y));
    float spray = 0.0;
    for (int i = 0; i < 3; i++) {
        if (float(i) >= many) break;
        vec3 h = rnd3(s, 20 + i);
        float cx = (many < 1.5 ? 0.7 : 1.7) * (h.x - 0.5), w = wide * (0.6 + 0.8 * h.y);
        float shift = stepped * (u.y < ledge ? 0.18 * (h.z - 0.5) : 0.0), spread = 1.0 + 0.35 * clamp(((u.y < ledge && stepped > 0.5 ? ledge : edge) - u.y) / 1.2, 0.0, 1.0);
        float x = (u.x - cx - shift) / (w * spread);
        float ragged = 0.25 * (noise(vec2(x * 2.0 + 4.0 * float(i), u.y * 3.0 + 6.0 * iTime), s + 9U) - 0.5) + 0.12 * sin(9.0 * u.y + 7.0 * h.z);
        if (abs(x) < 1.0 + ragged && u.y < edge + 0.02 && u.y > pool - 0.03) {
            float streak = 0.6 * noise(vec2(x * 9.0 * w * 6.0, u.y * 1.6 + 7.0 * iTime), s + uint(i)) + 0.4 * noise(vec2(x * 22.0 * w * 6.0, u.y * 3.0 + 9.0 * iTime), s + 11U);
            float thick = ramp(1.0 + ragged, 0.5, abs(x));
            vec3 water = mix(hsv(0.52 + 0.05 * rnd(s, 15), 0.4, 0.45), vec3(1.0), ramp(0.25, 0.65, streak));
            col = mix(col, water, (0.35 + 0.65 * thick) * ramp(0.1, 0.4, streak + 0.4 * thick));
        }
        spray += ramp(1.0, 0.0, length(vec2(x * 0.45, (u.y - pool - 0.03) * 3.2))) + stepped * ramp(1.0, 0.0, length(vec2(x * 0.6, (u.y - ledge) * 6.0)));
    }
    if (u.y < pool) {
        float dep = 1.0 / (pool - u.y + 0.12);
        vec3 w = fbmd(vec2(u.x * dep * 1.5, dep * 5.0 + 2.0 * iTime), 3, s + 12U);
        col = mix(hsv(0.43 + 0.12 * rnd(s, 16), 0.55, 0.35), mix(cliff, low, 0.5), clamp(0.35 + 0.3 * w.z, 0.0, 1.0));
        col = mix(col, vec3(0.95), ramp(0.6, 0.75, w.x + 0.35 * clamp(spray, 0.0, 1.0) * ramp(0.5, 0.0, pool - u.y)));
    }
    col = mix(col, vec3(0.96), clamp(spray, 0.0, 1.0) * (0.35 + 0.6 * fbm(u * 3.0 - vec2(0.0, 2.0 * iTime), 3, s + 13U)));
    float on = -1.0;
    vec2 at = vec2(0.0);
    for (int i = 0; i < 8; i++) {
        vec3 h = rnd3(s, 40 + i);
        float r = 0.08 + 0.28 * h.z * h.z + 0.04 * float(i);
        vec2 o = (u - vec2(2.8 * (h.x - 0.5), mix(pool, -1.15, float(i) / 7.0))) / r;
        if (length(o * vec2(0.8, 1.2)) + 0.12 * sin(3.0 * o.x + 9.0 * h.x) * o.y < 0.8) { on = float(i); at = o; }
    }
    if (on >= 0.0) {
        float t = fbm(at * 2.0 + on, 4, s + 14U);
        vec3 n = normalize(vec3(at, 0.7));
        col = rockHue * (0.5 + 0.8 * t) * (0.35 + 0.9 * max(dot(n, normalize(vec3(-side, 1.0, 0.5))), 0.0));
        col = mix(col, moss * (0.5 + t), ramp(0.1, 0.6, at.y + t - 0.5) * rnd(s, 17));
        col += 0.2 * ramp(0.3, 0.0, abs(at.y + 0.5)) * t;
    }
    fragColor = vec4(film(col * 1.5), 1.0);
}
