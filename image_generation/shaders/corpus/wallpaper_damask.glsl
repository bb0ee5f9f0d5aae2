// title: Damask Ornament
// description: Mirrored ornament grown from noise contours, woven in two tones of satin over a wide range of forms.
// tags: wallpaper, symmetry, ornament, noise

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

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (fragCoord - 0.5 * iResolution.xy) / iResolution.y;
    float clock = iTime * 2.3 + 0.45;
    int scene = 5266 + int(clock);
    vec2 q = turn((rnd(scene, 1) - 0.5) * 1.2) * p * mix(1.3, 4.0, rnd(scene, 2)) * vec2(1.3, 0.8);
    q += vec2(0.0, fract(clock) * 1.5);
    float col0 = floor(q.x);
    q.y += 0.5 * mod(col0, 2.0);
    vec2 t = abs(fract(q) - 0.5), id = floor(q);
    vec2 u = t * mix(4.0, 8.0, rnd(scene, 3)) + 10.0 * rnd(scene, 4);
    vec2 w = u + 0.9 * vec2(gnoise(u, scene), gnoise(u + 5.0, scene + 1));
    float a = gnoise(w * 0.7, scene + 2), l = length(t);
    float body = a + mix(0.45, 0.1, smoothstep(0.1, 0.55, l + 0.15 * sin(t.y * 25.0))) - 0.24;
    float veins = abs(gnoise(w * 1.6, scene + 3));
    vec3 ground = ink(0, scene), pile = ink(1, scene), line = ink(2, scene);
    float satin = noise(p * vec2(15.0, 130.0), 1), twill = noise(p * vec2(130.0, 15.0), 2);
    vec3 col = ground * (0.7 + 0.4 * satin);
    if (body > 0.0) col = pile * (0.75 + 0.4 * twill) * (0.7 + 0.5 * smoothstep(0.0, 0.15, body));
    if (body > 0.04 && veins < 0.07) col = line;
    col = mix(line * 0.8, col, smoothstep(0.0, 0.025, abs(body)));
    if (abs(t.x - 0.5 + 0.07 * sin(q.y * 12.566)) < 0.02) col = line;
    float wear = fbm3(p * 2.5 + 7.0 * rnd(scene, 5), scene);
    col *= 0.55 + 0.85 * wear + 0.25 * sin(p.x * mix(3.0, 9.0, rnd(scene, 6)) + clock);
    fragColor = vec4(col, 1.0);
}
