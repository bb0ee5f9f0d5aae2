// title: Tree Bark
// description: Trunks with plated, furrowed or peeling bark, lichen, knots and moss, round or flat, before a wood
// tags: wood, bark, texture, relief, trees

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
    vec2 v = rot(0.5 * (rnd(s, 1) - 0.5)) * u;
    float wide = 0.35 + 1.3 * rnd(s, 2), x = (v.x - 0.8 * (rnd(s, 3) - 0.5)) / wide + 0.05 * sin(v.y * 2.0);
    vec3 light = hsv(0.1 + 0.3 * rnd(s, 4), 0.4, 0.9);
    float leaves = fbm(u * 3.0 + 9.0, 4, s + 1U);
    vec3 col = mix(hsv(0.2 + 0.2 * rnd(s, 5), 0.6, 0.2), light, smoothstep(0.45, 0.62, leaves));
    float far = abs(fract(v.x * 1.7 + rnd(s, 6)) - 0.5);
    if (far < 0.1 + 0.08 * rnd(s, 7)) col = mix(hsv(0.07, 0.3, 0.25), light, 0.25) * (0.6 + 0.5 * noise(v * vec2(20.0, 4.0), s));
    float side = rnd(s, 8) < 0.5 ? -1.0 : 1.0;
    if (abs(x) < 1.0) {
        float bulge = asin(clamp(x, -0.999, 0.999));
        vec2 p = vec2(bulge * wide, v.y * 0.9) * (1.2 + 2.0 * rnd(s, 9)) + vec2(20.0 * rnd(s, 10), 20.0 * rnd(s, 11) + iTime);
        vec2 knot = vec2(fract(p.x * 0.4) - 0.5, fract(p.y * 0.35) - 0.5) * vec2(2.5, 2.8);
        float kd = length(knot * vec2(1.2, 0.8)), kon = step(0.5, hash(ivec2(floor(p * vec2(0.4, 0.35))), s));
        p.x += kon * 0.45 * sign(knot.x) * exp(-3.0 * kd * kd);
        float kind = rnd(s, 12);
        vec2 q = kind < 0.4 ? p * vec2(3.0, 0.75) : kind < 0.7 ? p * vec2(2.2, 1.5) : p * vec2(1.2, 5.0);
        vec3 n1 = fbmd(q, 3, s + 3U);
        vec3 n2 = noised(q * 2.7 + 2.0 * n1.x, s + 7U);
        float ridge = kind < 0.7 ? abs(2.0 * n1.x / 0.875 - 1.0) : smoothstep(0.35, 0.6, n1.x);
        float h = smoothstep(0.0, 0.35, ridge) * (0.7 + 0.3 * n2.x);
        vec2 g = (n1.yz * (kind < 0.7 ? sign(n1.x - 0.4375) : 0.8) + 0.25 * n2.yz) * (kind < 0.4 ? vec2(1.0, 0.3) : kind < 0.7 ? vec2(1.0) : vec2(0.25, 1.0));
        vec3 n = normalize(vec3(x - 0.7 * g.x, -0.5 * g.y, sqrt(max(1.0 - x * x, 0.0)) + 0.25));
        vec3 sun = normalize(vec3(side * 0.9, 0.35, 0.6));
        vec3 base = hsv(0.03 + 0.08 * rnd(s, 13), 0.15 + 0.4 * rnd(s, 14), 0.35 + 0.45 * rnd(s, 15));
        if (kind >= 0.7) base = mix(base, vec3(0.9, 0.88, 0.84), 0.8);
        vec3 mat = mix(base * 0.25, base, h) * (0.65 + 0.6 * n2.x);
        float fine = noise(p * 14.0, s + 9U);
        mat *= 0.75 + 0.5 * fine;
        float lichen = smoothstep(0.5, 0.62, fbm(p * 1.3 + 5.0, 3, s + 11U) + 0.15 * (fine - 0.5)) * step(0.35, rnd(s, 16));
        mat = mix(mat, hsv(0.12 + 0.3 * rnd(s, 17), 0.35, 0.7) * (0.5 + 0.6 * fine), lichen * (0.4 + 0.6 * h));
        mat = mix(mat, base * 0.15 * (0.6 + 0.7 * sin(kd * 26.0)), kon * smoothstep(0.55, 0.35, kd));
        col = mat * (0.2 + 1.6 * max(dot(n, sun), 0.0)) * (0.5 + 0.5 * h) + 0.25 * light * pow(abs(x), 5.0) * step(0.0, x * -side);
        float dapple = smoothstep(0.4, 0.55, fbm(u * 1.6 + 3.0, 2, s + 20U));
        col *= mix(1.0, 0.5 + 0.8 * dapple, step(0.5, rnd(s, 18)));
    }
    fragColor = vec4(film(col * 1.6), 1.0);
}
