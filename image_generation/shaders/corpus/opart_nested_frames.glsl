// title: Nested Frames
// description: Squares within squares, turned and pushed off-centre, in fields of unequal cells.
// tags: op-art, squares, nested, tiling

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
    float clock = iTime * 2.45 + 0.9;
    int scene = 9102 + int(clock);
    p = turn((rnd(scene, 1) - 0.5) * 1.6) * p * mix(0.8, 3.0, rnd(scene, 2)) + fract(clock) * vec2(1.0, 0.6);
    p.x += 0.2 * sin(p.y * 2.0 + rnd(scene, 3) * 6.0);
    vec2 f = floor(p), t = p - f;
    vec2 cut = mix(vec2(0.3), vec2(0.7), cell2(ivec2(f), scene));
    ivec2 id = ivec2(f) * 2;
    vec2 lo = vec2(0.0), hi = cut;
    if (t.x > cut.x) {
        lo.x = cut.x;
        hi.x = 1.0;
        id.x++;
    }
    if (t.y > cut.y) {
        lo.y = cut.y;
        hi.y = 1.0;
        id.y++;
    }
    vec2 u = ((t - lo) / (hi - lo) - 0.5) * 2.0;
    vec4 h = cell4(id, scene + 1);
    float shrink = mix(0.68, 0.88, h.x), twist = (h.y - 0.5) * mix(0.0, 0.7, rnd(scene, 4));
    vec2 drift = (h.zw - 0.5) * 0.3 + 0.1 * vec2(cos(clock * 4.0), sin(clock * 4.0)) * (h.x - 0.5);
    mat2 m = turn(twist);
    int n = 0;
    for (int i = 0; i < 12; i++) {
        vec2 v = m * (u - drift) / shrink;
        if (max(abs(v.x), abs(v.y)) > 1.0) break;
        u = v;
        n++;
    }
    float fade = float(n) / 12.0, edge = 1.0 - max(abs(u.x), abs(u.y));
    int style = int(rnd(scene, 5) * 3.0);
    vec3 col = ink(n % 2, scene);
    if (style == 1) col = mix(ink(int(h.x * 5.0), scene), ink(5 + int(h.z * 5.0), scene), fade);
    if (style == 2) col = ink(n + int(h.w * 9.0), scene);
    bool side = abs(u.x) > abs(u.y);
    float light = side ? (u.x > 0.0 ? 0.72 : 0.95) : (u.y > 0.0 ? 1.12 : 0.55);
    col *= mix(1.0, light, rnd(scene, 6)) * (1.0 - 0.35 * fade * rnd(scene, 7));
    col *= 0.7 + 0.3 * smoothstep(0.0, 0.08, edge) + 0.25 * (fbm3(p * 12.0, scene) - 0.3);
    fragColor = vec4(col * 1.1, 1.0);
}
