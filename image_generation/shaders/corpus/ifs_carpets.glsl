// title: Substitution Carpets
// description: Carpets made by replacing squares again and again with a random three by three stencil.
// tags: ifs, fractal, carpet, substitution

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
    float clock = iTime * 2.7 + 0.4;
    int scene = 6225 + int(clock);
    p += 0.08 * rnd(scene, 1) * vec2(sin(p.y * 7.0 + clock), sin(p.x * 6.0));
    vec2 q = turn(rnd(scene, 2) > 0.4 ? rnd(scene, 3) * 6.28 : 0.0) * p * exp2(mix(-1.6, 0.3, rnd(scene, 4)));
    q = (q + cell2(ivec2(scene), 5)) * exp2(0.5 * fract(clock)) + 8.0;
    vec2 t = fract(q);
    int state = 0, depth = 0, first = 0;
    uint mask = cellBits(ivec2(scene, 1), 6) | 1u;
    float size = 1.0, rim = 1.0;
    for (int i = 0; i < 5; i++) {
        float n = 3.0;
        t *= n;
        vec2 f = min(floor(t), n - 1.0);
        t -= f;
        size /= n;
        ivec2 c = ivec2(f);
        if ((scene & 1) == 0) c = abs(c - 1);
        int digit = c.x + 3 * c.y;
        if (i == 0) first = digit;
        rim = min(min(t.x, t.y), min(1.0 - t.x, 1.0 - t.y)) * size;
        if (((mask >> uint(digit + 9 * (state % 2))) & 1u) == 0u) {
            depth = i + 1;
            break;
        }
        state += int((mask >> uint(20 + (digit & 7))) & 1u);
        if ((digit & 1) == 1 && rnd(scene, 7) > 0.5) t = t.yx;
        depth = i + 1;
    }
    vec3 col = ink(depth + (rnd(scene, 8) > 0.5 ? first : 0), scene);
    float l = length(t - 0.5);
    if (rnd(depth, scene + 9) > 0.6) col = mix(col, ink(depth + 4, scene), step(l, 0.32));
    else if (rnd(depth, scene + 9) > 0.3) col = mix(col, ink(depth + 5, scene), step(t.x, t.y));
    col *= 0.6 + 0.45 * smoothstep(0.0, 0.2, rim / size);
    col *= 0.8 + 0.25 * (t.y - t.x) + 0.5 * (fbm3(q * 12.0, scene) - 0.35);
    fragColor = vec4(col * 1.15, 1.0);
}
