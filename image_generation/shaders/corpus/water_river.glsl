// title: Forest Stream
// description: A stream with boulders, white water and mossy banks seen from above or at a slant
// tags: water, river, stones, foam, banks

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
    uint s = uint(iTime * 2.6);
    float depth = 1.0 / (1.1 - 0.75 * rnd(s, 1) * (0.5 * u.y + 0.5));
    vec2 p = rot(6.28 * rnd(s, 2)) * (vec2(u.x, u.y + 0.7) * depth) * (0.7 + 0.9 * rnd(s, 3)) + vec2(30.0 * rnd(s, 4), 0.0);
    float bend = 0.6 * sin(p.x * 0.8) + 0.9 * (noise(vec2(p.x * 0.5, 2.0), s) - 0.5);
    float across = p.y - bend;
    float half_ = 0.4 + 0.7 * rnd(s, 5) + 0.3 * noise(vec2(p.x * 1.3, 5.0), s);
    float bank = abs(across) - half_;
    float way = 6.28 * rnd(s, 6);
    vec3 sun = normalize(vec3(cos(way), sin(way), 0.6));
    vec2 c0 = p * 1.5;
    float near = 9.0, wake = 0.0;
    vec2 off = vec2(0.0);
    uint k = 0U;
    vec2 cc = floor(c0);
    for (int j = 0; j < 9; j++) {
        vec2 g = cc + vec2(j % 3 - 1, j / 3 - 1);
        vec2 h = hash2(ivec2(g), s);
        float r = 0.12 + 0.33 * fract(h.x * 7.0);
        vec2 o = c0 - g - 0.2 - 0.6 * h;
        if (fract(h.y * 7.0) > 0.35 + 0.5 * rnd(s, 7)) continue;
        float d = length(o) - r;
        wake = max(wake, smoothstep(0.3, 0.0, abs(o.y) - r * 0.7 - 0.1 * o.x) * smoothstep(-0.1, 0.3, o.x) * smoothstep(1.3, 0.3, o.x));
        if (d < near) { near = d; off = o / r; k = cell(ivec2(g), s); }
    }
    vec2 flow = vec2(p.x - iTime * 0.8, across);
    vec2 w = vec2(noise(flow * vec2(1.5, 3.0), s + 3U), noise(flow * vec2(1.5, 3.0) + 7.0, s + 4U)) - 0.5;
    vec3 ripple = fbmd(flow * vec2(2.5, 6.0) + 2.0 * w, 3, s + 5U);
    vec3 bed = hsv(0.06 + 0.1 * rnd(s, 8), 0.4, 0.45) * (0.3 + 1.1 * fbm(p * 4.0 + 0.1 * ripple.yz, 2, s + 6U));
    vec3 deep = hsv(0.3 + 0.3 * rnd(s, 9), 0.6, 0.3), sky = hsv(0.5 + 0.15 * rnd(s, 10), 0.25, 0.95);
    float shine = smoothstep(0.2, 0.9, 0.5 + 0.3 * ripple.z + 0.12 * ripple.y);
    vec3 col = mix(bed, deep, smoothstep(0.1, -0.5, bank)) + sky * 0.4 * shine * (0.3 + 0.7 * rnd(s, 11));
    float rough = rnd(s, 12);
    float froth = fbm(flow * vec2(3.0, 9.0) + 3.0 * w, 2, s + 8U);
    float foam = smoothstep(0.5, 0.65, froth + 0.3 * wake * rough + 0.25 * smoothstep(0.12, 0.0, near) - 0.22 + 0.15 * rough);
    col = mix(col, vec3(0.95, 0.98, 1.0), foam * (0.25 + 0.75 * rough));
    vec3 fine = fbmd(p * 5.0, 2, s + 10U);
    float moss = rnd(s, 13);
    if (bank > -0.06) {
        vec3 soil = hsv(0.07, 0.45, 0.35) * (0.4 + fine.x), leafCol = hsv(0.14 + 0.22 * rnd(s, 14), 0.6, 0.5) * (0.3 + 1.2 * noise(p * 13.0, s));
        vec3 land = mix(soil, leafCol, smoothstep(0.08, 0.3, bank + 0.3 * (fine.x - 0.5))) * (0.9 - 0.25 * dot(fine.yz, sun.xy));
        col = mix(col * 0.5, land, smoothstep(-0.02, 0.05, bank + 0.1 * (fine.x - 0.5)));
    }
    float edge = near + 0.12 * (noise(c0 * 4.0, k) - 0.5);
    vec2 so = off + sun.xy * 0.45;
    if (edge < 0.0) {
        float r2 = dot(off, off);
        vec3 n = normalize(vec3(off + 0.28 * fine.yz, 0.7 + sqrt(max(1.0 - r2, 0.0))));
        vec3 stone = hsv(rnd(s, 15) + 0.1 * rnd(k, 1), 0.2, 0.35 + 0.4 * rnd(k, 2)) * (0.4 + 1.0 * fine.x);
        stone = mix(stone, hsv(0.22 + 0.1 * rnd(s, 16), 0.6, 0.4) * (0.5 + fine.x), smoothstep(0.4, 0.6, fbm(p * 2.0 + 4.0, 3, s + 12U) + 0.4 * (moss - 0.6)));
        col = stone * (0.25 + 1.4 * max(dot(n, sun), 0.0)) * (0.4 + 0.6 * smoothstep(0.0, -0.12, edge));
    } else col *= 0.6 + 0.4 * smoothstep(0.0, 0.12, edge + 0.15 * dot(normalize(off + 1e-4), sun.xy));
    float tree = smoothstep(0.45, 0.55, fbm(p * 0.9 + 5.0, 2, s + 20U));
    col *= mix(1.0, 0.45 + 0.8 * tree, step(0.35, rnd(s, 17)));
    fragColor = vec4(film(col * 1.6), 1.0);
}
