// title: Crossed Gratings
// description: Cut-out shapes filled with line gratings of slightly different pitch, laid over each other.
// tags: moire, grating, lines, op-art

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

float sdBox(vec2 p, vec2 b) {
    vec2 d = abs(p) - b;
    return length(max(d, 0.0)) + min(max(d.x, d.y), 0.0);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (fragCoord - 0.5 * iResolution.xy) / iResolution.y;
    float clock = iTime * 2.25 + 0.5;
    int scene = 7047 + int(clock);
    vec3 col = ink(0, scene);
    float pitch = mix(14.0, 45.0, rnd(scene, 1));
    for (int i = 0; i < 6; i++) {
        vec4 h = cell4(ivec2(i, scene), 2), g = cell4(ivec2(i, scene), 3);
        vec2 axis = normalize(h.xy - 0.503), q = p - (g.xy - 0.5) * vec2(1.5, 1.1);
        q += 0.25 * (fract(clock) - 0.5) * axis;
        vec2 u = mat2(axis, -axis.y, axis.x) * q;
        float r = mix(0.15, 0.65, g.z), shape = h.z < 0.35 ? length(q) - r : h.z < 0.7
            ? sdBox(u, vec2(r, r * 0.6)) : u.y;
        if (i == 0) shape = -1.0;
        float x = h.w < 0.5 ? u.x : h.w < 0.8 ? length(q) : u.x + 0.1 * sin(u.y * 9.0);
        float bars = step(mix(0.3, 0.65, g.w), fract(x * pitch * mix(0.85, 1.2, g.w) + fract(clock) * 2.0));
        vec3 a = ink(i + 1, scene);
        if (shape < 0.0) col = mix(col, a * (1.0 + 0.5 * u.y), (i == 0 || rnd(i, scene + 4) > 0.45) ? bars
            : 0.35 + 0.5 * bars);
        else col *= 0.7 + 0.3 * smoothstep(0.0, 0.06, shape);
    }
    fragColor = vec4(col * (0.85 + 0.3 * fbm3(p * 4.0, scene)), 1.0);
}
