// title: Paper Hills
// description: Layered silhouettes of hills, dunes and forests in haze under a sky with a sun or moon.
// tags: noise, landscape, silhouette, layers

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

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (fragCoord - 0.5 * iResolution.xy) / iResolution.y;
    float clock = iTime * 2.3 + 0.2;
    int scene = 3485 + int(clock);
    vec3 skyLow = ink(0, scene), skyHigh = ink(2, scene), ground = ink(1, scene) * 0.6;
    float tint = fbm(p * vec2(1.5, 5.0) + fract(clock) * 2.0, scene);
    vec3 col = mix(skyLow, skyHigh, smoothstep(-0.1, 0.6, p.y + 0.3 * (tint - 0.5)));
    vec2 o = cell2(ivec2(scene), 3) * vec2(1.4, 0.6) - vec2(0.7, 0.1);
    col = mix(mix(skyLow, vec3(1.0), 0.8), col, smoothstep(0.0, 0.01, length(p - o)
        - mix(0.04, 0.22, rnd(scene, 4))));
    float base = mix(-0.1, 0.4, rnd(scene, 5)), jag = mix(1.0, 3.5, rnd(scene, 6));
    int depth = 9;
    float height = 0.0, grass = 0.0;
    for (int i = 0; i < 6; i++) {
        float z = float(i) / 5.0;
        float x = p.x * mix(2.4, 0.8, z) * jag + fract(clock) * mix(0.5, 3.0, z) + float(i) * 13.7;
        float h = base - z * (base + 0.55);
        float n = noise(vec2(x, 0.5), scene + i) + 0.5 * noise(vec2(x * 2.3, 1.5), scene + i) - 0.75;
        if (rnd(scene, 7) > 0.6) n = abs(n) * 1.6 - 0.3;
        float teeth = abs(fract(x * mix(9.0, 5.0, z)) - 0.5) * (0.3
            + cell1(ivec2(int(floor(x * mix(9.0, 5.0, z) )), i), scene));
        h += n * 0.28 + step(0.55, rnd(i, scene + 8)) * (0.1 - 0.2 * teeth) * mix(0.4, 1.0, z);
        if (p.y < h) {
            depth = i;
            height = h - p.y;
            grass = x;
        }
    }
    if (depth < 9) {
        float z = float(depth) / 5.0;
        float tex = fbm3(vec2(grass * 3.0, p.y * 14.0) * mix(0.7, 2.0, z), scene + depth);
        col = mix(mix(skyLow, skyHigh, 0.3), mix(ground, ink(3, scene) * 0.4, rnd(depth, scene + 9) * 0.6),
            0.15 + 0.85 * z);
        col *= 0.75 + 0.5 * tex;
        col = mix(col, skyLow, clamp(height * 2.2, 0.0, 0.6) * (1.0 - 0.8 * z));
        col *= 1.0 + 0.35 * smoothstep(0.02, 0.0, height);
    }
    fragColor = vec4(col, 1.0);
}
