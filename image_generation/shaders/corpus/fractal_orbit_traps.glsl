// title: Trapped Orbits
// description: Close-ups of quadratic Julia sets, painted by the shapes that trap each orbit.
// tags: fractal, julia, orbit-trap

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
    float clock = iTime * 2.2 + 0.15;
    int scene = 1019 + int(clock);
    float a = rnd(scene, 1) * 6.28 + fract(clock) * 0.5;
    float r = mix(0.95, 1.08, rnd(scene, 9));
    vec2 c = r * (0.5 * vec2(cos(a), sin(a)) - 0.25 * vec2(cos(2.0 * a), sin(2.0 * a)));
    float zoom = exp2(mix(-2.2, 0.9, rnd(scene, 2)));
    vec2 w = vec2(1.0, 0.0) - 4.0 * c;
    float l = length(w);
    vec2 root = vec2(sqrt(0.5 * (l + w.x)), sign(w.y) * sqrt(max(0.5 * (l - w.x), 0.0)));
    vec2 fixedPoint = 0.5 * (vec2(1.0, 0.0) + root);
    vec2 z = turn(rnd(scene, 3) * 6.28) * p * zoom + fixedPoint * (rnd(scene, 4) > 0.5 ? 1.0 : -1.0);
    float ring = 9.0, line = 9.0, n = 0.0, k = 0.0;
    vec2 at = cell2(ivec2(scene), 5) * 1.4 - 0.7;
    mat2 m = turn(rnd(scene, 6) * 6.28);
    float rr = mix(0.1, 0.5, rnd(scene, 7));
    for (int i = 0; i < 32; i++) {
        z = vec2(z.x * z.x - z.y * z.y, 2.0 * z.x * z.y) + c;
        if (dot(z, z) > 30.0) break;
        vec2 u = m * (z - at);
        float d = abs(length(u) - rr);
        if (d < ring) {
            ring = d;
            k = float(i);
        }
        line = min(line, abs(u.x));
        n += 1.0;
    }
    float smoothN = n - log2(max(log2(max(dot(z, z), 2.0)), 1.0));
    vec3 col = ramp(fract(smoothN * 0.09 + rnd(scene, 8)), scene);
    col = mix(ink(int(k) % 5 + 6, scene) * (1.1 - 5.0 * ring), col, smoothstep(0.05, 0.14, ring));
    col = mix(ink(12, scene), col, smoothstep(0.0, 0.03, line) * 0.8 + 0.2);
    col *= 0.6 + 0.6 * sqrt(clamp(ring, 0.0, 0.7));
    fragColor = vec4(col * 1.15, 1.0);
}
