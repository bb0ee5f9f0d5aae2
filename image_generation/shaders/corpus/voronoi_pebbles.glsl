// title: Pebble Beach
// description: Rounded stones with veins, speckles and contact shadows lying on finer gravel.
// tags: voronoi, stones, ground

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

vec3 earth(int k, int s) {
    vec4 b = cell4(ivec2(k, s), 7);
    float h = mix(0.03, 0.14, b.y);
    if (b.x > 0.6) h = mix(0.2, 0.36, b.y);
    if (b.x > 0.82) h = mix(0.52, 0.64, b.y);
    float v = mix(0.14, 0.92, fract(cell1(ivec2(s), 8) + float(k) * 0.6180340));
    return hsv(h, mix(0.15, 0.7, b.z) * (1.2 - 0.6 * v), v);
}

vec4 stone(vec2 p, int s) {
    ivec2 c = ivec2(floor(p));
    vec2 near = vec2(9.0);
    float gap = 9.0;
    ivec2 id = c;
    for (int j = 0; j < 9; j++) {
        ivec2 k = c + ivec2(j % 3 - 1, j / 3 - 1);
        vec2 d = p - vec2(k) - 0.15 - 0.7 * cell2(k, s);
        float l = dot(d, d);
        if (l < dot(near, near)) {
            gap = dot(near, near);
            near = d;
            id = k;
        } else gap = min(gap, l);
    }
    return vec4(near, sqrt(gap) - length(near), float(cellBits(id, s + 1) & 4095u));
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (fragCoord - 0.5 * iResolution.xy) / iResolution.y;
    float clock = iTime * 2.25 + 0.8;
    int scene = 2252 + int(clock);
    p = turn(rnd(scene, 1) * 6.28) * p * mix(2.0, 8.0, rnd(scene, 2))
        * vec2(1.0, mix(1.0, 1.8, rnd(scene, 3)));
    p += fract(clock) * 5.0;
    vec2 warp = p + 0.2 * vec2(noise(p * 2.0, scene), noise(p * 2.0, scene + 1));
    vec4 big = stone(warp, scene * 4), small = stone(warp * 3.7, scene * 4 + 2);
    vec2 sun = normalize(cell2(ivec2(scene), 4) - 0.497);
    bool onTop = big.z > 0.14 && fract(big.w * 0.013) > 0.2;
    vec4 s = onTop ? big : small;
    int k = int(s.w);
    float rise = smoothstep(0.0, onTop ? 0.75 : 0.5, s.z - (onTop ? 0.14 : 0.0));
    float light = 0.35 + 0.65 * sqrt(rise) + dot(s.xy, sun) * (1.0 - rise) * 1.1;
    vec3 a = rnd(scene, 5) > 0.5 ? earth(k % 9, scene) : ink(k % 9, scene);
    a = mix(a, vec3(dot(a, vec3(0.33))), 0.5 * rnd(k, 6));
    vec2 u = turn(float(k)) * p;
    float vein = smoothstep(0.06, 0.0, abs(noise(u * 1.5, k) - 0.5)) * step(0.6, rnd(k, 7));
    float bands = noise(vec2(u.x * 1.0, u.y * 9.0), k) - 0.5;
    vec3 col = mix(a * (1.0 + bands * rnd(k, 8)), vec3(0.9), vein * 0.7);
    col *= 0.8 + 0.5 * (noise(p * 22.0, scene) - 0.3);
    if (!onTop) light *= 0.35 + 0.4 * smoothstep(0.14, -0.05, big.z) * step(0.2, fract(big.w * 0.013))
        + 0.4 * step(fract(big.w * 0.013), 0.2);
    fragColor = vec4(col * light * 1.15, 1.0);
}
