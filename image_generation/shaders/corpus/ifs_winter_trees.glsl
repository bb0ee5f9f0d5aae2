// title: Branching Trees
// description: Bare or leafy trees grown by folding space, in rows of depth, against sky, snow or dusk.
// tags: ifs, fold, tree, landscape

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

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (fragCoord - 0.5 * iResolution.xy) / iResolution.y;
    float clock = iTime * 2.05 + 0.7;
    int scene = 6088 + int(clock);
    vec3 low = ink(0, scene), high = ink(2, scene), bark = ink(1, scene) * 0.5;
    float cloud = fbm3(p * vec2(1.5, 4.0) + 9.0 * rnd(scene, 1), scene);
    vec3 col = mix(low, high, smoothstep(-0.3, 0.6, p.y + 0.5 * (cloud - 0.5)));
    float ground = mix(-0.4, -0.1, rnd(scene, 2)) + 0.05 * gnoise(vec2(p.x * 2.0, 1.0), scene);
    if (p.y < ground) col = mix(ink(3, scene), low, 0.3) * (0.5 + 0.8
        * fbm3(p * vec2(5.0, 20.0) / (0.3 + ground - p.y), scene));
    for (int layer = 0; layer < 2; layer++) {
        float zoom = layer == 0 ? mix(1.8, 3.0, rnd(scene, 3)) : mix(0.7, 1.4, rnd(scene, 4));
        vec2 q = (p - vec2(0.0, layer == 0 ? ground : ground - 0.15)) * zoom;
        q.x += fract(clock) * float(1 + layer) + 9.0 * rnd(scene, 5 + layer);
        float i = floor(q.x);
        vec4 h = cell4(ivec2(int(i), layer), scene);
        q.x = q.x - i - 0.5 - 0.2 * (h.x - 0.5);
        q /= mix(0.55, 0.8, h.y);
        float len = 0.34, thick = mix(0.03, 0.06, h.z), d = 9.0, size = 1.0, leafiness = 9.0;
        mat2 bend = turn(mix(0.3, 0.65, h.w));
        float lean = (h.x - 0.5) * 0.5;
        for (int k = 0; k < 6; k++) {
            float y = clamp(q.y, 0.0, len);
            d = min(d, (length(q - vec2(0.0, y)) - thick * (1.0 - 0.35 * y / len)) * size);
            q.y -= len;
            q.x += lean * q.y * 0.3;
            q.x = abs(q.x);
            q = bend * q / 0.74;
            q.x -= 0.012;
            size *= 0.74;
            if (k > 2) leafiness = min(leafiness, (length(q - vec2(0.0, 0.15)) - 0.3) * size);
            lean = -lean;
        }
        float haze = layer == 0 ? 0.5 : 0.0;
        if (rnd(scene, 8) > 0.45 && leafiness + 0.03 * noise(p * 40.0, layer) < 0.02) {
            float leaf = noise(p * zoom * 22.0, scene);
            col = mix(ink(4 + int(h.w * 2.0), scene) * (0.4 + 0.9 * leaf), low, haze);
        }
        if (d < 0.0) col = mix(bark * (0.6 + 0.8 * noise(vec2(q.x * 3.0, p.y * 40.0), scene)), low, haze);
    }
    fragColor = vec4(col, 1.0);
}
