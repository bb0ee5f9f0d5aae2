// title: Leaf Veins
// description: The veins of a leaf at three levels with translucent cells, blotches and insect bites.
// tags: voronoi, leaf, veins, nature

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

float fbm(vec2 p, int s) {
    float sum = 0.0, amp = 0.5;
    for (int i = 0; i < 5; i++) {
        sum += amp * noise(p, s + i);
        p = mat2(1.62, 1.18, -1.18, 1.62) * p + 3.7;
        amp *= 0.5;
    }
    return sum / 0.97;
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

vec3 net(vec2 p, int s) {
    ivec2 c = ivec2(floor(p));
    vec2 near = vec2(9.0), second = vec2(9.0);
    float w = 0.0;
    for (int j = 0; j < 9; j++) {
        ivec2 k = c + ivec2(j % 3 - 1, j / 3 - 1);
        vec3 h = cell3(k, s);
        vec2 d = vec2(k) + 0.12 + 0.76 * h.xy - p;
        if (dot(d, d) < dot(near, near)) {
            second = near;
            near = d;
            w = h.z;
        } else if (dot(d, d) < dot(second, second)) second = d;
    }
    return vec3(dot(0.5 * (near + second), normalize(second - near)), length(near), w);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (fragCoord - 0.5 * iResolution.xy) / iResolution.y;
    float clock = iTime * 2.15 + 0.55;
    int scene = 2526 + int(clock);
    vec2 q = turn(rnd(scene, 1) * 6.28) * p * mix(0.6, 2.0, rnd(scene, 2));
    q += (cell2(ivec2(scene), 3) - 0.5) * 0.6 + fract(clock) * vec2(0.0, 1.0);
    float slant = mix(0.5, 1.4, rnd(scene, 4)), gap = mix(2.0, 6.0, rnd(scene, 5));
    float x = abs(q.x) + 0.02 * noise(q * 6.0, scene), y = q.y - x * slant + 0.25 * x * x;
    float row = y * gap + (q.x > 0.0 ? 0.4 : 0.0);
    float mid = x / 0.035, rib = abs(fract(row) - 0.5) / gap / (0.004 + 0.022 / (1.0 + 2.0 * x));
    vec3 a = net(vec2(q.x, y) * gap * 1.6, scene), b = net(q * gap * 6.0 + a.z, scene + 1);
    float base = rnd(scene, 6) < 0.65 ? mix(0.15, 0.36, rnd(scene, 7)) : mix(-0.05, 0.13, rnd(scene, 7));
    float blotch = fbm(q * 4.0, scene);
    vec3 flesh = hsv(base + 0.1 * (blotch - 0.5), 0.75, mix(0.3, 0.7, rnd(scene, 8)));
    flesh = mix(flesh, hsv(base - 0.14, 0.8, 0.5), smoothstep(0.5, 0.62, blotch) * step(0.4, rnd(scene, 9)));
    vec3 vein = hsv(base - 0.05, mix(0.2, 0.6, rnd(scene, 10)), rnd(scene, 11) > 0.35 ? 0.92 : 0.18);
    vec3 col = flesh * (0.7 + 0.5 * b.y + 0.4 * (a.z - 0.5));
    col = mix(vein, col, 0.6 + 0.4 * smoothstep(0.02, 0.07, b.x));
    col = mix(vein, col, smoothstep(0.02, 0.06, a.x));
    col = mix(vein * 0.95, col, smoothstep(0.8, 1.3, rib));
    col = mix(vein, col, smoothstep(0.7, 1.2, mid)) * (0.85 + 0.25 * smoothstep(0.0, 0.5, fract(row)));
    float bite = noise(q * 3.5 + 40.0, scene) - mix(0.72, 0.95, rnd(scene, 12));
    if (bite > 0.0) col = ink(3, scene) * (0.4 + 0.5 * noise(q * 9.0, scene));
    else col *= 1.0 - 0.5 * smoothstep(-0.03, 0.0, bite);
    fragColor = vec4(col, 1.0);
}
