// title: Stained Glass
// description: Leaded panes of streaky coloured glass in rays, rings and free curves, lit from behind.
// tags: stained-glass, mosaic, light

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

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (fragCoord - 0.5 * iResolution.xy) / iResolution.y;
    float clock = iTime * 2.0 + 0.05;
    int scene = 8828 + int(clock);
    vec2 q = p * mix(0.8, 1.8, rnd(scene, 1)) + (cell2(ivec2(scene), 2) - 0.5) * 0.8;
    q += fract(clock) * vec2(0.5, -0.3);
    float lead = 9.0;
    int key = 0;
    for (int i = 0; i < 7; i++) {
        vec4 h = cell4(ivec2(i, scene), 3);
        vec2 axis = normalize(h.xy - 0.503), o = (h.zw - 0.5) * vec2(2.0, 1.6);
        vec2 u = mat2(axis, -axis.y, axis.x) * (q - o);
        float d = u.y + 0.25 * u.x * u.x * (h.z - 0.5) * 4.0;
        if (i % 3 == 1) d = length(q - o) - mix(0.15, 0.6, h.w);
        if (i % 3 == 2) d = abs(u.y + 0.1 * sin(u.x * 5.0)) - 0.09;
        lead = min(lead, abs(d));
        key = key * 2 + (d > 0.0 ? 1 : 0);
    }
    vec2 g = q * mix(2.0, 5.0, rnd(key, scene));
    if ((key & 3) == 1) g = turn(0.785) * g;
    if ((key & 3) == 2) g = vec2(atan(q.y, q.x) * 2.0, length(q) * 4.0);
    vec2 f = floor(g), t = 0.5 - abs(fract(g) - 0.5);
    float fine = min(t.x, t.y) / 5.0;
    ivec2 id = ivec2(f) + key * 7;
    vec3 h = cell3(id, scene);
    vec3 pane = ink(int(h.x * 4.0) + key % 3, scene);
    pane = mix(pane, pane * pane * 1.3, 0.5);
    float streak = fbm3(turn(h.y * 6.0) * q * vec2(3.0, 14.0), int(h.z * 99.0));
    float sun = 0.6 + 0.7 * smoothstep(0.9, 0.0, length(p - cell2(ivec2(scene), 5) + 0.5)) + 0.3
        * gnoise(p * 3.0, scene);
    vec3 col = pane * (0.45 + 1.0 * streak) * sun * 1.35 + 0.15 * h.y * streak;
    float d = min(lead - 0.008, fine - 0.003);
    vec3 metal = vec3(0.1, 0.1, 0.11) * (0.7 + 1.4 * smoothstep(0.012, -0.008, d)
        * (0.5 + 0.5 * noise(q * 20.0, 2)));
    fragColor = vec4(mix(metal, col, smoothstep(0.006, 0.012, d)), 1.0);
}
