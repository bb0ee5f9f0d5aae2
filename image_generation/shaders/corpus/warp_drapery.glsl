// title: Draped Silk
// description: Hanging or crumpled silk, satin and velvet in deep folds, plain or printed with flowers and dots.
// tags: domain-warp, cloth, folds, shading

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

vec3 cell3(ivec2 c, int s) {
    uint b = cellBits(c, s);
    return vec3(float(b & 2047u), float((b >> 11) & 2047u), float(b >> 22) * 2.0) / 2047.0;
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

float folds(vec2 p, int s) {
    float bend = 0.7 * gnoise(p * 0.6, s);
    float a = gnoise(vec2(p.x * 2.2 + bend * 2.0, p.y * 0.5 + bend), s + 1);
    float b = gnoise(vec2(p.x * 5.0 - a * 2.0, p.y * 1.1), s + 2);
    return abs(a) * 1.2 + 0.3 * abs(b + 0.1);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (fragCoord - 0.5 * iResolution.xy) / iResolution.y;
    float clock = iTime * 1.95 + 0.6;
    int scene = 4444 + int(clock);
    vec2 q = turn(rnd(scene, 1) * 6.28) * p * mix(0.8, 2.2, rnd(scene, 2))
        + vec2(fract(clock) * 2.0, rnd(scene, 3) * 9.0);
    float e = 0.02, h = folds(q, scene);
    vec2 g = (vec2(folds(q + vec2(e, 0.0), scene), folds(q + vec2(0.0, e), scene)) - h) / e;
    vec3 n = normalize(vec3(-g, mix(1.2, 2.4, rnd(scene, 8))));
    float a = rnd(scene, 4) * 6.28;
    vec3 sun = normalize(vec3(cos(a), sin(a), 0.9));
    float diff = max(dot(n, sun), 0.0), gloss = pow(max(dot(n, normalize(sun + vec3(0.0, 0.0, 1.0))), 0.0),
        24.0);
    vec2 u = (q + g * 0.12) * mix(3.0, 9.0, rnd(scene, 5));
    vec2 f = floor(u), t = u - f - 0.5;
    vec3 c = cell3(ivec2(f), scene);
    float petal = length(t) - 0.28 * (0.75 + 0.25 * cos(atan(t.y, t.x) * 5.0 + c.x * 6.0));
    float kind = rnd(scene, 6);
    vec3 col = ink(0, scene);
    if (kind > 0.35 && c.y > 0.3) col = mix(ink(1 + int(c.z * 3.0), scene), col,
        smoothstep(-0.02, 0.02, petal));
    if (kind > 0.35 && length(t) < 0.08) col = ink(5, scene);
    if (kind > 0.75) col = mix(ink(0, scene), ink(1, scene), step(0.5, fract(u.x * 0.5)));
    col *= (0.3 + 1.1 * diff) * (0.5 + 0.65 * smoothstep(0.0, 0.35, h));
    col += mix(0.02, 0.5, rnd(scene, 7)) * gloss;
    fragColor = vec4(col * (0.93 + 0.14 * noise(q * 70.0, 1)), 1.0);
}
