// title: Halftone Print
// description: A bold scene of hills, discs and towers, printed with coarse dot screens in misregistered inks.
// tags: moire, halftone, print, dots

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

vec3 plate(vec2 p, int s) {
    vec3 v = vec3(0.25 + 0.5 * p.y, 0.3, 0.55 - 0.5 * p.y) + 0.25 * gnoise(p * 2.0, s);
    vec2 o = (cell2(ivec2(s), 1) - 0.5) * vec2(1.3, 0.8);
    if (length(p - o) < mix(0.12, 0.4, rnd(s, 2))) v = vec3(0.05, 0.6 * rnd(s, 3), 0.8) + (p.y - o.y);
    float x = p.x * 4.0 + 9.0 * rnd(s, 4), i = floor(x);
    float high = cell1(ivec2(int(i), s), 5) * 0.8 - 0.45;
    float hill = 0.3 * gnoise(vec2(p.x * 2.0 + 5.0, 1.0), s) - 0.1;
    if (rnd(s, 6) > 0.5 && p.y < high) {
        v = cell3(ivec2(int(i), s), 7) * (0.5 + fract(x));
        if (fract(p.y * 14.0) > 0.5 && fract(x * 4.0) > 0.5) v = 1.0 - v;
    } else if (p.y < hill) v = cell3(ivec2(s), 8) + (hill - p.y) * vec3(1.2, 0.6, 0.2);
    return clamp(v, 0.0, 1.0);
}

float screen(vec2 p, float a, float tone, float cells) {
    vec2 q = turn(a) * p * cells;
    vec2 t = fract(q) - 0.5;
    float d = tone > 0.5 ? 1.0 - length(abs(t) - 0.5) * 1.35 : length(t) * 1.35;
    return smoothstep(0.08, -0.08, d - tone);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (fragCoord - 0.5 * iResolution.xy) / iResolution.y;
    float clock = iTime * 2.6 + 0.2;
    int scene = 7184 + int(clock);
    vec2 q = turn((rnd(scene, 11) - 0.5) * 0.8) * p * mix(0.5, 1.4, rnd(scene, 12))
        + vec2(1.2 * fract(clock), 0.0);
    float cells = mix(16.0, 60.0, rnd(scene, 13));
    vec2 slip = (cell2(ivec2(scene), 14) - 0.5) * 0.03;
    vec3 v = plate(q, scene);
    float a = rnd(scene, 15) * 1.5;
    vec3 col = mix(vec3(0.96, 0.94, 0.88), ink(3, scene), 0.2);
    col *= mix(vec3(1.0), ink(0, scene), screen(p, a, v.x, cells));
    col *= mix(vec3(1.0), 0.2 + 0.8 * ink(4, scene), screen(p + slip, a + 0.5, v.y, cells));
    col *= mix(vec3(1.0), 0.25 + 0.75 * ink(2, scene), screen(p - slip, a + 1.1, v.z, cells));
    fragColor = vec4(col * (0.9 + 0.2 * fbm3(p * 12.0, scene)), 1.0);
}
