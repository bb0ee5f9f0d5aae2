// title: Whirled Picture
// description: A plain geometric picture dragged around by several whirlpools of either sense.
// tags: domain-warp, vortex, swirl

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

vec3 canvas(vec2 p, int s) {
    vec2 q = p * 2.0 + 10.0 * rnd(s, 1);
    vec2 f = floor(q);
    vec3 h = cell3(ivec2(f), s);
    vec2 t = q - f - 0.5;
    vec3 col = ink(int(h.x * 5.0), s);
    if (length(t) < 0.15 + 0.3 * h.y) col = ink(5 + int(h.z * 3.0), s);
    if (h.z > 0.7) col = mix(col, ink(9, s), step(0.6, fract((t.x + t.y) * 4.0)));
    return col * (0.9 + 0.2 * (t.y - t.x));
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (fragCoord - 0.5 * iResolution.xy) / iResolution.y;
    float clock = iTime * 2.2 + 0.1;
    int scene = 4307 + int(clock);
    vec2 q = p * mix(0.8, 1.8, rnd(scene, 2));
    float deep = 1.0;
    for (int i = 0; i < 6; i++) {
        vec4 h = cell4(ivec2(i, scene), 3);
        vec2 o = (h.xy - 0.5) * vec2(2.2, 1.6), d = q - o;
        float r = mix(0.3, 0.9, h.z), l = length(d);
        float k = max(1.0 - l / r, 0.0);
        q = o + turn((h.w > 0.5 ? 1.0 : -1.0) * k * k * (3.0 + 9.0 * fract(clock))) * d;
        deep *= 1.0 - 0.55 * k * k * k;
    }
    vec3 col = canvas(q, scene);
    float streak = noise(vec2(length(q * 3.0) * 8.0, atan(q.y, q.x) * 2.0), scene);
    fragColor = vec4(col * deep * (0.8 + 0.35 * streak), 1.0);
}
