// title: Draped Cloth
// description: Heavy folds of cloth with woven, striped or flowered prints and a soft sheen
// tags: fabric, folds, cloth, pattern, lighting

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
    uint s = uint(iTime * 2.8);
    vec2 p = rot(6.28 * rnd(s, 1)) * u * (0.5 + 0.9 * rnd(s, 2)) + 20.0 * rnd(s, 3) + 0.4 * iTime;
    vec2 g = vec2(0.0), shift = vec2(0.0);
    float h = 0.0, f = 0.9, a = 0.55;
    vec2 q = p * vec2(1.0 + rnd(s, 4), 0.35 + 0.5 * rnd(s, 5));
    vec2 scale = vec2(1.0 + rnd(s, 4), 0.35 + 0.5 * rnd(s, 5));
    for (int i = 0; i < 4; i++) {
        vec3 n = noised(q * f + 3.7 * float(i), s + uint(i));
        float v = 2.0 * n.x - 1.0;
        float fold = 1.0 - sqrt(v * v + 0.012);
        vec2 gr = -2.0 * v / sqrt(v * v + 0.012) * n.yz * f * scale;
        h += a * fold;
        g += a * gr * 0.35;
        q += 0.12 * gr;
        f *= 1.7;
        a *= 0.48;
    }
    vec3 n = normalize(vec3(-g, 0.9));
    float way = 6.28 * rnd(s, 6);
    vec3 sun = normalize(vec3(cos(way), sin(way), 0.5 + 0.4 * rnd(s, 7)));
    vec2 c = (p + 0.28 * g) * (2.0 + 4.0 * rnd(s, 8));
    float kind = rnd(s, 9);
    vec3 a1 = hsv(rnd(s, 10), 0.3 + 0.5 * rnd(s, 11), 0.35 + 0.5 * rnd(s, 12)), b1 = hsv(rnd(s, 13), 0.5, 0.75), c1 = hsv(rnd(s, 14), 0.3, 0.9);
    vec3 mat = a1;
    if (kind < 0.2) mat = mix(a1, b1, step(0.5, fract(c.x)));
    else if (kind < 0.45) {
        vec2 st = smoothstep(0.12, 0.16, abs(fract(c) - 0.5)), fine = smoothstep(0.03, 0.05, abs(fract(c + 0.3) - 0.5));
        mat = mix(b1, a1, 0.5 * (st.x + st.y)) + 0.4 * (1.0 - fine.x * fine.y) * c1;
    } else if (kind < 0.7) {
        vec2 o = fract(c) - 0.5;
        float ang = atan(o.y, o.x), l = length(o);
        float petal = 0.26 + 0.1 * cos(5.0 * ang + 6.0 * hash(ivec2(floor(c)), s));
        mat = l < petal ? mix(b1, c1, smoothstep(0.0, petal, l)) : a1;
        if (l < 0.09) mat = hsv(rnd(s, 15), 0.7, 0.8);
    } else if (kind < 0.85) mat = mix(a1, b1, step(length(fract(c) - 0.5), 0.25));
    float weave = sin(c.x * 60.0) * sin(c.y * 60.0) * 0.12 * smoothstep(100.0, 400.0, iResolution.y) + 0.25 * (noise(c * 9.0, s) - 0.5);
    mat *= 1.0 + weave;
    float lit = max(dot(n, sun), 0.0);
    float silk = rnd(s, 16);
    float spec = pow(max(dot(reflect(vec3(0.0, 0.0, -1.0), n), sun), 0.0), 12.0 + 30.0 * silk) * silk;
    float ao = smoothstep(-0.2, 0.75, h);
    vec3 col = mat * (1.5 * lit * (0.3 + 0.7 * ao) + 0.25 * ao) + spec * mix(vec3(0.7), mat, 0.5);
    col += mat * 0.25 * pow(max(1.0 - n.z, 0.0), 2.0);
    float edge = dot(u, vec2(cos(way * 1.7), sin(way * 1.7))) + 0.5 * (h - 0.5) - 0.25 - rnd(s, 17);
    if (edge > 0.0) {
        vec2 t = u * 3.0 + 5.0;
        vec3 table = hsv(0.06, 0.5 * rnd(s, 18), 0.2 + 0.5 * rnd(s, 19)) * (0.6 + 0.6 * noise(vec2(t.x * 0.7, t.y * 14.0), s));
        col = table * (0.35 + 0.65 * smoothstep(0.0, 0.25, edge));
    }
    fragColor = vec4(film(col * 1.35), 1.0);
}
