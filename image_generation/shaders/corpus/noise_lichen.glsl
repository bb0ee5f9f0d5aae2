// title: Lichen on Stone
// description: Rosettes of lichen in several colours that grow over one another on grey speckled rock.
// tags: noise, simplex, lichen, nature

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

float snoise(vec2 p, int s) {
    vec2 base = floor(p + (p.x + p.y) * 0.36602540);
    vec2 a = p - base + (base.x + base.y) * 0.21132487;
    ivec2 c = ivec2(base), step1 = a.x > a.y ? ivec2(1, 0) : ivec2(0, 1);
    vec2 b = a - vec2(step1) + 0.21132487, d = a - 0.57735027;
    vec3 w = max(0.5 - vec3(dot(a, a), dot(b, b), dot(d, d)), 0.0);
    w *= w;
    vec3 g = vec3(dot(cell2(c, s) - 0.5, a), dot(cell2(c + step1, s) - 0.5, b),
                  dot(cell2(c + 1, s) - 0.5, d));
    return dot(w * w, g) * 140.0;
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
    float clock = iTime * 2.0 + 0.7;
    int scene = 4033 + int(clock);
    p = turn(rnd(scene, 1) * 6.28) * p * mix(1.0, 3.5, rnd(scene, 2)) + fract(clock) * vec2(1.5, 2.0);
    float relief = snoise(p * 1.2, scene) * 0.5 + snoise(p * 4.0, scene + 1) * 0.25;
    float speck = noise(p * 24.0, scene) + 0.6 * noise(p * 50.0, scene);
    vec3 rock = hsv(rnd(scene, 3), 0.15 * rnd(scene, 4), mix(0.25, 0.7, rnd(scene, 5)));
    vec3 col = rock * (0.45 + 0.5 * speck + 0.4 * relief);
    vec2 wob = 0.25 * vec2(noise(p * 3.0, 5), noise(p * 3.0, 6)) + 0.12
        * vec2(noise(p * 11.0, 7), noise(p * 11.0, 8));
    float shade = 1.0, depth = -1.0;
    int kind = 0;
    for (int i = 0; i < 4; i++) {
        vec2 q = (p + wob) * exp2(float(i) * 0.6 - 0.4) + float(i) * 7.7;
        ivec2 c = ivec2(floor(q + 0.5));
        for (int j = 0; j < 4; j++) {
            ivec2 id = c - ivec2(j & 1, j >> 1);
            vec4 h = cell4(id, scene * 4 + i);
            float r = mix(0.05, 0.48, h.z), d = length(q - vec2(id) - h.xy);
            if (h.w > 0.35 && d < r && depth < 0.0) {
                depth = 1.0 - d / r;
                kind = int(h.w * 99.0) % 4;
            } else if (depth < 0.0 && h.w > 0.35) shade = min(shade, smoothstep(-0.05, 0.06, d - r) * 0.5
                + 0.5);
        }
    }
    if (depth >= 0.0) {
        vec3 tone = ink(kind, scene);
        float ring = noise(vec2(depth * 9.0, float(kind)), scene);
        float lumps = abs(snoise(p * (9.0 + 5.0 * float(kind)), 9)) + 0.4 * noise(p * 35.0, 3);
        col = tone * (0.4 + 0.4 * ring + 0.55 * lumps);
        col = mix(col, mix(tone, vec3(1.0), 0.5), smoothstep(0.12, 0.03, depth));
        if (kind == 1) col = mix(rock * speck * 0.7, col, smoothstep(0.75, 0.5, depth + 0.2 * lumps));
    } else col *= shade;
    fragColor = vec4(col, 1.0);
}
