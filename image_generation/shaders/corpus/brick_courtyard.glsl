// title: Brick Courtyard
// description: Two brick walls that meet, a gate or window, a paved ground and a tree's dappled shade
// tags: brick, courtyard, perspective, paving, shadow

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

vec3 look(vec2 p, vec3 ro, vec3 ta, float zoom) {
    vec3 w = normalize(ta - ro);
    vec3 u = normalize(vec3(-w.z, 0.0, w.x));
    return normalize(p.x * u + p.y * cross(u, w) + zoom * w);
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
    uint s = uint(iTime * 2.6);
    float way = 0.75 + 1.3 * (rnd(s, 1) - 0.5);
    vec3 ro = vec3(-1.5 - 3.0 * rnd(s, 2), 0.6 + 1.6 * rnd(s, 3), -1.5 - 3.0 * rnd(s, 4) + 0.4 * sin(3.0 * iTime));
    vec3 rd = look(p, ro, ro + vec3(sin(way), 0.5 * (rnd(s, 5) - 0.5), cos(way)), 0.9 + 0.9 * rnd(s, 6));
    float tall = 1.6 + 2.4 * rnd(s, 7);
    float tx = rd.x > 0.0 ? (1.0 - ro.x) / rd.x : 1e5, tz = rd.z > 0.0 ? (1.0 - ro.z) / rd.z : 1e5, ty = rd.y < 0.0 ? -ro.y / rd.y : 1e5;
    if (ro.y + rd.y * tx > tall + 0.3 * step(0.5, rnd(s, 8))) tx = 1e5;
    if (ro.y + rd.y * tz > tall) tz = 1e5;
    float t = min(tx, min(ty, tz));
    vec3 sun = normalize(vec3(-0.3 - rnd(s, 9), 0.6 + 0.6 * rnd(s, 10), -0.3 - rnd(s, 11)));
    vec3 high = hsv(0.5 + 0.15 * rnd(s, 12), 0.6 * rnd(s, 13), 0.85);
    vec3 col = mix(vec3(0.9), high, clamp(rd.y * 1.5, 0.0, 1.0));
    col = mix(col, vec3(1.0), 0.8 * smoothstep(0.45, 0.7, fbm(rd.xz / (rd.y + 0.3) * 2.0, 4, s)));
    float roofs = 0.25 + 0.2 * hash(ivec2(int(floor(rd.x / max(rd.z, 0.1) * 4.0)), 1), s);
    if (rd.y < roofs * rnd(s, 14)) col = hsv(0.05, 0.3, 0.4) * (0.7 + 0.6 * hash(ivec2(int(floor(rd.x / max(rd.z, 0.1) * 4.0)), 2), s));
    if (t < 60.0) {
        vec3 q = ro + rd * t;
        vec3 n = t == ty ? vec3(0.0, 1.0, 0.0) : t == tx ? vec3(-1.0, 0.0, 0.0) : vec3(0.0, 0.0, -1.0);
        vec3 mat;
        if (n.y > 0.5) {
            float kind = rnd(s, 15);
            vec2 g = kind < 0.4 ? q.xz * 2.2 : rot(0.785) * q.xz * 3.0;
            if (kind < 0.7) g.x += 0.5 * mod(floor(g.y), 2.0);
            vec2 f = abs(fract(g) - 0.5);
            mat = hsv(rnd(s, 16) * 0.15, 0.25 * rnd(s, 17) + 0.05, 0.6) * (0.65 + 0.5 * hash(ivec2(floor(g)), s));
            mat *= 1.0 - 0.5 * smoothstep(0.43, 0.48, max(f.x, f.y)) * exp(-0.1 * t);
            mat *= 0.65 + 0.7 * fbm(q.xz * 4.0, 3, s);
            mat = mix(mat, hsv(0.25, 0.6, 0.35), smoothstep(0.55, 0.7, fbm(q.xz * 1.2, 3, s + 3U)) * step(0.5, rnd(s, 18)));
        } else {
            vec2 uv = vec2(n.x != 0.0 ? q.z : q.x, q.y);
            vec2 b = uv * vec2(3.0, 9.0);
            b.x += 0.5 * mod(floor(b.y), 2.0);
            vec2 f = abs(fract(b) - 0.5) * vec2(0.333, 0.111);
            float joint = min(0.1667 - f.x, 0.0555 - f.y);
            uint k = cell(ivec2(floor(b)), s + (n.x != 0.0 ? 1U : 2U));
            mat = hsv(0.01 + 0.09 * rnd(s, 19), 0.3 + 0.4 * rnd(s, 20), 0.5 + 0.2 * rnd(s, 21)) * (0.6 + 0.7 * rnd(k, 1));
            float fine = fbm(uv * 6.0, 3, s + 5U);
            mat *= 0.65 + 0.7 * fine;
            mat = mix(vec3(0.6, 0.57, 0.52), mat, mix(0.85, smoothstep(0.003, 0.012, joint), exp(-0.05 * t * t)));
            float h = tall - uv.y;
            if (h < 0.1) mat = vec3(0.6, 0.58, 0.55) * (0.6 + 0.6 * fine);
            vec2 o = vec2(uv.x + 1.2 + 1.2 * rnd(s, 22), uv.y - 0.6);
            float door = o.y < 0.25 ? abs(o.x) - 0.45 : length(vec2(o.x, o.y - 0.25)) - 0.45;
            if (rnd(s, 23) < 0.75) {
                if (door < 0.12) mat = mix(vec3(0.65, 0.6, 0.55), vec3(0.5, 0.25, 0.2), step(0.5, fract(atan(o.x, o.y - 0.25) * 4.0))) * (0.7 + 0.5 * fine);
                if (door < 0.0) mat = hsv(rnd(s, 24), 0.6, 0.4) * (0.6 + 0.5 * step(0.1, fract(o.x * 5.0))) * (0.7 + 0.4 * noise(uv * vec2(20.0, 3.0), s));
            }
            float ivy = fbm(uv * 2.0 + 9.0, 4, s + 7U) + 0.25 * sin(uv.x * 1.3 + 6.0 * rnd(s, 25)) + 0.12 * uv.y - 0.2;
            vec2 lf = uv * 9.0;
            float leaf = length(fract(lf) - 0.25 - 0.5 * hash2(ivec2(floor(lf)), s));
            if (rnd(s, 26) < 0.6 && ivy + 0.3 * (0.4 - leaf) > 0.55) mat = hsv(0.22 + 0.14 * rnd(s, 27) + 0.05 * hash(ivec2(floor(lf)), s), 0.65, 0.25 + 0.5 * smoothstep(0.5, 0.1, leaf));
            mat *= 0.55 + 0.45 * smoothstep(0.0, 0.4, uv.y);
        }
        float lit = max(dot(n, sun), 0.0);
        vec2 sh = q.xz - sun.xz / sun.y * (q.y - 3.0);
        float dapple = smoothstep(0.42, 0.55, fbm(sh * 1.8 + 0.3 * iTime, 4, s + 30U) + 0.15 * length(sh * 0.3) - 0.1);
        lit *= mix(1.0, dapple, step(0.35, rnd(s, 28)));
        float cornerD = min(1.0 - q.x + step(0.5, -n.x), 1.0 - q.z + step(0.5, -n.z));
        col = mat * (1.6 * lit * vec3(1.1, 1.0, 0.85) + 0.38 * high * (0.5 + 0.5 * smoothstep(0.0, 0.6, cornerD)));
    }
    fragColor = vec4(film(col * 1.35), 1.0);
}
