// title: Torn Sheets
// description: A few large sheets of torn paper laid over each other, with white rough rims and shadows.
// tags: collage, paper, occlusion

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

float sdBox(vec2 p, vec2 b) {
    vec2 d = abs(p) - b;
    return length(max(d, 0.0)) + min(max(d.x, d.y), 0.0);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (fragCoord - 0.5 * iResolution.xy) / iResolution.y;
    float clock = iTime * 3.1 + 0.7;
    int scene = 1978 + int(clock);
    float rough = 0.1 * (fbm(p * 7.0 + 3.0 * float(scene % 7), scene) - 0.5) + 0.05 * noise(p * 3.0, scene);
    float shade = 1.0, rim = 0.0;
    int sheet = 20;
    vec2 at = p;
    for (int i = 0; i < 8; i++) {
        vec4 h = cell4(ivec2(i, scene), 1), g = cell4(ivec2(i, scene), 2);
        vec2 axis = normalize(h.xy - 0.503), o = (g.xy - 0.5) * vec2(2.0, 1.3);
        o += 0.3 * (fract(clock) - 0.5) * axis.yx * vec2(-1.0, 1.0);
        vec2 u = mat2(axis, -axis.y, axis.x) * (p - o);
        vec2 size = mix(vec2(0.07), vec2(0.45, 0.4), h.zw * h.zw);
        float wob = rough * mix(0.4, 1.6, g.z), d = sdBox(u, size) + wob;
        if (d < 0.0) {
            sheet = i;
            rim = smoothstep(-0.018, -0.008, d + rough * 0.2);
            at = u;
            break;
        }
        vec2 drop = u - mat2(axis, -axis.y, axis.x) * vec2(0.025, -0.03);
        shade *= mix(0.5, 1.0, smoothstep(-0.01, 0.06, sdBox(drop, size) + wob));
    }
    vec3 a = ink(sheet, scene), b = ink(sheet + 9, scene);
    int print = int(rnd(sheet, scene) * 6.0);
    vec2 u = at * mix(8.0, 40.0, rnd(sheet, scene + 1));
    float on = 0.0;
    if (print == 0) on = step(0.75, fract(u.y)) * step(noise(vec2(u.x * 3.0, floor(u.y)), scene), 0.62);
    if (print == 1) on = smoothstep(0.45, 0.55, fbm3(u * 0.5, scene));
    if (print == 2) on = step(0.85, max(fract(u.x), fract(u.y)));
    if (print == 3) on = smoothstep(-0.3, 0.3, at.x + at.y);
    if (print == 4) on = step(length(fract(u * 0.7) - 0.5), 0.5 * noise(u * 0.2, scene));
    vec3 col = mix(mix(a, b, on), vec3(0.95, 0.93, 0.88), rim);
    fragColor = vec4(col * shade * (0.85 + 0.5 * (noise(p * 50.0, scene) - 0.5) + 2.0 * rough), 1.0);
}
