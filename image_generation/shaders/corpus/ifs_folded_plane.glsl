// title: Folded Plane
// description: Inversions and folds pile up lacy arches and chains, shaded like carved ivory, wood or copper.
// tags: ifs, fold, inversion, fractal

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

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (fragCoord - 0.5 * iResolution.xy) / iResolution.y;
    float clock = iTime * 1.8 + 0.55;
    int scene = 6362 + int(clock);
    vec2 z = turn(rnd(scene, 1) * 6.28) * p * mix(0.6, 2.0, rnd(scene, 2)) + (cell2(ivec2(scene), 3) - 0.5)
        * 3.0;
    vec2 start = z;
    vec2 c = vec2(mix(0.5, 0.95, rnd(scene, 4)), mix(0.3, 0.8, rnd(scene, 5)) + 0.25 * fract(clock));
    mat2 m = turn((rnd(scene, 6) - 0.5) * 1.2);
    float trap = 9.0, scale = 1.0, edge = 9.0;
    int k = 0;
    vec2 at = z;
    for (int i = 0; i < 6; i++) {
        z = m * (abs(z) - c);
        float inv = clamp(1.0 / dot(z, z), 0.8, 1.9);
        z *= inv;
        scale *= inv;
        vec2 u = abs(z - 0.2);
        float d = (abs(max(u.x, u.y) - 0.4) - 0.13) / scale;
        float e = (length(z - 0.3) - 0.3) / scale;
        edge = min(edge, min(u.x, u.y) / scale);
        if (min(d, e) < trap) {
            trap = min(d, e);
            k = i * 2 + (d < e ? 0 : 1);
            at = z;
        }
    }
    vec3 col = ink(edge < 0.06 ? 13 : 12, scene) * (0.6 + 0.7 * fbm3(start * 5.0, scene));
    col *= 0.45 + 0.55 * smoothstep(0.0, 0.1, trap);
    if (trap < 0.0) {
        float rise = smoothstep(0.0, -0.03, trap);
        col = ink(k % 6, scene) * (0.5 + 0.5 * rise) * (0.9 + 0.35 * sign(at.x * at.y) * (1.0 - rise));
        col *= 0.75 + 0.5 * noise(at * 9.0, k);
    }
    fragColor = vec4(col * 1.15, 1.0);
}
