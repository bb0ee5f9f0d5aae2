// title: Stairs and Terraces
// description: Blocks of terraces like an endless stair in a corner of walls, with sun and shade
// tags: raytrace, stairs, blocks, architecture

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

vec3 look(vec2 p, vec3 ro, vec3 ta, float zoom) {
    vec3 w = normalize(ta - ro);
    vec3 u = normalize(vec3(-w.z, 0.0, w.x));
    return normalize(p.x * u + p.y * cross(u, w) + zoom * w);
}

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

float rise(vec2 c, uint s, float kind) {
    float h = hash(ivec2(c), s);
    if (kind < 0.33) return 0.35 * abs(c.x - c.y * 0.0) + 0.12 * floor(3.0 * h);
    if (kind < 0.66) return 0.3 * max(abs(c.x), abs(c.y)) + (h > 0.9 ? 0.5 : 0.0);
    return 2.2 * h * h + 0.15 * abs(c.x + c.y);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.9);
    float kind = rnd(s, 1), way = 6.28 * rnd(s, 2);
    vec3 ta = vec3(2.0 * rnd(s, 3) - 1.0, 0.8, 2.0 * rnd(s, 4) - 1.0);
    vec3 ro = ta + vec3(5.0 * cos(way), 2.5 + 3.5 * rnd(s, 5), 5.0 * sin(way)) * (0.8 + 0.8 * rnd(s, 6));
    ro.x += 0.4 * sin(iTime * 5.0);
    vec3 rd = look(p, ro, ta, 1.2 + 1.3 * rnd(s, 7));
    rd += vec3(lessThan(abs(rd), vec3(1e-4))) * 2e-4;
    float az = 6.28 * rnd(s, 8);
    vec3 sun = normalize(vec3(cos(az), 0.5 + 0.7 * rnd(s, 9), sin(az)));
    vec3 back = hsv(rnd(s, 10), 0.5 * rnd(s, 11), 0.4 + 0.5 * rnd(s, 12));
    vec3 col = back * (1.0 - 0.4 * p.y);
    float start = ro.y > 4.5 ? min((4.5 - ro.y) / min(rd.y, -1e-3), 50.0) : 0.0;
    vec3 q = ro + rd * max(start, 0.0);
    vec3 n = vec3(0.0, 1.0, 0.0);
    float t = 0.0, h = 0.0, hit = -1.0;
    vec2 inv = 1.0 / rd.xz, dir = sign(rd.xz), c = floor(q.xz);
    vec2 side = (c - q.xz + 0.5 + 0.5 * dir) * inv;
    bool along = false;
    for (int i = 0; i < 26; i++) {
        h = rise(c, s, kind);
        float leave = min(side.x, side.y);
        if (q.y + rd.y * t < h) {
            hit = t;
            n = along ? vec3(-dir.x, 0.0, 0.0) : vec3(0.0, 0.0, -dir.y);
            break;
        }
        if (q.y + rd.y * leave < h) { hit = (h - q.y) / rd.y; break; }
        t = leave;
        along = side.x < side.y;
        side += along ? vec2(abs(inv.x), 0.0) : vec2(0.0, abs(inv.y));
        c += along ? vec2(dir.x, 0.0) : vec2(0.0, dir.y);
    }
    if (hit >= 0.0) {
        vec3 x = q + rd * hit;
        uint k = cell(ivec2(c), s + 3U);
        vec2 uv = n.y > 0.5 ? x.xz : vec2(n.x != 0.0 ? x.z : x.x, x.y);
        vec3 mat = hsv(rnd(s, 13) + 0.3 * rnd(s, 14) * rnd(k, 1), 0.2 + 0.5 * rnd(s, 15), 0.4 + 0.5 * rnd(k, 2));
        float m = rnd(s, 16);
        if (m < 0.3) mat *= 0.7 + 0.5 * step(0.5, fract(uv.y * 5.0));
        else if (m < 0.6) mat = mix(mat, mat.zxy, step(0.5, fract(0.5 * (floor(uv.x * 4.0) + floor(uv.y * 4.0)))));
        mat *= 0.7 + 0.6 * fbm(uv * 5.0, 3, k);
        vec2 f = abs(fract(x.xz) - 0.5);
        if (n.y > 0.5) mat *= 1.0 - 0.35 * smoothstep(0.45, 0.49, max(f.x, f.y));
        float lit = max(dot(n, sun), 0.0);
        vec2 c2 = floor(x.xz + n.xz * 0.01), inv2 = 1.0 / sun.xz, dir2 = sign(sun.xz);
        vec2 sd = (c2 - x.xz + 0.5 + 0.5 * dir2) * inv2;
        for (int i = 0; i < 6; i++) {
            float t2 = min(sd.x, sd.y);
            bool ax = sd.x < sd.y;
            sd += ax ? vec2(abs(inv2.x), 0.0) : vec2(0.0, abs(inv2.y));
            c2 += ax ? vec2(dir2.x, 0.0) : vec2(0.0, dir2.y);
            if (x.y + sun.y * t2 < rise(c2, s, kind) - 0.001) { lit = 0.0; break; }
        }
        vec3 shaded = mat * (1.5 * lit + (0.32 + 0.15 * n.y + 0.08 * n.z) * (0.5 + back));
        col = mix(shaded, col, 1.0 - exp(-0.002 * hit * hit));
    }
    fragColor = vec4(film(col * 1.3), 1.0);
}
