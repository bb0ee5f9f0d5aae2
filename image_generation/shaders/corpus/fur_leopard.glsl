// title: Spotted Coats
// description: Rosettes and spots on combed fur over moving muscles, leopard, cheetah, deer and fancy
// tags: fur, skin, spots, animal, rosettes

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
    uint s = uint(iTime * 3.1);
    vec2 p = rot(6.28 * rnd(s, 1)) * u * (0.6 + 1.3 * rnd(s, 2)) + 20.0 * rnd(s, 3) + 0.5 * iTime;
    vec3 body = fbmd(p * 0.8, 2, s);
    vec2 comb = normalize(vec2(1.0, 0.2) + 0.9 * body.yz);
    vec2 hair = vec2(dot(p, comb), dot(p, vec2(-comb.y, comb.x)));
    float strand = noise(hair * vec2(8.0, 42.0), s + 11U), strand2 = noise(hair * vec2(18.0, 90.0), s + 12U);
    vec2 q = p * (1.6 + 1.4 * rnd(s, 4)) + 0.5 * body.yz + 0.12 * vec2(strand - 0.5);
    q.x *= 0.75 + 0.25 * rnd(s, 5);
    vec2 c = floor(q);
    float best = 9.0, next = 9.0;
    vec2 off = vec2(0.0);
    uint k = 0U;
    for (int j = 0; j < 9; j++) {
        vec2 g = c + vec2(j % 3 - 1, j / 3 - 1);
        vec2 o = q - g - 0.5 - 0.75 * (hash2(ivec2(g), s) - 0.5);
        float d = dot(o, o);
        if (d < best) { next = best; best = d; off = o; k = cell(ivec2(g), s); }
        else next = min(next, d);
    }
    float ang = atan(off.y, off.x), r = 0.2 + 0.14 * rnd(k, 1);
    float l = sqrt(best) + 0.13 * (noise(off * 6.0 + 9.0, k) - 0.5);
    float kind = rnd(s, 6);
    float ring = abs(l - r) - 0.075 - 0.04 * sin(ang * 2.0 + 6.0 * rnd(k, 2));
    float broken = cos(ang * (2.0 + floor(2.0 * rnd(k, 3))) + 6.0 * rnd(k, 4));
    ring += 0.09 * smoothstep(0.5, 1.0, broken);
    float spot = kind < 0.45 ? ring : kind < 0.75 ? l - r * 0.8 : kind < 0.9 ? 0.07 - (sqrt(next) - l) : l - r * 0.5;
    float m = smoothstep(0.05, -0.03, spot + 0.05 * (strand - 0.5));
    vec3 coat = hsv(0.05 + 0.09 * rnd(s, 7), 0.35 + 0.4 * rnd(s, 8), 0.6 + 0.35 * rnd(s, 9));
    if (rnd(s, 10) < 0.2) coat = hsv(rnd(s, 11), 0.3, 0.8);
    vec3 dark = hsv(0.05 * rnd(s, 12), 0.5, 0.12);
    if (kind > 0.9) dark = vec3(0.95, 0.93, 0.88);
    vec3 mat = mix(coat, vec3(0.95, 0.9, 0.82), 0.8 * smoothstep(0.5, 0.7, body.x));
    if (kind < 0.45) mat = mix(mat, coat * 0.7, smoothstep(r, r - 0.1, l));
    mat = mix(mat, dark, m) * (0.65 + 0.5 * strand + 0.3 * strand2);
    float way = 6.28 * rnd(s, 13);
    vec3 n = normalize(vec3(-1.3 * body.yz - 0.3 * vec2(strand - 0.5), 1.0));
    vec3 col = mat * (0.28 + 1.3 * max(dot(n, normalize(vec3(cos(way), sin(way), 0.6))), 0.0));
    vec2 edge = rot(6.28 * rnd(s, 14)) * u;
    float cut = edge.x + 0.4 * edge.y * edge.y - 0.2 - 1.3 * rnd(s, 15) + 0.03 * strand;
    if (cut > 0.0) {
        float blade = noise(vec2(u.x * 20.0 + 3.0 * u.y, u.y * 1.5), s + 30U);
        vec3 grass = mix(hsv(0.1 + 0.25 * rnd(s, 16), 0.6, 0.25), hsv(0.12 + 0.15 * rnd(s, 17), 0.45, 0.8), blade);
        col = grass * (0.35 + 0.65 * smoothstep(0.0, 0.3, cut));
    }
    fragColor = vec4(film(col * 1.5), 1.0);
}
