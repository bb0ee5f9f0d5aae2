// title: Newspaper Page
// description: Columns of grey text lines, headlines, rules and halftone pictures on folded newsprint.
// tags: glyphs, text, layout, halftone

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
    float clock = iTime * 2.35 + 0.1;
    int scene = 6773 + int(clock);
    vec2 q = turn((rnd(scene, 1) - 0.5) * 2.2) * p * mix(0.7, 2.2, rnd(scene, 2))
        / (1.0 + 0.6 * p.x * (rnd(scene, 3) - 0.5));
    float fold = gnoise(q * vec2(0.8, 2.0) + 6.0 * rnd(scene, 4), scene);
    q += vec2(0.05 * fold, fract(clock) * 2.0);
    vec3 paper = mix(vec3(0.93, 0.9, 0.82), ink(0, scene), 0.35 * rnd(scene, 5)), black = ink(1, scene)
        * 0.15 + 0.05;
    float columns = 2.0 + floor(rnd(scene, 6) * 3.0);
    vec2 u = q * vec2(columns, 1.0);
    float c = floor(u.x), y = q.y + rnd(int(c) + 50, scene) * 2.0;
    float block = floor(y * 1.3), v = fract(y * 1.3), x = fract(u.x);
    vec4 h = cell4(ivec2(int(c), int(block)), scene);
    if (rnd(int(block) + 90, scene) > 0.75 && rnd(scene, 7) > 0.3) {
        x = fract(u.x * 0.5);
        h = cell4(ivec2(int(floor(u.x * 0.5)), int(block)), scene + 1);
        v = fract(q.y * 1.3);
    }
    vec3 col = paper * (0.9 + 0.2 * noise(q * 40.0, 2));
    bool margin = x < 0.05 || x > 0.95 || v < 0.04 || v > 0.96;
    if (!margin) {
        if (h.x > 0.55) {
            vec2 t = vec2(x, v);
            float scenePart = fbm3(t * 3.0 + h.yz * 30.0, scene) + 0.4 * (v - 0.5);
            if (v < 0.3 + 0.3 * noise(vec2(x * 4.0, h.y * 9.0), 3)) scenePart *= 0.4;
            if (length(t - h.yz) < 0.22) scenePart += 0.35;
            vec2 s = turn(0.7) * q * mix(45.0, 80.0, rnd(scene, 8));
            float dots = length(fract(s) - 0.5) * 1.3;
            vec3 plate = h.w > 0.6 ? ink(4 + int(h.z * 4.0), scene) * 0.6 : black;
            col = mix(mix(paper, plate, 0.2), plate, smoothstep(scenePart - 0.1, scenePart + 0.1, 0.95
                - dots));
        } else {
            bool head = v > 0.8 - 0.4 * step(0.4, h.z) * h.w;
            float lines = head ? 7.0 : mix(16.0, 30.0, rnd(scene, 9)), row = floor(v * lines);
            float w = noise(vec2(x * (head ? 12.0 : 40.0), row * 7.0), int(block) + int(c) * 31);
            float last = step(x, 0.5 + 0.5 * cell1(ivec2(int(row), int(block)), int(c)) + 0.3 * float(!head));
            if (fract(v * lines) > 0.4 && w > 0.36 && last > 0.5) col = h.w > 0.85 && head ? ink(3, scene)
                : black;
            if (h.y > 0.85) col = vec3(1.0) - col * 0.9;
        }
    }
    if (abs(x - 0.003) < 0.006 && rnd(scene, 10) > 0.5) col = black;
    col *= 0.8 + 0.9 * fold * smoothstep(0.3, 0.0, abs(fold)) + 0.25 * rnd(scene, 11);
    fragColor = vec4(col, 1.0);
}
