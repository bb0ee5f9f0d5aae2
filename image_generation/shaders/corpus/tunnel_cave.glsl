// title: Cave Passage
// description: A rough winding cave with wet rock, lamps at intervals and a glow at the end
// tags: tunnel, cave, raymarching, rock

float rnd(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x7F4A7C15U;
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

float noise3(vec3 p, uint s) {
    vec3 f = floor(p);
    uvec3 c = uvec3(ivec3(f)) * uvec3(0x9C8F2D35U, 0x63D835B3U, 0xB1F5C8D7U);
    uvec4 k = c.x + c.y + c.z + s * 0x51ED2705U + uvec4(0U, 0x9C8F2D35U, 0x63D835B3U, 0x006762E8U);
    uvec4 l = k + 0xB1F5C8D7U;
    vec4 lo = vec4(ivec4((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)), hi = vec4(ivec4((l ^ (l >> 15)) * 0x6D2F8A35U >> 8));
    f = p - f;
    f = f * f * (3.0 - 2.0 * f);
    lo = mix(lo, hi, f.z);
    vec2 m = mix(lo.xz, lo.yw, f.x);
    return mix(m.x, m.y, f.y) * 5.9604645e-8;
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

uint s;
float rough;

vec2 axis(float z) {
    return vec2(1.3 * sin(z * 0.31), 0.8 * sin(z * 0.23 + 1.0));
}

float map(vec3 p) {
    vec2 q = p.xy - axis(p.z);
    float bump = noise3(p * 1.7, s);
    return 1.5 - length(q * vec2(1.0, 1.2)) - rough * bump;
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    s = uint(iTime * 2.3);
    rough = 0.6 + 0.7 * rnd(s, 1);
    float z = 60.0 * rnd(s, 2) + 3.0 * iTime;
    vec3 ro = vec3(axis(z), z);
    vec3 ta = vec3(axis(z + 2.0) + vec2(rnd(s, 3), rnd(s, 4)) * 1.6 - 0.8, z + 2.0);
    vec3 rd = look(rot(2.0 * (rnd(s, 5) - 0.5)) * p, ro, ta, 0.7 + 0.8 * rnd(s, 6));
    float t = 0.2;
    for (int i = 0; i < 13; i++) {
        float d = map(ro + rd * t);
        if (d < 0.01 * t || t > 16.0) break;
        t += d * 0.75;
    }
    vec3 q = ro + rd * t;
    vec2 e = vec2(0.05, 0.0);
    float d0 = map(q);
    vec3 n = normalize(vec3(map(q + e.xyy), map(q + e.yxy), map(q + e.yyx)) - d0);
    vec3 w = abs(n);
    vec2 uv = w.x > max(w.y, w.z) ? q.zy : (w.y > w.z ? q.xz : q.xy);
    vec3 fine = fbmd(uv * 4.0, 3, s + 4U);
    n = normalize(n + 0.22 * (fine.y * w.yzx + fine.z * w.zxy));
    float vein = noise(vec2(q.y * 3.0 + fine.x * 2.0, q.z * 0.4), s + 8U);
    vec3 mat = mix(hsv(0.02 + 0.14 * rnd(s, 7), 0.45, 0.6), hsv(rnd(s, 8), 0.4, 0.45), smoothstep(0.4, 0.7, vein)) * (0.4 + fine.x);
    mat = mix(mat, hsv(0.28, 0.6, 0.3), 0.6 * smoothstep(0.5, 0.8, n.y + fine.x - 0.5) * step(0.5, rnd(s, 9)));
    float gap = 4.0 + 3.0 * rnd(s, 10);
    float lz = (floor(q.z / gap) + 0.5) * gap;
    vec3 lamp = vec3(axis(lz) + vec2(0.6 * (rnd(s, 11) - 0.5), 0.5), lz);
    vec3 l = lamp - q;
    float ld = length(l);
    vec3 warm = hsv(rnd(s, 12) < 0.7 ? 0.04 + 0.1 * rnd(s, 13) : rnd(s, 13), 0.5, 1.0);
    float lit = max(dot(n, l / ld), 0.0) * 2.4 / (0.3 + ld * ld * 0.6);
    vec3 own = hsv(rnd(s, 14), 0.25, 1.0) * max(dot(n, -rd), 0.0) * 1.3 / (1.0 + 0.25 * t * t);
    float open = clamp(0.35 + map(q + n * 0.4) * 1.4, 0.2, 1.0);
    vec3 col = mat * open * (lit * warm + own + 0.12);
    col += pow(max(dot(reflect(rd, n), l / ld), 0.0), 24.0) * warm * 0.8 / (0.5 + ld) * rnd(s, 15);
    vec3 end = rnd(s, 16) < 0.5 ? hsv(0.5 + 0.2 * rnd(s, 17), 0.35, 0.95) : hsv(rnd(s, 17), 0.6, 0.15);
    col = mix(end, col, exp(-0.016 * t * t));
    fragColor = vec4(film(col * 1.6), 1.0);
}
