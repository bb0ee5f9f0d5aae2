// title: Posters on a Wall
// description: Overlapping posters of bands, discs and text lines, pasted slightly askew on a stained wall.
// tags: collage, rectangles, layout

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

float fbm(vec2 p, int s) {
    float sum = 0.0, amp = 0.5;
    for (int i = 0; i < 5; i++) {
        sum += amp * noise(p, s + i);
        p = mat2(1.62, 1.18, -1.18, 1.62) * p + 3.7;
        amp *= 0.5;
    }
    return sum / 0.97;
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
    float clock = iTime * 2.2 + 0.35;
    int scene = 2115 + int(clock);
    p = turn((rnd(scene, 1) - 0.5) * 0.8) * p * mix(1.0, 3.2, rnd(scene, 2));
    p.x += fract(clock) * 3.0;
    float shade = 1.0;
    vec4 hit = vec4(-1.0);
    vec2 at = p, dims = vec2(1.0);
    for (int i = 0; i < 5; i++) {
        vec2 q = p + 7.3 * cell2(ivec2(i, scene), 3);
        ivec2 c = ivec2(floor(q));
        vec4 h = cell4(c, i + 8 * scene);
        vec2 size = vec2(mix(0.12, 0.4, h.x), mix(0.12, 0.42, h.y));
        vec2 u = q - vec2(c) - 0.5 - (0.5 - size) * (h.zw - 0.5);
        u += 0.12 * (h.z - 0.5) * vec2(-u.y, u.x);
        if (sdBox(u, size) < 0.0) {
            hit = h;
            at = u;
            dims = size;
            break;
        }
        shade *= mix(0.55, 1.0, smoothstep(-0.01, 0.05, sdBox(u - vec2(0.015, -0.025), size)));
    }
    vec3 col = mix(ink(30, scene), ink(31, scene), 0.3) * (0.5 + 0.8 * fbm(p * vec2(4.0, 2.0), scene));
    if (hit.x >= 0.0) {
        int k = int(dot(hit, vec4(60.0, 70.0, 80.0, 90.0))), kind = k % 4;
        vec2 u = at / dims;
        vec3 a = ink(k, scene), b = ink(k + 1, scene), c = ink(k + 2, scene);
        col = a;
        float band = floor((u.y + 1.0) * mix(1.5, 5.0, hit.z));
        if (kind == 0) col = ink(k + int(band), scene);
        if (kind == 1 && length(at - dims * (hit.zw - 0.5)) < 0.6 * dims.x) col = b;
        if (kind == 2 && u.x * (hit.z - 0.5) + u.y * (hit.w - 0.5) > 0.0) col = b;
        if (kind == 3) col = mix(a, b, 0.5 + 0.5 * u.y);
        float row = floor(at.y * 45.0);
        bool text = u.y < 0.6 * hit.w - 0.2 && abs(u.x) < 0.8 && u.y > -0.85 && fract(at.y * 45.0) > 0.45;
        if (text && noise(vec2(at.x * 60.0, row), k) > 0.35) col = c;
        if (max(abs(u.x), abs(u.y)) > 0.94 && hit.y > 0.5) col = c;
        col *= 0.8 + 0.3 * noise(at * 9.0, k) + 0.1 * u.y;
    }
    fragColor = vec4(col * shade, 1.0);
}
