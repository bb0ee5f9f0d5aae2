// title: Patchwork Quilt
// description: Half-square triangles of printed cloth sewn into a puffed quilt with stitches.
// tags: truchet, quilt, tiling, cloth

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
    float clock = iTime * 2.6 + 0.45;
    int scene = 2663 + int(clock), order = int(rnd(scene, 1) * 4.0);
    p = turn((rnd(scene, 2) - 0.5) * 1.5) * p * mix(2.5, 9.0, rnd(scene, 3)) + fract(clock) * vec2(3.0, 4.0);
    vec2 f = floor(p), t = p - f - 0.5;
    ivec2 id = ivec2(f);
    int turns = int(cell1(id, scene) * 4.0);
    if (order == 1) turns = ((id.x & 1) + 2 * (id.y & 1)) ^ (id.y & 1);
    if (order == 2) turns = (id.x + id.y) & 3;
    if (order == 3) turns = int(cell1(id >> 1, scene) * 4.0) + (id.x & 1);
    if ((turns & 1) == 1) t = vec2(-t.y, t.x);
    if ((turns & 2) == 2) t = -t;
    bool upper = t.x + t.y > 0.0;
    float seam = min(abs(t.x + t.y) * 0.707, 0.5 - max(abs(t.x), abs(t.y)));
    int k = upper ? 0 : 1;
    k += int(cell1(id >> (order == 3 ? 1 : 0), scene + 2) * 3.0) * 2;
    vec3 a = ink(k, scene), b = ink(k + 6, scene);
    vec2 u = p * mix(4.0, 11.0, rnd(k, scene));
    float on = 0.0;
    int print = (k + scene) % 6;
    if (print == 1) on = step(length(fract(u) - 0.5), 0.28);
    if (print == 2) on = step(0.5, fract(u.x));
    if (print == 3) on = step(0.8, max(fract(u.x), fract(u.y)));
    if (print == 4) on = smoothstep(0.5, 0.56, noise(u * 0.8, k));
    if (print == 5) on = step(0.5, fract(0.5 * (floor(u.x) + floor(u.y))));
    vec3 col = mix(a, b, on * 0.8);
    float puff = smoothstep(0.0, 0.22, seam);
    col *= 0.45 + 0.6 * puff + 0.15 * (upper ? 1.0 : -1.0) * (1.0 - puff);
    float stitch = step(abs(seam - 0.05), 0.012) * step(0.4, fract((t.x - t.y) * 9.0));
    col = mix(col, vec3(0.95, 0.92, 0.85), stitch);
    col *= 0.85 + 0.3 * fbm3(p * 5.0, scene) - 0.1;
    fragColor = vec4(col * 1.15, 1.0);
}
