// title: Packed Circles
// description: Inversive packings of circles in circles, dressed as pearls, bottle tops or craters.
// tags: fractal, apollonian, inversion, circles

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
    float clock = iTime * 1.9 + 0.2;
    int scene = 9239 + int(clock);
    vec2 z = turn(rnd(scene, 1) * 6.28) * p * mix(0.7, 2.6, rnd(scene, 2)) + (cell2(ivec2(scene), 3) - 0.5)
        * 2.0;
    z.x += fract(clock) * 0.8;
    vec2 o = cell2(ivec2(scene), 4) * 2.0 - 1.0 + vec2(1.7, 0.3);
    if (rnd(scene, 5) > 0.45) z = o + (z - o) * 2.2 / dot(z - o, z - o);
    float k = mix(1.02, 1.35, rnd(scene, 6));
    int depth = 0;
    vec2 start = z, at = z, cell = floor(0.5 * z + 0.5);
    for (int i = 0; i < 6; i++) {
        vec2 f = floor(0.5 * z + 0.5);
        z -= 2.0 * f;
        float r2 = dot(z, z), s = k / r2;
        if (r2 < 0.3 * k) {
            depth = i + 1;
            at = z / sqrt(0.3 * k);
            break;
        }
        if (i == 5) at = z;
        z *= s;
        depth = i + 2;
    }
    float l = length(at), n = sqrt(max(1.0 - l * l, 0.0));
    int style = int(rnd(scene, 7) * 3.0), tone = depth + int(cell1(ivec2(cell), scene) * 3.0);
    vec3 col = ink(tone, scene);
    vec2 sun = normalize(cell2(ivec2(scene), 8) - 0.503);
    if (style == 0) col *= 0.35 + 0.7 * n + 0.4 * dot(at, sun);
    if (style == 1) {
        col = mix(col, ink(tone + 3, scene), step(0.7, l)) * (0.8 + 0.4
            * step(0.5, fract(atan(at.y, at.x) * 2.546)) * step(0.7, l));
        col *= 0.9 + 0.3 * dot(at, sun);
    }
    if (style == 2) col *= 0.8 - 0.5 * dot(at, sun) * smoothstep(0.3, 0.9, l) + 0.3 * smoothstep(0.8, 1.0, l);
    if (l < 0.3) col = mix(col, ink(tone + 5, scene), 0.8 * step(0.5, rnd(depth, scene + 9)));
    col *= 0.7 + 0.3 * smoothstep(1.0, 0.9, l) + 0.4 * (fbm3(start * 7.0, scene) - 0.4);
    fragColor = vec4(col * 1.2, 1.0);
}
