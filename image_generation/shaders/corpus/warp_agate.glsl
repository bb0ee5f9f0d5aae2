// title: Sliced Agate
// description: Nested bands of an agate slice with a crystal heart and rough crust, at changing magnification.
// tags: domain-warp, agate, mineral

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

vec3 cell3(ivec2 c, int s) {
    uint b = cellBits(c, s);
    return vec3(float(b & 2047u), float((b >> 11) & 2047u), float(b >> 22) * 2.0) / 2047.0;
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

vec3 earth(int k, int s) {
    vec4 b = cell4(ivec2(k, s), 7);
    float h = mix(0.03, 0.14, b.y);
    if (b.x > 0.6) h = mix(0.2, 0.36, b.y);
    if (b.x > 0.82) h = mix(0.52, 0.64, b.y);
    float v = mix(0.14, 0.92, fract(cell1(ivec2(s), 8) + float(k) * 0.6180340));
    return hsv(h, mix(0.15, 0.7, b.z) * (1.2 - 0.6 * v), v);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (fragCoord - 0.5 * iResolution.xy) / iResolution.y;
    float clock = iTime * 1.85 + 0.3;
    int scene = 4170 + int(clock);
    p = turn(rnd(scene, 1) * 6.28) * p * mix(0.8, 2.4, rnd(scene, 2)) + fract(clock) * vec2(1.0, 0.8);
    vec2 warp = vec2(fbm3(p * 1.5, scene), fbm3(p * 1.5 + 9.0, scene + 1)) - 0.5;
    vec2 q = p + 0.9 * warp;
    ivec2 c = ivec2(floor(q));
    float near = 9.0, far = 9.0;
    int id = 0;
    for (int j = 0; j < 9; j++) {
        ivec2 k = c + ivec2(j % 3 - 1, j / 3 - 1);
        vec3 h = cell3(k, scene);
        float d = length(q - vec2(k) - h.xy);
        if (d < near) {
            far = near;
            near = d;
            id = int(h.z * 97.0);
        } else far = min(far, d);
    }
    float inner = (far - near) + 0.05 * noise(p * 6.0, scene);
    float y = inner * mix(9.0, 24.0, rnd(scene, 4));
    float sharp = floor(y), t = y - sharp;
    vec3 a = ink(int(sharp) + id, scene), b = ink(int(sharp) + 1 + id, scene);
    vec3 col = mix(a, b, smoothstep(0.5, 1.0, t)) * (0.8 + 0.3 * noise(vec2(y * 7.0, 0.5), scene));
    float heart = mix(0.55, 1.1, rnd(id, scene + 5));
    if (inner > heart) {
        vec2 u = p * 14.0;
        vec2 f = floor(u + 0.8 * vec2(noise(u, 3), noise(u, 4)));
        float facet = cell1(ivec2(f), scene);
        col = mix(ink(id, scene), vec3(0.95), 0.25 + 0.5 * facet) * (0.4 + 0.8 * facet)
            * smoothstep(heart, heart + 0.1, inner);
    }
    float crust = smoothstep(0.09, 0.05, inner + 0.08 * (fbm3(p * 8.0, scene) - 0.5));
    col = mix(col, earth(id, scene) * (0.2 + 0.9 * fbm(p * 12.0, scene)), crust);
    fragColor = vec4(col * (0.95 + 0.25 * warp.x), 1.0);
}
