// title: Rubble Walls
// description: Walls of fitted rough stones with bevelled faces, moss in the joints and raking light
// tags: stone, masonry, wall, voronoi, lighting

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
    vec2 p = u / (1.0 + 0.7 * (rnd(s, 1) - 0.5) * u.x);
    p = rot(0.4 * (rnd(s, 2) - 0.5)) * p * (1.0 + 2.0 * rnd(s, 3)) + vec2(20.0 * rnd(s, 4) + 0.5 * iTime, 20.0 * rnd(s, 5));
    float flat_ = 0.9 + 1.3 * rnd(s, 6);
    vec2 q = p * vec2(1.0, flat_) + 0.12 * vec2(noise(p * 5.0, s), noise(p * 5.0 + 3.0, s));
    float regular = 0.35 + 0.6 * rnd(s, 7);
    vec2 c = floor(q);
    vec2 o1 = vec2(0.0);
    float best = 9.0;
    uint k = 0U;
    vec2 sites[9];
    for (int j = 0; j < 9; j++) {
        vec2 g = c + vec2(j % 3 - 1, j / 3 - 1);
        vec2 o = q - g - 0.5 - regular * (hash2(ivec2(g), s) - 0.5);
        sites[j] = o;
        float d = dot(o, o);
        if (d < best) { best = d; o1 = o; k = cell(ivec2(g), s + 1U); }
    }
    float e = 9.0;
    vec2 dir = vec2(0.0);
    for (int j = 0; j < 9; j++) {
        vec2 v = o1 - sites[j];
        float l = dot(v, v);
        if (l > 1e-4) {
            float d = dot(0.5 * (sites[j] + o1), -v) * inversesqrt(l);
            d = abs(d);
            if (d < e) { e = d; dir = v * inversesqrt(l); }
        }
    }
    vec3 f = fbmd(p * 4.0, 4, s + 9U);
    float joint = 0.03 + 0.06 * rnd(s, 8);
    float bevel = 0.08 + 0.15 * rnd(s, 9);
    float rise = smoothstep(joint, joint + bevel, e);
    vec2 slope = dir * (1.0 - rise) * smoothstep(joint * 0.5, joint, e) * -1.6;
    vec2 tiltF = 0.5 * (vec2(rnd(k, 1), rnd(k, 2)) - 0.5);
    vec3 n = normalize(vec3(slope + tiltF - 0.4 * f.yz, 1.0));
    float way = 6.28 * rnd(s, 10);
    vec3 sun = normalize(vec3(cos(way), sin(way), 0.3 + 0.5 * rnd(s, 11)));
    vec3 mat = hsv(rnd(s, 12) + 0.12 * (rnd(k, 3) - 0.5), 0.3 * rnd(s, 13) + 0.15 * rnd(k, 4), 0.4 + 0.4 * rnd(k, 5));
    float layers = noise(vec2(dot(p, vec2(cos(6.0 * rnd(k, 6)), sin(6.0 * rnd(k, 6)))) * 9.0, 2.0), k);
    mat *= (0.55 + 0.8 * f.x) * (0.8 + 0.35 * layers);
    vec3 fill = rnd(s, 14) < 0.4 ? hsv(0.25 + 0.08 * rnd(s, 15), 0.6, 0.35) : hsv(0.1, 0.2, 0.2 + 0.5 * rnd(s, 15));
    mat = mix(fill * (0.4 + f.x), mat, smoothstep(joint * 0.7, joint * 1.1, e + 0.05 * (f.x - 0.5)));
    float moss = smoothstep(0.5, 0.62, fbm(p * 1.1 + 8.0, 4, s + 20U) + 0.1 * n.y);
    mat = mix(mat, hsv(0.2 + 0.12 * rnd(s, 16), 0.6, 0.4) * (0.3 + 1.1 * noise(p * 16.0, s)), moss * step(0.5, rnd(s, 17)));
    float lit = max(dot(n, sun), 0.0) * mix(smoothstep(-0.15, 0.1, dot(dir, sun.xy) * 0.4 + e), 1.0, rise);
    vec3 col = mat * (1.7 * lit + 0.22) * (0.4 + 0.6 * smoothstep(0.0, joint + 0.05, e));
    fragColor = vec4(film(col * 1.35), 1.0);
}
