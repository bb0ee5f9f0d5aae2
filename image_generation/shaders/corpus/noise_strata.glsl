// title: Faulted Strata
// description: A cliff of sediment layers with gravel beds, folds and faults that break and shift them.
// tags: noise, rock, geology, layers

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

vec3 earth(int k, int s) {
    vec4 b = cell4(ivec2(k, s), 7);
    float h = mix(0.03, 0.14, b.y);
    if (b.x > 0.6) h = mix(0.2, 0.36, b.y);
    if (b.x > 0.82) h = mix(0.52, 0.64, b.y);
    float v = mix(0.14, 0.92, fract(cell1(ivec2(s), 8) + float(k) * 0.6180340));
    return hsv(h, mix(0.15, 0.7, b.z) * (1.2 - 0.6 * v), v);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (fragCoord - 0.5 * iResolution.xy) / iResolution.y;
    float clock = iTime * 2.15 + 0.4;
    int scene = 3622 + int(clock);
    p = turn((rnd(scene, 1) - 0.5) * 2.4) * p * mix(0.8, 2.5, rnd(scene, 2)) + vec2(fract(clock) * 2.0, 0.0);
    vec2 q = p;
    float crack = 9.0;
    for (int i = 0; i < 4; i++) {
        float slope = (rnd(i, scene + 3) - 0.5) * 1.6, at = (rnd(i, scene + 4) - 0.3) * 3.0;
        float d = q.x + slope * q.y - at + 0.04 * noise(q * 6.0, scene + i);
        crack = min(crack, abs(d));
        if (d > 0.0) q.y += (rnd(i, scene + 5) - 0.5) * 0.7;
    }
    q.y += 0.6 * mix(0.1, 1.0, rnd(scene, 6)) * gnoise(q * vec2(0.9, 0.4), scene) + 0.07
        * gnoise(q * 3.0, scene + 1);
    float y = q.y * mix(3.0, 7.0, rnd(scene, 7));
    float bed = floor(y + 0.15 * noise(vec2(q.x * 2.0, floor(y)), scene));
    int k = int(bed) + 64;
    float t = fract(y + 0.15 * noise(vec2(q.x * 2.0, floor(y)), scene));
    vec3 col = rnd(scene, 8) > 0.25 ? earth(k, scene) : ink(k, scene);
    float lines = noise(vec2(q.x * 0.8, y * mix(4.0, 14.0, rnd(k, scene))), k);
    col *= 0.6 + 0.65 * lines;
    if (rnd(k, scene + 1) > 0.6) {
        vec2 u = vec2(q.x * 14.0, y * 3.0);
        ivec2 c = ivec2(floor(u));
        vec3 h = cell3(c, k);
        float r = length(fract(u) - mix(vec2(0.5), h.xy, 0.4)) - mix(0.15, 0.42, h.z);
        vec3 stone = earth(int(h.z * 30.0), scene) * (0.8 + 0.6 * (fract(u.y) - 0.5));
        col = mix(stone, col * mix(0.6, 1.0, smoothstep(0.0, 0.15, r)), smoothstep(0.0, 0.06, r));
    }
    float rough = fbm3(p * 9.0, scene + 2);
    col *= 0.7 + 0.3 * smoothstep(0.0, 0.12, t) + 0.7 * (rough - 0.45);
    col *= smoothstep(0.0, 0.025, crack) * 0.7 + 0.3;
    fragColor = vec4(col * 1.15, 1.0);
}
