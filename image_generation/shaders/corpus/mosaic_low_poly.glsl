// title: Faceted Scene
// description: Triangles of flat colour sample a shaded landscape or still life, like low-polygon art.
// tags: mosaic, triangles, low-poly

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

float corner(ivec2 c, vec2 d, int s) {
    return dot(cell2(c, s) * 2.0 - 1.0, d);
}

float gnoise(vec2 p, int s) {
    vec2 f = floor(p), t = p - f;
    ivec2 c = ivec2(f);
    vec2 u = t * t * t * (t * (t * 6.0 - 15.0) + 10.0);
    return mix(mix(corner(c, t, s), corner(c + ivec2(1, 0), t - vec2(1, 0), s), u.x),
               mix(corner(c + ivec2(0, 1), t - vec2(0, 1), s), corner(c + ivec2(1, 1), t - vec2(1, 1), s), u.x),
               u.y) * 1.6;
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

vec3 view(vec2 p, int s) {
    vec3 col = mix(ink(0, s), ink(1, s), clamp(p.y + 0.4 + 0.4 * gnoise(p * 1.7, s), 0.0, 1.0));
    for (int i = 0; i < 4; i++) {
        vec4 h = cell4(ivec2(i, s), 3);
        vec2 d = p - (h.xy - 0.5) * vec2(1.5, 1.0);
        float r = mix(0.12, 0.42, h.z);
        if (h.w > 0.5 ? length(d) < r : abs(d.x) + max(d.y, 0.0) * 0.6 < r * 0.7)
            col = ink(2 + i, s) * (0.55 + 0.7 * smoothstep(-r, r, d.y - 0.7 * d.x));
    }
    return col;
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (fragCoord - 0.5 * iResolution.xy) / iResolution.y;
    float clock = iTime * 2.1 + 0.75;
    int scene = 8691 + int(clock);
    p = turn((rnd(scene, 1) - 0.5) * 1.2) * p + 0.4 * (fract(clock) - 0.5);
    float n = mix(4.0, 13.0, rnd(scene, 2));
    vec2 q = p * n, f = floor(q);
    ivec2 c = ivec2(f);
    vec2 best0 = vec2(0.0), best1 = vec2(0.0), best2 = vec2(0.0);
    float inside = -9.0;
    for (int j = 0; j < 4; j++) {
        ivec2 k = c - ivec2(j & 1, j >> 1);
        vec2 a = vec2(k) + 0.7 * cell2(k, scene), b = vec2(k + ivec2(1, 0)) + 0.7
            * cell2(k + ivec2(1, 0), scene);
        vec2 d = vec2(k + ivec2(0, 1)) + 0.7 * cell2(k + ivec2(0, 1), scene), e = vec2(k + 1) + 0.7
            * cell2(k + 1, scene);
        vec2 ae = e - a, side = q - a;
        bool low = ae.x * side.y - ae.y * side.x < 0.0;
        vec2 v0 = a, v1 = low ? b : e, v2 = low ? e : d;
        vec2 e0 = v1 - v0, e1 = v2 - v1, e2 = v0 - v2, w0 = q - v0, w1 = q - v1, w2 = q - v2;
        float m = min(min((e0.x * w0.y - e0.y * w0.x) / length(e0), (e1.x * w1.y - e1.y * w1.x) / length(e1)),
                      (e2.x * w2.y - e2.y * w2.x) / length(e2));
        if (m > inside) {
            inside = m;
            best0 = v0;
            best1 = v1;
            best2 = v2;
        }
    }
    vec2 mid = (best0 + best1 + best2) / 3.0;
    vec3 col = view(mid / n, scene);
    vec2 lean = best1 - best0 + 0.5 * (best2 - best0);
    float h = cell1(ivec2(floor(mid * 5.0)), scene + 4);
    col *= 0.75 + 0.5 * h + 0.12 * dot(normalize(lean + 0.01), q - mid);
    float rim = rnd(scene, 5) > 0.6 ? 0.06 : 0.0;
    if (inside < rim) col = mix(col, ink(9, scene), 0.7);
    fragColor = vec4(col * (0.92 + 0.16 * noise(p * 50.0, 1)), 1.0);
}
