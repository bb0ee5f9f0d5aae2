// title: Tartan Twill
// description: A woollen tartan cloth of visible twill threads, laid in soft folds.
// tags: weave, cloth, plaid

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

vec3 thread(float x, int s) {
    float i = floor(x);
    float m = abs(mod(i, 46.0) - 23.0);
    int k = 0;
    for (int j = 1; j < 6; j++) {
        if (m > 23.0 * rnd(j, s) && m < 23.0 * rnd(j, s) + 9.0 * rnd(j, s + 1) + 1.0) k = j;
    }
    return ink(k, s) * (0.8 + 0.3 * cell1(ivec2(int(i), k), s));
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (fragCoord - 0.5 * iResolution.xy) / iResolution.y;
    float clock = iTime * 2.4 + 0.2;
    int scene = 745 + int(clock);
    vec2 q = turn(rnd(scene, 3) * 6.28) * p;
    float pull = mix(0.0, 0.35, rnd(scene, 4)), f = mix(1.0, 3.5, rnd(scene, 5));
    vec2 e = vec2(0.02, 0.0), r = q * vec2(f, f * 0.4) + fract(clock);
    float h = gnoise(r, scene);
    vec2 g = vec2(gnoise(r + e, scene), gnoise(r + e.yx, scene)) - h;
    vec2 u = (turn(rnd(scene, 6) * 6.28) * (q + pull * g * 6.0))
        * mix(26.0, 110.0, rnd(scene, 7) * rnd(scene, 7));
    u += fract(clock) * 60.0;
    vec2 c = floor(u), t = fract(u) - 0.5;
    bool warp = mod(c.x + c.y, 4.0) < 2.0;
    vec3 col = warp ? thread(u.x, scene) : thread(u.y + 11.0, scene);
    float across = warp ? t.x : t.y, along = warp ? t.y : t.x;
    col *= 1.0 - 1.6 * across * across - 0.5 * along * along;
    float a = rnd(scene, 8) * 6.28;
    float light = 0.95 - dot(g, vec2(cos(a), sin(a))) * 40.0 * (pull + 0.06);
    fragColor = vec4(col * clamp(light, 0.12, 1.7), 1.0);
}
