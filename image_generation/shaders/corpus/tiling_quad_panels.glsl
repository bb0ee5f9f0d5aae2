// title: Split Panels
// description: A square split again and again into panels of flat, shaded, striped and grainy colour with bars between.
// tags: tiling, quadtree, rectangles, abstract

mat2 turn(float a) {
    float c = cos(a), s = sin(a);
    return mat2(c, s, -s, c);
}

uint scramble(uint x) {
    x ^= x >> 15;
    x *= 0x2c9277b5u;
    x ^= x >> 13;
    x *= 0x5f356495u;
    return x ^ (x >> 16);
}

float rnd(int k, int s) {
    return float(scramble(uint(k) * 0x9e3779b9u ^ uint(s) * 0x7feb3a2fu) >> 8) / 16777216.0;
}

uint cellBits(ivec2 c, int s) {
    return scramble(uint(c.x) * 0x8da6b343u ^ uint(c.y) * 0xd8163841u ^ uint(s) * 0xcb1ab31fu);
}

float cell1(ivec2 c, int s) {
    return float(cellBits(c, s) >> 8) / 16777216.0;
}

vec2 cell2(ivec2 c, int s) {
    uint b = cellBits(c, s);
    return vec2(float(b & 0xffffu), float(b >> 16)) / 65535.0;
}

vec4 cell4(ivec2 c, int s) {
    uint b = cellBits(c, s);
    return vec4(float(b & 255u), float((b >> 8) & 255u), float((b >> 16) & 255u), float(b >> 24)) / 255.0;
}

float noise(vec2 p, int s) {
    vec2 f = floor(p), t = p - f;
    ivec2 c = ivec2(f);
    t = t * t * (3.0 - 2.0 * t);
    return mix(mix(cell1(c, s), cell1(c + ivec2(1, 0), s), t.x),
               mix(cell1(c + ivec2(0, 1), s), cell1(c + ivec2(1, 1), s), t.x), t.y);
}

float fbm3(vec2 p, int s) {
    float sum = 0.0, amp = 0.57;
    for (int i = 0; i < 3; i++) {
        sum += amp * noise(p, s + i);
        p = mat2(1.7, 1.1, -1.1, 1.7) * p + 5.1;
        amp *= 0.5;
    }
    return sum;
}

vec3 hsv(float h, float s, float v) {
    vec3 c = clamp(abs(fract(h + vec3(0.0, 2.0, 1.0) / 3.0) * 6.0 - 3.0) - 1.0, 0.0, 1.0);
    return v * mix(vec3(1.0), c * c * (3.0 - 2.0 * c), s);
}

vec3 ink(int k, int s) {
    vec4 a = cell4(ivec2(s, 71), 5), b = cell4(ivec2(k, s), 6);
    float spread = mix(0.06, 0.75, a.x * a.y);
    float h = a.z + spread * (b.x - 0.5) + (b.y > 0.8 ? 0.45 : 0.0);
    float v = mix(0.1, 0.98, fract(a.w + float(k) * 0.6180340));
    float sat = a.y < 0.5 ? mix(0.12, 0.5, b.z) : mix(0.35, 0.95, b.z);
    if (fract(a.y * 7.0) > 0.85 && k % 3 != 0) sat *= 0.12;
    return hsv(h, sat * (1.15 - 0.5 * v), v);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (fragCoord - 0.5 * iResolution.xy) / iResolution.y;
    float clock = iTime * 2.9 + 0.85;
    int scene = 3074 + int(clock);
    vec2 q = turn(rnd(scene, 1) > 0.6 ? rnd(scene, 2) * 6.28 : 0.0) * p * mix(0.6, 1.6, rnd(scene, 3)) + 20.0;
    q += fract(clock) * cell2(ivec2(scene), 4);
    vec2 f = floor(q), lo = vec2(0.0), hi = vec2(1.0), t = q - f;
    uint id = cellBits(ivec2(f), scene);
    float keep = mix(0.1, 0.5, rnd(scene, 5));
    for (int i = 0; i < 7; i++) {
        float r = float(id & 1023u) / 1023.0, way = float((id >> 10) & 1023u) / 1023.0;
        if (i > 1 && float((id >> 20) & 1023u) / 1023.0 < keep) break;
        vec2 size = hi - lo;
        bool wide = way * size.x > (1.0 - way) * size.y;
        float cut = mix(0.25, 0.75, r);
        float m = wide ? lo.x + size.x * cut : lo.y + size.y * cut;
        bool low = (wide ? t.x : t.y) < m;
        if (wide && low) hi.x = m;
        else if (wide) lo.x = m;
        else if (low) hi.y = m;
        else lo.y = m;
        id = scramble(id + (low ? 17u : 91u));
    }
    vec2 size = hi - lo, u = (t - lo) / size, d = min(t - lo, hi - t);
    int k = int(id & 255u), kind = int((id >> 9) & 7u);
    vec3 a = ink(k % 7, scene), b = ink((k + 2) % 7, scene), col = a;
    if (kind == 1) col = mix(a, b, u.y);
    if (kind == 2) col = mix(a, b, step(0.5, fract((t.x + t.y) * 40.0)));
    if (kind == 3) col = mix(a, b, step(length((u - 0.5) * size), 0.35 * min(size.x, size.y)));
    if (kind == 4) col = mix(a, b, smoothstep(0.3, 0.7, fbm3(t * 25.0, k)));
    if (kind == 5) col = mix(a, b, step(u.x, u.y));
    if (kind == 6) col = mix(a, b, step(0.5, fract(8.0 * u.x)));
    float bar = mix(0.0, 0.02, rnd(scene, 6)), edge = min(d.x, d.y);
    float rim = smoothstep(0.0, 0.05, edge - bar);
    col *= 0.75 + 0.3 * rim + 0.12 * noise(q * 60.0, 3);
    col *= d.x < d.y && t.x - lo.x < 0.06 || d.y < d.x && hi.y - t.y < 0.06 ? mix(1.25, 1.0, rim) : 1.0;
    if (edge < bar) col = ink(11, scene) * 0.4 + (rnd(scene, 7) > 0.6 ? 0.5 : 0.0);
    fragColor = vec4(col, 1.0);
}
