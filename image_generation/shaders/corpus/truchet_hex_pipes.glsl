// title: Hexagon Pipes
// description: Round metal and plastic pipes that run through random hexagon tiles above a deep floor.
// tags: truchet, hexagon, pipes, tubes

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

void pipe(inout vec4 best, float d, float w, float lift, float k) {
    float z = d < w ? sqrt(1.0 - d * d / (w * w)) : -1.0;
    if (z > 0.0 && lift + z * w > best.x) best = vec4(lift + z * w, d / w, k, 1.0);
    else if (best.w < 0.5) best.y = min(best.y, d - w);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (fragCoord - 0.5 * iResolution.xy) / iResolution.y;
    float clock = iTime * 2.35 + 0.05;
    int scene = 2800 + int(clock);
    p = turn(rnd(scene, 1) * 6.28) * p * mix(1.2, 7.0, rnd(scene, 2));
    p.y /= mix(0.6, 1.0, rnd(scene, 3));
    p += fract(clock) * vec2(4.0, 1.0);
    vec2 s = vec2(1.0, 1.7320508), ha = floor(p / s) + 0.5, hb = floor(p / s - 0.5) + 1.0;
    vec2 a = p - ha * s, b = p - hb * s, t = dot(a, a) < dot(b, b) ? a : b;
    vec2 center = dot(a, a) < dot(b, b) ? ha : hb;
    ivec2 id = ivec2(floor(center * 2.0 + 0.1));
    vec3 h = cell3(id, scene);
    int turns = int(h.x * 6.0);
    if ((turns & 1) == 1) t = vec2(-0.5 * t.x - 0.8660254 * t.y, 0.8660254 * t.x - 0.5 * t.y);
    if ((turns & 2) == 2) t = -t;
    float w = mix(0.06, 0.2, rnd(scene, 4));
    vec4 best = vec4(-1.0, 9.0, 0.0, 0.0);
    vec2 corner1 = vec2(0.5, 0.2886751), corner2 = vec2(-0.5, -0.2886751);
    pipe(best, abs(length(t - corner1) - 0.2886751), w, 0.0, 1.0);
    pipe(best, abs(length(t - corner2) - 0.2886751), w, 0.0, 2.0);
    vec2 across = vec2(-0.5, 0.8660254);
    if (h.y > 0.4) pipe(best, abs(dot(t, vec2(0.8660254, 0.5))), w, 0.25, 3.0);
    else {
        pipe(best, abs(length(t - vec2(-0.5, 0.2886751)) - 0.2886751), w, 0.1, 3.0);
        pipe(best, abs(length(t - vec2(0.0, 0.57735)) - 0.2886751), w, 0.2, 4.0);
    }
    vec3 col = ink(7, scene) * (0.4 + 0.7 * fbm3(p * 6.0, scene))
        * mix(0.55, 1.15, smoothstep(0.0, 0.25, best.y));
    if (best.w > 0.5) {
        float z = sqrt(max(1.0 - best.y * best.y, 0.0));
        int k = (int(best.z) + id.x * int(rnd(scene, 5) * 2.0)) % 6;
        vec3 c = ink(k, scene);
        col = c * (0.2 + 0.8 * z) + 0.4 * smoothstep(0.9, 0.97, z) * rnd(scene, 7);
        col *= 0.7 + 0.5 * best.x / 0.4;
        float rust = smoothstep(0.5, 0.7, fbm3(p * 4.0, scene + 3)) * rnd(scene, 6);
        col = mix(col, vec3(0.35, 0.2, 0.12) * (0.3 + z), rust);
    }
    fragColor = vec4(col, 1.0);
}
