// title: Stacked Cubes
// description: An isometric heap of cubes whose heights, materials and lights change from view to view.
// tags: tiling, isometric, cubes, rhombus

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
    float clock = iTime * 2.05 + 0.15;
    int scene = 3211 + int(clock);
    vec2 q = turn((rnd(scene, 1) - 0.5) * 0.9) * p * mix(3.0, 11.0, rnd(scene, 2));
    q += vec2(2.0, -3.5) * fract(clock);
    float tall = mix(0.6, 3.5, rnd(scene, 3)), smoothness = mix(0.1, 0.5, rnd(scene, 4));
    float high = 0.0, slot = 0.0;
    vec2 g = vec2(0.0);
    ivec2 id = ivec2(0);
    int face = 0;
    for (int i = 0; i < 16; i++) {
        float level = floor(4.0 * tall) * 0.25 - float(i) * 0.25;
        vec2 w = vec2(q.x / 1.7320508 - (q.y - level), -q.x / 1.7320508 - (q.y - level));
        id = ivec2(floor(w));
        high = floor(4.0 * tall * mix(cell1(id, scene), noise(vec2(id) * smoothness, scene + 1), 0.6)) * 0.25;
        slot = level;
        if (high >= level) {
            g = w - floor(w);
            break;
        }
    }
    float over = high - slot;
    vec2 up = g + over;
    if (over > 0.01) {
        vec2 w0 = vec2(q.x / 1.7320508 - (q.y - high), -q.x / 1.7320508 - (q.y - high));
        vec2 out1 = w0 - vec2(id) - 1.0;
        face = out1.x > out1.y ? 1 : 2;
        up = face == 1 ? vec2(w0.y - float(id.y) - out1.x, out1.x)
            : vec2(w0.x - float(id.x) - out1.y, out1.y);
        if (max(out1.x, out1.y) < 0.0) {
            face = 0;
            up = w0 - vec2(id);
        }
    }
    int k = int(cell1(id, scene + 2) * 5.0);
    vec3 col = ink(k, scene);
    float light = face == 0 ? 1.1 : face == 1 ? 0.72 : 0.38;
    if (rnd(scene, 5) > 0.5) light = face == 0 ? 0.6 : face == 1 ? 1.1 : 0.3;
    vec2 e = abs(fract(up * (face == 0 ? 1.0 : 2.0)) - 0.5);
    col = mix(col, ink(k + 5, scene), step(0.38, max(e.x, e.y)) * step(0.5, cell1(id, scene + 3)));
    col *= light * (0.75 + 0.4 * fbm3(up * 5.0 + vec2(id), k));
    col *= mix(0.55, 1.0, clamp(high / tall + 0.3, 0.0, 1.0));
    if (face > 0) col *= 1.1 - 0.3 * up.y;
    fragColor = vec4(col, 1.0);
}
