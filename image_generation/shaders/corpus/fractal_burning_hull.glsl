// title: Burning Hulls
// description: Folded escape-time sets of the burning ship kind, seen at many places, powers and fold signs.
// tags: fractal, burning-ship, escape-time

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

vec3 ramp(float x, int s) {
    x = clamp(x, 0.0, 0.9999) * 4.0;
    int i = int(x);
    return mix(ink(i, s), ink(i + 1, s), smoothstep(0.0, 1.0, x - float(i)));
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (fragCoord - 0.5 * iResolution.xy) / iResolution.y;
    float clock = iTime * 1.9 + 0.8;
    int scene = 5129 + int(clock), kind = int(rnd(scene, 1) * 4.0);
    float zoom = exp2(mix(-2.0, 1.2, rnd(scene, 2)));
    vec2 home = kind == 0 ? vec2(-1.7, -0.03) : kind == 1 ? vec2(-0.6, -0.75) : kind == 2 ? vec2(-1.2, 0.25)
        : vec2(0.3, 0.6);
    vec2 c = turn(rnd(scene, 3) * 6.28) * p * zoom + home + (cell2(ivec2(scene), 4) - 0.5) * 0.3;
    c.x += 0.3 * zoom * (fract(clock) - 0.5);
    bool julia = rnd(scene, 5) > 0.5;
    vec2 z = julia ? c - home : vec2(0.0);
    if (julia) c = home + 0.25 * (cell2(ivec2(scene), 6) - 0.5);
    float n = 0.0, low = 9.0, cross1 = 9.0;
    for (int i = 0; i < 20; i++) {
        vec2 a = z;
        if (kind < 2) a = abs(z);
        if (kind == 2) a.y = abs(z.y);
        if (kind == 3) a.x = -abs(z.x);
        z = vec2(a.x * a.x - a.y * a.y, 2.0 * a.x * a.y) + c;
        if (kind == 2) z.x = abs(z.x) - 0.3;
        float d = dot(z, z);
        low = min(low, d);
        cross1 = min(cross1, abs(z.x * z.y));
        if (d > 40.0) break;
        n += 1.0;
    }
    float level = n + 1.0 - log2(max(log2(max(dot(z, z), 1.1)), 0.2));
    vec3 col = ramp(fract(0.11 * level + rnd(scene, 7)), scene);
    col *= 0.55 + 0.5 * smoothstep(0.0, 0.6, sqrt(cross1) * 3.0);
    if (n > 19.0) col = mix(ink(6, scene), ink(7, scene), clamp(sqrt(low) * 1.5, 0.0, 1.0))
        * (0.6 + 0.5 * fract(sqrt(low) * 9.0));
    float bands = step(0.5, fract(0.5 * level + 0.5 * step(0.0, z.y)));
    fragColor = vec4(col * mix(1.0, 0.8 + 0.35 * bands, rnd(scene, 8)), 1.0);
}
