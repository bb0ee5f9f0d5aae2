// title: Tesserae
// description: A floor mosaic whose small stones follow rings and bands of a simple picture, set in mortar.
// tags: mosaic, tesserae, stone, picture

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
    float clock = iTime * 2.35 + 0.45;
    int scene = 8554 + int(clock);
    vec2 q = turn((rnd(scene, 1) - 0.5) * 1.5) * p * mix(0.6, 1.5, rnd(scene, 2)) + fract(clock)
        * vec2(1.2, 0.4);
    float size = mix(0.025, 0.055, rnd(scene, 3));
    vec2 g = q * 1.4;
    vec2 f = floor(g);
    vec4 h = cell4(ivec2(f), scene);
    vec2 d = (g - f - 0.5 - 0.2 * (h.xy - 0.5)) / 1.4;
    float r = mix(0.12, 0.26, h.z), l = length(d);
    vec2 u;
    float tag;
    if (l < r) {
        float ring = floor(l / size), n = max(floor(6.2831853 * (ring + 0.5)), 1.0);
        u = vec2((atan(d.y, d.x) / 6.2831853 + 0.5) * n + 0.37 * ring, l / size);
        tag = 1.0 + mod(ring, 1.0 + floor(h.w * 4.0)) + 7.0 * floor(h.w * 3.0);
    } else if (l < r + 3.0 * size && h.w > 0.35) {
        float ring = floor((l - r) / size) , n = floor(6.2831853 * (r / size + ring + 0.5));
        u = vec2((atan(d.y, d.x) / 6.2831853 + 0.5) * n, ring + fract((l - r) / size) + 40.0);
        tag = 30.0 + ring;
    } else {
        float wave = q.y + 0.12 * sin(q.x * 4.0 + rnd(scene, 4) * 6.0) + 0.1 * gnoise(q * 1.5, scene);
        u = vec2(q.x, wave) / size;
        u.x += 0.5 * mod(floor(u.y), 2.0);
        tag = floor(wave * 3.0) + 50.0 + (rnd(scene, 5) > 0.6 ? mod(floor(u.x / 6.0), 2.0) * 9.0 : 0.0);
    }
    ivec2 id = ivec2(floor(u));
    vec2 t = abs(fract(u) - 0.5) + 0.06 * (cell2(id, scene + 1) - 0.5);
    vec3 c = cell3(id + int(tag) * 31, scene + 2);
    vec3 stone = rnd(scene, 6) > 0.4 ? earth(int(tag), scene) : ink(int(tag), scene);
    stone *= 0.75 + 0.5 * c.x;
    if (c.y > 0.9) stone = earth(int(c.z * 9.0), scene + 1);
    stone *= 0.85 + 0.3 * noise(q * 50.0, 3) + 0.5 * (c.z - 0.5) * (fract(u.x) - 0.5);
    vec3 mortar = mix(vec3(0.6, 0.57, 0.52), ink(0, scene), 0.3) * (rnd(scene, 7) > 0.5 ? 0.3 : 1.0)
        * (0.7 + 0.5 * noise(q * 30.0, 4));
    vec3 col = mix(stone, mortar, smoothstep(0.38, 0.44, max(t.x, t.y)));
    float worn = fbm3(q * 2.5 + 9.0, scene);
    fragColor = vec4(col * (0.65 + 0.7 * worn), 1.0);
}
