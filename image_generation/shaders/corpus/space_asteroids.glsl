// title: Drifting Rocks
// description: Lumpy rocks near and far in front of a star cloud and a distant sun, half in shade
// tags: space, asteroids, rocks, nebula

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

vec3 unpack(uint k) {
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

mat2 rot(float a) {
    float c = cos(a), s = sin(a);
    return mat2(c, s, -s, c);
}

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.4);
    vec3 sun = normalize(vec3(2.0 * rnd(s, 1) - 1.0, 2.0 * rnd(s, 2) - 1.0, 0.7 * rnd(s, 3)));
    vec2 w = vec2(noise(p * 0.9, s), noise(p * 0.9 + 5.0, s + 1U));
    float gas = fbm(p * 1.2 + 1.6 * w, 3, s + 3U);
    vec3 col = mix(hsv(rnd(s, 4), 0.6, 0.12 + 0.2 * rnd(s, 5)), hsv(rnd(s, 6), 0.5, 0.85), smoothstep(0.35, 0.8, gas));
    col = mix(col, hsv(rnd(s, 7), 0.6, 0.5), smoothstep(0.5, 0.7, w.x) * 0.7);
    vec2 st = p * 14.0, h = hash2(ivec2(floor(st)), s);
    col += smoothstep(0.22 * h.x * h.x, 0.0, length(fract(st) - 0.25 - 0.5 * h));
    col += hsv(rnd(s, 8), 0.3, 1.0) * 0.5 * exp(-2.5 * length(p - 1.4 * sun.xy));
    vec3 base = hsv(rnd(s, 9), 0.3 * rnd(s, 10), 0.55 + 0.3 * rnd(s, 11));
    vec2 local = vec2(0.0);
    vec3 n = vec3(0.0);
    float glow = 0.0;
    uint top = 0U;
    for (int layer = 0; layer < 4; layer++) {
        float z = 3.2 - 0.7 * float(layer);
        vec2 q = rot(1.3 * float(layer)) * (p * z * (0.7 + 0.5 * rnd(s, 12)) + vec2(iTime * 0.7, 3.0 * float(layer)));
        vec2 c = floor(q);
        uint k = cell(ivec2(c), s + uint(layer) * 31U);
        vec3 g = unpack(k);
        if (g.x > 0.5) continue;
        float r = 0.14 + 0.26 * g.y;
        vec2 o = (q - c - 0.5 - (0.5 - r * 1.2) * (2.0 * vec2(g.z, g.x * 2.0) - 1.0)) / r;
        if (dot(o, o) > 1.7) continue;
        o = rot(6.28 * g.z + iTime) * o;
        o.x *= 1.0 + 0.5 * g.z;
        vec3 bump = noised(o * 1.6 + 9.0 * g.xy, k);
        float m = dot(o, o) + 0.9 * (bump.x - 0.3);
        if (m < 1.0) {
            vec2 up = o + 0.45 * bump.yz;
            mat2 back = transpose(rot(1.3 * float(layer))) * transpose(rot(6.28 * g.z + iTime));
            n = vec3(back * up, sqrt(1.0 - max(m, 0.0)) + 0.1);
            local = o;
            top = k;
            glow = 1.0 - 0.11 * float(3 - layer);
        }
    }
    if (glow > 0.0) {
        vec3 f = fbmd(local * 4.0 + 20.0, 3, top);
        vec2 cr = local * 2.3 + 7.0;
        vec2 co = fract(cr) - 0.3 - 0.4 * hash2(ivec2(floor(cr)), top);
        float cl = length(co), crr = 0.12 + 0.2 * hash(ivec2(floor(cr)), top);
        n.xy += 0.25 * f.yz - 1.4 * co / (cl + 0.01) * smoothstep(crr, crr * 0.7, cl) * cl / crr;
        n = normalize(n);
        vec3 mat = mix(base, hsv(rnd(top, 5), 0.3, 0.5), 0.5) * (0.4 + f.x);
        vec3 rock = mat * (0.1 + 1.7 * max(dot(n, sun), 0.0)) + 0.15 * mix(vec3(0.0), hsv(rnd(s, 6), 0.5, 1.0), max(-dot(n, sun), 0.0));
        col = mix(col, rock, glow);
    }
    fragColor = vec4(film(col * 1.3), 1.0);
}
