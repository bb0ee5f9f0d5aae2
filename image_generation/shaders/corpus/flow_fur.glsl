// title: Combed Fur
// description: Tufts of fur or grass in spotted, striped or plain coats, combed by a changing wind.
// tags: flow, fur, animal, texture

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

float fbm3(vec2 p, int s) {
    float sum = 0.0, amp = 0.57;
    for (int i = 0; i < 3; i++) {
        sum += amp * noise(p, s + i);
        p = mat2(1.7, 1.1, -1.1, 1.7) * p + 5.1;
        amp *= 0.5;
    }
    return sum;
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
    float clock = iTime * 2.3 + 0.8;
    int scene = 7869 + int(clock);
    p = p * mix(0.6, 1.5, rnd(scene, 1)) + vec2(fract(clock), 2.0 * rnd(scene, 2));
    float way = rnd(scene, 3) * 6.28 + 1.3 * gnoise(p * mix(0.8, 2.0, rnd(scene, 4)), scene);
    mat2 m = turn(way);
    float shade = 0.0, top = -1.0, len = mix(1.5, 3.0, rnd(scene, 5));
    vec2 root = p;
    float dense = mix(12.0, 30.0, rnd(scene, 6));
    for (int i = 0; i < 3; i++) {
        vec2 q = m * p * dense * (1.0 + 0.25 * float(i)) * vec2(1.0, 1.0 / len) + float(i) * 7.3;
        vec2 f = floor(q);
        q.y += cell1(ivec2(int(f.x), i), scene) * 3.0;
        ivec2 id = ivec2(int(f.x), int(floor(q.y)));
        vec3 h = cell3(id, scene + i);
        float y = fract(q.y), x = fract(q.x) - 0.5 - 0.35 * (h.x - 0.5) * y;
        float w = 0.5 * (1.0 - y) + 0.08;
        float z = y + 0.35 * h.y - 0.12 * float(i);
        if (abs(x) < w && z > top) {
            top = z;
            shade = (0.5 + 0.6 * y) * (1.0 - 0.8 * abs(x) / w) + 0.25 * h.z;
            root = p - transpose(m) * vec2(0.0, y * len / dense);
        }
    }
    float kind = rnd(scene, 7);
    vec2 u = root * mix(2.5, 5.0, rnd(scene, 8));
    float mark = smoothstep(0.52, 0.6, fbm3(u, scene));
    if (kind > 0.4) mark = smoothstep(0.1, -0.1, snoise(vec2(u.x + 0.5 * snoise(u * 0.7, 3), u.y * 0.3),
        scene) + 0.15);
    if (kind > 0.7) {
        float l = length(fract(u) - 0.3 - 0.4 * cell2(ivec2(floor(u)), scene));
        mark = smoothstep(0.3, 0.24, l) * smoothstep(0.08, 0.14, l);
    }
    vec3 col = rnd(scene, 9) > 0.5 ? mix(earth(1, scene), earth(0, scene), mark)
        : mix(ink(1, scene), ink(0, scene), mark);
    col *= (top < 0.0 ? 0.2 : 0.3 + 1.05 * shade) * (0.75 + 0.5 * noise(p * 3.0, scene + 4));
    fragColor = vec4(col, 1.0);
}
