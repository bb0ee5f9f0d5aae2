// title: Ink in Water
// description: Clouds of coloured ink that sink and curl in clear water over a pale ground
// tags: smoke, ink, fluid, curls

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

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.7);
    vec3 paper = hsv(rnd(s, 1), 0.25 * rnd(s, 2), 0.75 + 0.25 * rnd(s, 3));
    vec3 col = paper * (1.05 - 0.3 * length(u - vec2(rnd(s, 4), rnd(s, 5)) + 0.5));
    if (rnd(s, 6) < 0.25) col = hsv(rnd(s, 1), 0.5, 0.15) * (1.2 - 0.4 * u.y);
    for (int i = 0; i < 3; i++) {
        vec3 h = rnd3(s, 20 + i);
        vec2 dir = normalize(vec2(0.7 * (h.x - 0.5), rnd(s, 7) < 0.5 ? 1.0 : -1.0));
        vec2 o = u - vec2(1.8 * (h.y - 0.5), 0.4 * (h.z - 0.5));
        vec2 q = vec2(dot(o, vec2(dir.y, -dir.x)), dot(o, dir));
        float z = 1.2 + 1.1 * rnd(s, 30 + i);
        vec2 r = q * z + 9.0 * float(i) + vec2(0.0, iTime);
        vec2 curl = vec2(0.0);
        float a = 0.5, f = 1.0;
        for (int j = 0; j < 3; j++) {
            vec3 n = noised(r * f + 1.2 * curl, s + uint(i * 5 + j));
            curl += a * vec2(n.z, -n.y);
            f *= 1.9;
            a *= 0.42;
        }
        vec3 m = fbmd(r * 1.1 + 0.75 * curl, 2, s + 40U + uint(i));
        float plume = 0.45 + 0.35 * rnd(s, 50 + i) - abs(q.x + 0.25 * curl.x) * (0.7 + 0.5 * rnd(s, 60 + i)) / (0.35 + 0.5 * smoothstep(-1.2, 0.8, q.y)) * 0.55;
        float head = smoothstep(1.2, 0.3, q.y + 0.35 * curl.y - 0.3 * rnd(s, 70 + i));
        float dens = smoothstep(0.12, 0.42, (plume + 0.7 * (m.x - 0.38)) * head);
        float folds = abs(fract((m.x + 0.35 * curl.x) * 4.0) - 0.5) * 2.0;
        vec3 ink = hsv(rnd(s, 80 + i), 0.55 + 0.4 * rnd(s, 90 + i), 0.25 + 0.7 * rnd(s, 100 + i));
        float lit = clamp(0.6 + 0.35 * m.y + 0.25 * m.z + 0.35 * (folds - 0.5), 0.15, 1.3);
        vec3 body = mix(ink * ink, ink * 1.1 + 0.12, lit) * (0.6 + 0.5 * lit);
        col = mix(col, body, dens * (0.7 + 0.3 * folds));
    }
    fragColor = vec4(film(col * 1.45), 1.0);
}
