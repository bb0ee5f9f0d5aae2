// title: Heaped Rosettes
// description: Rosettes of all orders and sizes, like doilies, flowers and wheels, lying on top of each other.
// tags: kaleidoscope, rosette, dead-leaves, ornament

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

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (fragCoord - 0.5 * iResolution.xy) / iResolution.y;
    float clock = iTime * 2.2 + 0.05;
    int scene = 5951 + int(clock);
    p = p * mix(0.8, 2.2, rnd(scene, 1)) + vec2(fract(clock), -fract(clock)) * 1.5;
    float shade = 1.0, r = 1.0;
    vec2 rel = vec2(0.0);
    vec4 hit = vec4(-1.0);
    for (int i = 0; i < 5; i++) {
        float scale = exp2(2.2 * rnd(i, scene + 2) - 0.2);
        vec2 q = p * scale + 40.0 * cell2(ivec2(i, scene), 3);
        ivec2 c = ivec2(floor(q + 0.5));
        float dark = 1.0;
        for (int j = 0; j < 4; j++) {
            ivec2 id = c - ivec2(j & 1, j >> 1);
            vec4 h = cell4(id, scene * 8 + i);
            vec2 d = q - vec2(id) - h.xy;
            float size = mix(0.2, 0.46, h.z);
            if (length(d) < size && h.w > hit.w) {
                hit = h;
                rel = d;
                r = size;
            }
            dark = min(dark, 0.5 + 0.5 * smoothstep(size - 0.03, size + 0.06, length(d + vec2(0.03, -0.03))));
        }
        if (hit.w > 0.0) break;
        shade = min(shade, dark);
    }
    vec3 col = ink(9, scene) * (0.6 + 0.6 * fbm3(p * 6.0, scene));
    if (hit.w > 0.0) {
        int k = int(hit.w * 255.0);
        float n = 3.0 + floor(rnd(k, 5) * 10.0), sector = 6.2831853 / n;
        float a = atan(rel.y, rel.x) + hit.x * 6.28 + fract(clock) * 2.0, l = length(rel) / r;
        float t = abs(mod(a, sector) - 0.5 * sector) / sector * 2.0;
        float ring = floor(l * (2.0 + 4.0 * rnd(k, 6))), e = fract(l * (2.0 + 4.0 * rnd(k, 6)));
        int kr = k + int(ring);
        float lace = rnd(kr, 7) > 0.5 ? t - e : length(vec2(t - rnd(kr, 8), e - 0.5)) - 0.35;
        if (rnd(kr, 9) > 0.7) lace = abs(e - 0.5 - 0.4 * (t - 0.5)) - 0.2;
        col = mix(ink(kr % 6, scene), ink((kr + 2) % 6, scene), step(0.0, lace));
        col *= 0.7 + 0.4 * smoothstep(0.0, 0.15, abs(lace)) - 0.3 * step(0.96, l);
        col *= 0.85 + 0.3 * dot(rel / r, vec2(-0.6, 0.7)) + 0.3 * (noise(rel * 30.0, k) - 0.5);
    }
    fragColor = vec4(col * shade, 1.0);
}
