// title: Dry Lake Bed
// description: Curling plates of dried mud with cracks in cracks, pebbles, sprouts and low sun
// tags: soil, mud, cracks, voronoi, relief

uint scramble(uint x) {
    x = (x ^ (x >> 15)) * 0x6D2F8A35U;
    x = (x ^ (x >> 13)) * 0xA3C59E1BU;
    return x ^ (x >> 16);
}

float rnd(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x7F4A7C15U;
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

mat2 rot(float a) {
    float c = cos(a), s = sin(a);
    return mat2(c, s, -s, c);
}

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 3.0);
    float depth = 1.0 / (1.1 - (0.1 + 0.75 * rnd(s, 1)) * (0.5 * u.y + 0.5));
    vec2 p = rot(6.28 * rnd(s, 2)) * (vec2(u.x, u.y + 1.0) * depth) * (0.7 + 1.5 * rnd(s, 3)) + 20.0 * rnd(s, 4) + 0.4 * iTime;
    float way = 6.28 * rnd(s, 5);
    vec3 sun = normalize(vec3(cos(way), sin(way), 0.3 + 0.5 * rnd(s, 6)));
    vec3 rough = fbmd(p * 3.0, 4, s + 4U);
    vec2 q = p + 0.12 * rough.yz * 0.5;
    vec2 slope = -0.35 * rough.yz;
    float gapAll = 1.0;
    uint k0 = 0U;
    {
        vec2 c = floor(q);
        float best = 9.0, next = 9.0;
        vec2 o1 = vec2(0.0), o2 = vec2(0.0);
        uint k = 0U;
        for (int j = 0; j < 9; j++) {
            vec2 g = c + vec2(j % 3 - 1, j / 3 - 1);
            vec2 o = q - g - hash2(ivec2(g), s);
            float d = dot(o, o);
            if (d < best) { next = best; o2 = o1; best = d; o1 = o; k = cell(ivec2(g), s); }
            else if (d < next) { next = d; o2 = o; }
        }
        vec2 v = o1 - o2;
        float seam = 0.5 * (next - best) * inversesqrt(max(dot(v, v), 1e-4)), crack = 0.035 + 0.08 * rnd(s, 7);
        slope -= normalize(v + 1e-4) * (smoothstep(0.2, 0.0, seam) * (rnd(s, 8) - 0.35) * 1.6 - 2.5 * smoothstep(crack * 1.6, crack * 0.8, seam) * step(crack * 0.5, seam));
        slope += 0.3 * (vec2(rnd(k, 1), rnd(k, 2)) - 0.5);
        vec3 hair = noised(q * 2.1 + 9.0 * rnd(k, 3), k);
        float fissure = abs(hair.x - 0.5) * inversesqrt(dot(hair.yz, hair.yz) + 0.02);
        gapAll = smoothstep(crack * 0.6, crack, seam) * mix(1.0, smoothstep(0.005, 0.03, fissure), step(0.4, rnd(k, 5)));
        k0 = k;
    }
    vec3 n = normalize(vec3(slope, 1.0));
    vec3 mud = hsv(0.03 + 0.1 * rnd(s, 9), 0.2 + 0.35 * rnd(s, 10), 0.55 + 0.3 * rnd(s, 11));
    if (rnd(s, 12) < 0.2) mud = hsv(rnd(s, 13), 0.3, 0.7);
    vec3 mat = mud * (0.8 + 0.35 * rnd(k0, 4)) * (0.55 + 0.8 * rough.x);
    mat = mix(mat, vec3(0.9, 0.88, 0.85), 0.5 * smoothstep(0.55, 0.75, fbm(p * 0.8, 3, s + 20U)) * rnd(s, 14));
    float lit = max(dot(n, sun), 0.0);
    vec3 col = mat * (0.22 + 1.6 * lit);
    col = mix(mud * 0.12 * (0.4 + rough.x), col, gapAll);
    vec2 t = p * 2.2;
    uint k = cell(ivec2(floor(t)), s + 50U);
    vec2 o = fract(t) - 0.5 - 0.3 * (vec2(rnd(k, 1), rnd(k, 2)) - 0.5);
    float r = 0.05 + 0.12 * rnd(k, 3);
    if (rnd(k, 4) < 0.6 * rnd(s, 15)) {
        bool plant = rnd(s, 16) < 0.5;
        float l = length(o), an = atan(o.y, o.x);
        float shape = plant ? l - 0.3 * (0.35 + 0.65 * abs(cos(an * (1.5 + floor(3.0 * rnd(k, 5)) * 0.5)))) : length(o * vec2(1.0, 1.3)) - r;
        vec2 os = o + 0.09 * sun.xy;
        float sh = plant ? length(os) - 0.2 : length(os * vec2(1.0, 1.3)) - r;
        col *= 0.5 + 0.5 * smoothstep(-0.04, 0.04, sh);
        if (shape < 0.0) {
            vec3 bump = plant ? vec3(0.2 * sin(an * 7.0), 0.2, 1.0) : vec3(o / r, 0.6);
            vec3 tone = plant ? hsv(0.2 + 0.15 * rnd(k, 6), 0.6, 0.35 + 0.4 * l / 0.3) : hsv(rnd(k, 6), 0.2, 0.3 + 0.5 * rnd(k, 7));
            col = tone * (0.25 + 1.3 * max(dot(normalize(bump), sun), 0.0)) * (0.7 + 0.5 * noise(o * 20.0, k));
        }
    }
    col = mix(col, hsv(0.08 + 0.5 * step(0.6, rnd(s, 17)), 0.25, 0.8), clamp(0.07 * (depth - 2.0), 0.0, 0.8));
    fragColor = vec4(film(col * 1.5), 1.0);
}
