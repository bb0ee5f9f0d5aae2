// title: Wicker and Cane
// description: Basket work: flat canes that bulge over and under stakes, with gaps, knots and warm shading.
// tags: weave, basket, wicker, cane

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

float snoise(vec2 p, int s) {
    vec2 base = floor(p + (p.x + p.y) * 0.36602540);
    vec2 a = p - base + (base.x + base.y) * 0.21132487;
    ivec2 c = ivec2(base), step1 = a.x > a.y ? ivec2(1, 0) : ivec2(0, 1);
    vec2 b = a - vec2(step1) + 0.21132487, d = a - 0.57735027;
    vec3 w = max(0.5 - vec3(dot(a, a), dot(b, b), dot(d, d)), 0.0);
    w *= w;
    vec3 g = vec3(dot(cell2(c, s) - 0.5, a), dot(cell2(c + step1, s) - 0.5, b),
                  dot(cell2(c + 1, s) - 0.5, d));
    return dot(w * w, g) * 140.0;
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

vec3 earth(int k, int s) {
    vec4 b = cell4(ivec2(k, s), 7);
    float h = mix(0.03, 0.14, b.y);
    if (b.x > 0.6) h = mix(0.2, 0.36, b.y);
    if (b.x > 0.82) h = mix(0.52, 0.64, b.y);
    float v = mix(0.14, 0.92, fract(cell1(ivec2(s), 8) + float(k) * 0.6180340));
    return hsv(h, mix(0.15, 0.7, b.z) * (1.2 - 0.6 * v), v);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (fragCoord - 0.5 * iResolution.xy) / iResolution.y;
    float clock = iTime * 2.2 + 0.15;
    int scene = 8280 + int(clock), kind = int(rnd(scene, 1) * 3.0);
    vec2 q = turn(rnd(scene, 2) * 6.28) * p;
    float curve = mix(0.0, 0.9, rnd(scene, 3)), dome = 1.0 - curve * dot(q, q);
    q *= mix(4.0, 12.0, rnd(scene, 4)) / (0.7 + 0.3 * dome);
    q = q + fract(clock) * vec2(3.0, 6.0) + 0.08 * vec2(snoise(q * 0.7, scene), snoise(q * 0.7, scene + 1));
    if (kind == 1) q.y *= 2.2;
    vec2 f = floor(q), t = q - f - 0.5;
    float n = kind == 2 ? 3.0 : 2.0;
    bool over = mod(f.x + f.y, n) < 1.0;
    float width = mix(0.34, 0.49, rnd(scene, 5));
    vec2 gap = vec2(width) - abs(t);
    float phase = kind == 2 ? 0.33 : 0.5;
    bool horizontal = over ? gap.y > 0.0 : !(gap.x > 0.0) && gap.y > 0.0;
    bool vertical = !horizontal && gap.x > 0.0;
    vec3 col = vec3(0.06, 0.045, 0.04) * (0.6 + noise(q * 5.0, 3));
    if (horizontal || vertical) {
        vec2 u = horizontal ? t : t.yx;
        int line = horizontal ? int(f.y) : int(f.x) + 1000;
        float bend = (horizontal == over) ? cos(u.x * 3.0) : 0.35 + 0.4 * abs(u.x);
        float round1 = 1.0 - u.y * u.y / (width * width);
        float along = horizontal ? q.x : q.y, strand = noise(vec2(along * 0.9, u.y * 16.0 + float(line)
            * 9.0), scene);
        vec3 cane = earth(line & 3, scene);
        if (rnd(scene, 6) > 0.6) cane = ink(line & 3, scene);
        col = cane * (0.65 + 0.6 * strand) * (0.25 + 0.75 * sqrt(max(round1, 0.0))) * (0.4 + 0.75 * bend);
        col += 0.18 * smoothstep(0.75, 1.0, round1) * bend * (u.y > -0.1 ? 1.0 : 0.5) * rnd(scene, 7);
        col = mix(col, col * 0.5, step(0.93, noise(vec2(along * 1.7, float(line)), scene + 5)));
    }
    fragColor = vec4(col * (0.55 + 0.7 * dome) * 1.1, 1.0);
}
