// title: Relief Map
// description: Aerial relief of eroded land with hill shading, elevation tints, coast and contour lines.
// tags: noise, fbm, map, terrain

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

vec3 earth(int k, int s) {
    vec4 b = cell4(ivec2(k, s), 7);
    float h = mix(0.03, 0.14, b.y);
    if (b.x > 0.6) h = mix(0.2, 0.36, b.y);
    if (b.x > 0.82) h = mix(0.52, 0.64, b.y);
    float v = mix(0.14, 0.92, fract(cell1(ivec2(s), 8) + float(k) * 0.6180340));
    return hsv(h, mix(0.15, 0.7, b.z) * (1.2 - 0.6 * v), v);
}

float land(vec2 p, int s) {
    float sum = 0.0, amp = 0.5, damp = 1.0;
    for (int i = 0; i < 5; i++) {
        float n = gnoise(p, s + i);
        sum += amp * damp * (1.0 - abs(n) * 1.6);
        damp = clamp(1.0 - abs(n), 0.2, 1.0);
        p = mat2(1.6, 1.2, -1.2, 1.6) * p + 4.1;
        amp *= 0.48;
    }
    return sum;
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (fragCoord - 0.5 * iResolution.xy) / iResolution.y;
    float clock = iTime * 1.7;
    int scene = 334 + int(clock);
    float zoom = exp2(mix(0.2, 2.2, rnd(scene, 1)));
    p = turn(rnd(scene, 2) * 6.28) * p * zoom + vec2(1.7, 0.6) * fract(clock) * zoom;
    vec2 e = vec2(0.02, 0.0);
    float h = land(p, scene * 8);
    vec2 g = vec2(land(p + e, scene * 8), land(p + e.yx, scene * 8)) - h;
    float a = rnd(scene, 3) * 6.28;
    float light = clamp(0.75 - dot(g, vec2(cos(a), sin(a))) * 16.0, 0.15, 1.5);
    float sea = mix(0.3, 0.62, rnd(scene, 4)), rise = (h - sea) * 3.0;
    vec3 low = earth(0, scene), mid = earth(2, scene), high = vec3(0.93, 0.92, 0.9);
    vec3 col = mix(mix(low, mid, smoothstep(0.0, 0.5, rise + g.x * 4.0)), high,
        smoothstep(0.7, 0.85, rise + g.y * 6.0));
    col *= light * (0.85 + 0.15 * smoothstep(0.1, 0.2, abs(fract(rise * 9.0) - 0.5)));
    vec3 water = hsv(mix(0.48, 0.62, rnd(scene, 5)), mix(0.3, 0.8, rnd(scene, 6)),
        mix(0.3, 0.75, exp(rise * 4.0)));
    fragColor = vec4(rise < 0.0 ? water * (0.9 + 0.1 * light) : col, 1.0);
}
