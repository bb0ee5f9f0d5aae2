// title: Endless Lattice
// description: A lattice of beams and joints that fills space, seen from within, bent or straight, lost in haze
// tags: scene, lattice, raymarching, perspective

uint scramble(uint x) {
    x = (x ^ (x >> 15)) * 0x6D2F8A35U;
    x = (x ^ (x >> 13)) * 0xA3C59E1BU;
    return x ^ (x >> 16);
}

float rnd(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x7F4A7C15U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

vec3 rnd3(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x2545F491U;
    k = (k ^ (k >> 15)) * 0x6D2F8A35U;
    k = (k ^ (k >> 13)) * 0xA3C59E1BU;
    return vec3(ivec3(k >> 22, (k >> 12) & 1023U, (k >> 2) & 1023U)) / 1023.0;
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

vec3 dye(uint s, uint k) {
    float h = rnd(s, 901) + (rnd(s, 902) < 0.4 ? 0.16 : 0.7) * (rnd(k, 903) - 0.5) + (rnd(k, 904) < 0.2 ? 0.5 : 0.0);
    float v = rnd(k, 905);
    return hsv(h, (0.25 + 0.7 * rnd(k, 906)) * (0.5 + 0.5 * rnd(s, 907)) * (1.1 - 0.5 * v), 0.25 + 0.7 * v);
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
float beam, node, kind;
vec2 ghost;

float map(vec3 p, out float part) {
    vec3 c = floor(p + 0.5), q = abs(p - c);
    float square_ = kind < 0.5 ? 1.0 : 0.0;
    vec3 a = mix(vec3(length(q.yz), length(q.xz), length(q.xy)), vec3(max(q.y, q.z), max(q.x, q.z), max(q.x, q.y)), square_);
    float bars = min(a.x, min(a.y, a.z)) - beam;
    float j = rnd(s, 30) < 0.35 ? length(q) - node : rnd(s, 30) < 0.7 ? max(q.x, max(q.y, q.z)) - node * 0.85 : (q.x + q.y + q.z - node * 1.4) * 0.577;
    vec3 mid = 0.5 - q;
    float collar = min(max(a.x - beam * 1.5, mid.x - 0.06), min(max(a.y - beam * 1.5, mid.y - 0.06), max(a.z - beam * 1.5, mid.z - 0.06)));
    if (ghost.x > 0.5) bars = min(bars, collar);
    part = j < bars ? 1.0 : 0.0;
    return min(bars, j);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    s = uint(iTime * 2.7) + 4500U;
    beam = 0.04 + 0.1 * rnd(s, 1);
    node = beam * 1.3 + 0.05 + 0.16 * rnd(s, 2);
    kind = rnd(s, 3);
    ghost = vec2(rnd(s, 4), 0.0);
    p = rot(6.28 * rnd(s, 5)) * p;
    vec3 w = normalize(rnd3(s, 6) - 0.47), up = abs(w.y) > 0.9 ? vec3(1.0, 0.0, 0.0) : vec3(0.0, 1.0, 0.0);
    vec3 u = normalize(cross(up, w)), v = cross(w, u);
    float zoom = 0.55 + 0.9 * rnd(s, 7);
    vec3 rd = normalize(u * p.x + v * p.y + w * zoom);
    vec3 ro = vec3(0.5) + 0.3 * (rnd3(s, 8) - 0.5) + floor(9.0 * rnd3(s, 9)) + w * 0.12 * sin(iTime * 3.0);
    vec3 fog = mix(dye(s, s + 1U), vec3(rnd(s, 10) < 0.5 ? 0.95 : 0.04), 0.5), a = hsv(rnd(s, 11), 0.65, 0.85), b = dye(s, s + 3U);
    vec3 sun = normalize(rnd3(s, 12) - 0.45 + vec3(0.0, 0.4, 0.0));
    float t = 0.02, d = 1.0, part, haze = 0.10 + 0.15 * rnd(s, 13);
    for (int i = 0; i < 56; i++) {
        d = map(ro + rd * t, part);
        if (d < 0.001 * t + 0.001 || t > 16.0) break;
        t += d;
    }
    vec3 col = fog;
    if (t < 16.0) {
        vec3 q = ro + rd * t, c = floor(q + 0.5), o = q - c;
        vec2 e = vec2(0.002 + 0.001 * t, 0.0);
        float m, d0 = map(q, part);
        vec3 n = normalize(vec3(map(q + e.xyy, m), map(q + e.yxy, m), map(q + e.yyx, m)) - d0 + 1e-6), f = abs(o);
        uint k = cell(ivec2(c.xy) + ivec2(int(c.z) * 17, int(c.z) * 5), s);
        float run = f.x > max(f.y, f.z) ? o.x : f.y > f.z ? o.y : o.z;
        vec3 mat = part > 0.5 ? (rnd(s, 14) < 0.6 ? dye(s, k) : b) : a;
        if (part < 0.5 && rnd(s, 15) < 0.5) mat = mix(mat, rnd(s, 16) < 0.5 ? vec3(0.93) : b, step(0.5, fract(run * (6.0 + floor(8.0 * rnd(s, 17))))));
        if (part < 0.5 && rnd(s, 15) > 0.75) mat *= 0.6 + 0.7 * fbm(vec2(run * 3.0, (o.x + o.y + o.z - run) * 24.0), 3, s);
        float lit = max(dot(n, sun), 0.0), k2 = 0.03;
        for (int i = 0; i < 10; i++) {
            float h = map(q + n * 0.01 + sun * k2, m);
            lit *= clamp(0.25 + 9.0 * h / k2, 0.0, 1.0);
            if (lit < 0.02) break;
            k2 += clamp(h, 0.04, 0.4);
        }
        float ao = 0.45 + 0.55 * smoothstep(0.0, 0.22, length(f) - node * 0.7 + part);
        col = mat * (1.4 * lit + (0.4 + 0.25 * n.y + 0.1 * n.x) * ao * (0.5 + 0.6 * fog));
        col += 0.5 * lit * pow(max(dot(reflect(rd, n), sun), 0.0), 26.0);
        col = mix(fog, col, exp(-haze * t - 0.012 * t * t));
    }
    fragColor = vec4(film(col * 1.5), 1.0);
}
