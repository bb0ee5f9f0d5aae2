// title: Gravel Path
// description: Angular chips of stone in perspective beside grass, with a kerb, tracks and fallen sticks
// tags: gravel, ground, perspective, stones, path

uint scramble(uint x) {
    x = (x ^ (x >> 15)) * 0x6D2F8A35U;
    x = (x ^ (x >> 13)) * 0xA3C59E1BU;
    return x ^ (x >> 16);
}

float rnd(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x7F4A7C15U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
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

float fbm(vec2 p, int octaves, uint s) {
    float a = 0.5, v = 0.0;
    for (int i = 0; i < octaves; i++) {
        v += a * noise(p, s + uint(i));
        p = mat2(1.62, 1.19, -1.19, 1.62) * p;
        a *= 0.5;
    }
    return v / (1.0 - 2.0 * a);
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
    uint s = uint(iTime * 2.9);
    vec2 v = rot(0.4 * (rnd(s, 1) - 0.5)) * u;
    float hor = 0.5 + 1.4 * rnd(s, 2);
    float depth = 1.0 / max(hor - v.y, 0.02);
    vec3 low = hsv(rnd(s, 3), 0.3, 0.9);
    vec2 p = vec2(v.x * depth, depth) * (1.4 + 2.2 * rnd(s, 4)) + vec2(0.0, 2.0 * iTime + 30.0 * rnd(s, 5));
    float way = 6.28 * rnd(s, 6);
    vec3 sun = normalize(vec3(cos(way), sin(way), 0.5 + 0.4 * rnd(s, 7)));
    float path = p.x + 2.0 * (rnd(s, 8) - 0.5) + 0.6 * sin(p.y * 0.5);
    float width = 1.0 + 2.5 * rnd(s, 9);
    float side = abs(path) - width;
    float blur = exp(-0.1 * depth * depth);
    vec2 q = p * (3.0 + 3.0 * rnd(s, 10));
    vec2 c = floor(q);
    float best = 9.0, next = 9.0;
    vec2 o1 = vec2(0.0), o2 = vec2(0.0);
    uint k = 0U;
    for (int j = 0; j < 9; j++) {
        vec2 g = c + vec2(j % 3 - 1, j / 3 - 1);
        vec2 h = hash2(ivec2(g), s);
        vec2 o = q - g - h;
        float d = abs(o.x) + abs(o.y) * (0.6 + 0.8 * h.x) + 0.6 * max(abs(o.x), abs(o.y));
        if (d < best) { next = best; o2 = o1; best = d; o1 = o; k = cell(ivec2(g), s); }
        else if (d < next) { next = d; o2 = o; }
    }
    float gap = next - best;
    vec2 tilt = vec2(rnd(k, 1), rnd(k, 2)) - 0.5;
    vec2 facet = rnd(k, 3) < 0.5 ? sign(o1) * 0.35 : vec2(0.0);
    vec3 n = normalize(vec3(2.2 * tilt * blur + facet * blur + 0.5 * o1 * blur, 1.0));
    float hueA = rnd(s, 11);
    vec3 mat = hsv(hueA + 0.2 * rnd(s, 12) * (rnd(k, 4) - 0.5), 0.35 * rnd(k, 5) * (0.3 + rnd(s, 13)), 0.3 + 0.6 * mix(0.5, rnd(k, 6), blur));
    mat *= 0.75 + 0.5 * noise(q * 3.5, s);
    vec3 col = mat * (0.2 + 1.4 * max(dot(n, sun), 0.0)) * mix(0.7, 0.2 + 0.8 * smoothstep(0.02, 0.3, gap), blur);
    float rut = smoothstep(0.25, 0.05, abs(abs(path) - 0.5 * width)) * step(0.5, rnd(s, 14));
    col = mix(col, hsv(hueA, 0.25, 0.5) * (0.5 + 0.7 * fbm(p * 5.0, 3, s)), 0.75 * rut);
    float wob = fbm(p * 1.5, 3, s + 4U);
    float grassy = smoothstep(-0.05, 0.1, side + 0.5 * (wob - 0.5));
    float kerb = rnd(s, 15);
    if (grassy > 0.0) {
        float blade = noise(vec2(p.x * 16.0 + 3.0 * wob, p.y * 5.0 + v.y * 9.0), s + 6U);
        float tuft = noise(p * 3.0, s + 7U);
        vec3 g = mix(hsv(0.2 + 0.14 * rnd(s, 16), 0.6, 0.25), hsv(0.13 + 0.15 * rnd(s, 17), 0.55, 0.75), blade) * (0.45 + 0.9 * tuft);
        vec2 fl = p * 3.0;
        vec2 fo = fract(fl) - 0.25 - 0.5 * hash2(ivec2(floor(fl)), s + 8U);
        if (hash(ivec2(floor(fl)), s + 9U) < 0.5 * rnd(s, 18) && length(fo) < 0.13) g = length(fo) < 0.05 ? hsv(0.13, 0.8, 0.9) : hsv(rnd(s, 19), 0.5, 0.95);
        col = mix(col * 0.7, g, grassy);
    }
    if (kerb < 0.45 && abs(side - 0.05) < 0.12) {
        float e = (side - 0.05) / 0.12;
        float stone = fract(p.y * 1.2);
        col = hsv(0.08, 0.15, 0.65) * (0.7 + 0.4 * hash(ivec2(int(floor(p.y * 1.2)), int(sign(path))), s)) * (1.0 - 0.35 * e * sign(path) * sun.x) * (0.7 + 0.4 * noise(p * 9.0, s)) * smoothstep(0.0, 0.05, min(stone, 1.0 - stone));
    }
    vec2 sp = p * 0.9;
    uint sk = cell(ivec2(floor(sp)), s + 30U);
    vec2 so = rot(6.28 * rnd(sk, 1)) * (fract(sp) - 0.5);
    so.y += 0.3 * so.x * so.x * (rnd(sk, 2) - 0.5) * 4.0;
    float stick = max(abs(so.y) - 0.02, abs(so.x) - 0.3);
    if (rnd(sk, 3) < 0.45) {
        col *= 0.55 + 0.45 * smoothstep(0.0, 0.05, max(abs(so.y + 0.03) - 0.02, abs(so.x) - 0.3));
        if (stick < 0.0) col = hsv(0.06, 0.4, 0.4) * (0.6 + 20.0 * so.y) * (0.7 + 0.5 * noise(so * 40.0, sk));
    }
    float shade = smoothstep(0.42, 0.56, fbm(p * 0.6 + 8.0, 3, s + 40U));
    col *= mix(1.0, 0.4 + 0.8 * shade, step(0.4, rnd(s, 20)));
    col = mix(low, col, exp(-0.02 * depth * depth));
    if (hor - v.y < 0.06) {
        float trees = fbm(vec2(v.x * 4.0 + 9.0 * rnd(s, 21), 1.0), 4, s);
        col = v.y < hor - 0.1 + 0.5 * trees ? hsv(0.22 + 0.12 * rnd(s, 22), 0.5, 0.3) * (0.4 + fbm(v * 8.0, 3, s)) : low;
    }
    fragColor = vec4(film(col * 1.5), 1.0);
}
