// title: Julia Relief
// description: Cubic and quartic Julia sets as lit, stepped relief with plateaus of stone or enamel.
// tags: fractal, julia, relief, shading

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

float fbm(vec2 p, int s) {
    float sum = 0.0, amp = 0.5;
    for (int i = 0; i < 5; i++) {
        sum += amp * noise(p, s + i);
        p = mat2(1.62, 1.18, -1.18, 1.62) * p + 3.7;
        amp *= 0.5;
    }
    return sum / 0.97;
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

float escape(vec2 z, vec2 c, int power) {
    float n = 0.0;
    for (int i = 0; i < 18; i++) {
        vec2 s = vec2(z.x * z.x - z.y * z.y, 2.0 * z.x * z.y);
        if (power == 3) s = vec2(s.x * z.x - s.y * z.y, s.x * z.y + s.y * z.x);
        if (power == 4) s = vec2(s.x * s.x - s.y * s.y, 2.0 * s.x * s.y);
        z = s + c;
        if (dot(z, z) > 60.0) break;
        n += 1.0;
    }
    return n - log(max(0.5 * log(max(dot(z, z), 1.1)), 0.1)) / log(float(power));
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (fragCoord - 0.5 * iResolution.xy) / iResolution.y;
    float clock = iTime * 1.75 + 0.65;
    int scene = 4855 + int(clock), power = 2 + int(rnd(scene, 1) * 2.99);
    float a = rnd(scene, 2) * 6.28 + 0.8 * fract(clock);
    vec2 c = mix(0.6, 0.85, rnd(scene, 3)) * vec2(cos(a), sin(a));
    vec2 z = turn(rnd(scene, 4) * 6.28) * p * mix(0.9, 2.4, rnd(scene, 5)) + (cell2(ivec2(scene), 6) - 0.5)
        * 1.2;
    float e = 0.006, h = escape(z, c, power);
    vec2 g = vec2(escape(z + vec2(e, 0.0), c, power), escape(z + vec2(0.0, e), c, power)) - h;
    g = clamp(g * 3.0, -2.5, 2.5);
    float sunA = rnd(scene, 7) * 6.28;
    float light = dot(normalize(vec3(-g, 1.0)), normalize(vec3(cos(sunA), sin(sunA), 0.8)));
    float level = h * mix(0.6, 1.6, rnd(scene, 8));
    int k = int(max(floor(level), 0.0));
    vec3 col = mix(ink(k, scene), ink(k + 1, scene), smoothstep(0.7, 1.0, fract(level)));
    col *= 0.8 + 0.4 * fbm3(z * 9.0, scene);
    col *= 0.25 + 0.9 * max(light, 0.0);
    if (h > 16.0) col = ink(8, scene) * (0.4 + 0.8 * fbm(z * 4.0, scene + 1));
    fragColor = vec4(col * 1.15, 1.0);
}
