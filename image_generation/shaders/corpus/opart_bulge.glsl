// title: Swollen Checkers
// description: Checkers, stripes or dots that swell over several hidden spheres in two tones.
// tags: op-art, checker, distortion

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
    float clock = iTime * 2.6;
    int scene = 882 + int(clock);
    float shade = 1.0;
    vec2 q = p;
    for (int i = 0; i < 5; i++) {
        vec2 o = (cell2(ivec2(i, scene), 1) - 0.5) * vec2(1.6, 1.1);
        o += 0.15 * vec2(cos(clock * 3.0 + float(i)), sin(clock * 2.0 + float(i) * 2.0));
        float r = mix(0.15, 0.5, cell1(ivec2(i, scene), 2)), d = length(q - o) / r;
        if (d < 1.0) {
            float z = sqrt(1.0 - d * d);
            q = o + (q - o) * (i % 2 == 0 ? asin(min(d, 0.999)) / max(d, 1e-3) : 0.5 + 0.5 * d * d);
            shade *= 0.35 + 0.8 * z + 0.25 * dot(q - o, vec2(-0.7, 0.7)) / r;
        }
    }
    q = turn(rnd(scene, 3) * 6.28) * q * mix(5.0, 18.0, rnd(scene, 4)) + fract(clock) * 4.0;
    int kind = int(rnd(scene, 5) * 4.0);
    vec2 t = fract(q) - 0.5, c = floor(q);
    float on = mod(c.x + c.y, 2.0);
    if (kind == 1) on = step(0.5, fract(q.x));
    if (kind == 2) on = step(length(t), 0.36);
    if (kind == 3) on = abs(on - step(abs(t.x) + abs(t.y), 0.4));
    vec3 a = ink(0, scene), b = ink(1, scene);
    if (rnd(scene, 6) > 0.5) b = mix(b, ink(int(c.x) & 3, scene + 9), 0.8);
    fragColor = vec4(mix(a, b, on) * mix(1.0, shade, mix(0.4, 1.0, rnd(scene, 7))), 1.0);
}
