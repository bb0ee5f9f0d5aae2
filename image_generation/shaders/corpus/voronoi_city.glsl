// title: Voronoi City
// description: A town from above: nested blocks, streets, roofs with ridge lines and long afternoon shadows.
// tags: voronoi, city, aerial

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

vec3 earth(int k, int s) {
    vec4 b = cell4(ivec2(k, s), 7);
    float h = mix(0.03, 0.14, b.y);
    if (b.x > 0.6) h = mix(0.2, 0.36, b.y);
    if (b.x > 0.82) h = mix(0.52, 0.64, b.y);
    float v = mix(0.14, 0.92, fract(cell1(ivec2(s), 8) + float(k) * 0.6180340));
    return hsv(h, mix(0.15, 0.7, b.z) * (1.2 - 0.6 * v), v);
}

vec4 lots(vec2 p, int s) {
    vec2 lo = vec2(0.0), f = floor(p);
    ivec2 c = ivec2(f);
    vec2 t = p - f;
    vec2 hi = vec2(1.0);
    int id = int(cellBits(c, s) & 65535u);
    for (int i = 0; i < 5; i++) {
        vec4 h = cell4(ivec2(id, i), s);
        vec2 size = hi - lo;
        bool wide = size.x > size.y;
        float cut = mix(0.35, 0.65, h.x);
        if (i > 2 && h.y > 0.5) break;
        if (wide) {
            float m = lo.x + size.x * cut;
            if (t.x < m) hi.x = m;
            else lo.x = m;
            id = id * 2 + (t.x < m ? 0 : 1);
        } else {
            float m = lo.y + size.y * cut;
            if (t.y < m) hi.y = m;
            else lo.y = m;
            id = id * 2 + (t.y < m ? 0 : 1);
        }
        id = id & 1048575;
    }
    vec2 d = min(t - lo, hi - t);
    return vec4(d.x, d.y, float(id % 4096), (t.x - lo.x) > 0.5 * (hi.x - lo.x) ? 1.0 : -1.0);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (fragCoord - 0.5 * iResolution.xy) / iResolution.y;
    float clock = iTime * 1.9 + 0.25;
    int scene = 2389 + int(clock);
    p = turn(rnd(scene, 1) * 6.28) * p * mix(1.0, 3.5, rnd(scene, 2)) + fract(clock) * vec2(2.0, 1.0);
    p += 0.15 * vec2(noise(p * 0.8, scene), noise(p * 0.8, scene + 1));
    vec2 sun = normalize(cell2(ivec2(scene), 3) - 0.503) * 0.05;
    float road = mix(0.015, 0.03, rnd(scene, 4));
    vec4 a = lots(p, scene), b = lots(p + sun, scene);
    float edge = min(a.x, a.y), edgeB = min(b.x, b.y);
    int k = int(a.z);
    bool roof = edge > road && rnd(k, 5) > 0.16, tall = edgeB > road && rnd(int(b.z), 5) > 0.16;
    float high = rnd(k, 6), highB = rnd(int(b.z), 6);
    vec3 col = vec3(0.33, 0.32, 0.33) * (0.7 + 0.4 * fbm3(p * 30.0, scene));
    if (edge > road) col = hsv(mix(0.2, 0.33, rnd(k, 9)), 0.5, 0.25 + 0.45 * fbm3(p * 25.0, scene));
    float shade = tall && !(roof && high >= highB) ? 0.45 : 1.0;
    if (roof) {
        col = rnd(scene, 7) > 0.4 ? earth(k % 7, scene) : ink(k % 7, scene);
        bool ridge = a.x < a.y;
        col *= 0.75 + 0.3 * (ridge ? a.w * sign(sun.x) : 0.3);
        col *= 0.85 + 0.3 * step(0.5, fract((ridge ? p.y : p.x) * 60.0)) * rnd(k, 8);
        if (edge < road + 0.008) col *= 1.3;
        if (rnd(k, 10) > 0.6 && edge > road + 0.02) col *= 0.6 + 0.6 * noise(p * 40.0, k);
    }
    fragColor = vec4(col * shade * 1.2, 1.0);
}
