// title: Dry Mud
// description: Cracked and curled plates of clay, lit from one side, with finer cracks inside each plate.
// tags: voronoi, cracks, ground

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

vec4 plates(vec2 p, int s) {
    ivec2 c = ivec2(floor(p));
    vec2 near = vec2(9.0), second = vec2(9.0);
    ivec2 id = c;
    for (int j = -1; j <= 1; j++)
        for (int i = -1; i <= 1; i++) {
            ivec2 k = c + ivec2(i, j);
            vec2 d = vec2(k) + 0.1 + 0.8 * cell2(k, s) - p;
            if (dot(d, d) < dot(near, near)) {
                second = near;
                near = d;
                id = k;
            } else if (dot(d, d) < dot(second, second)) second = d;
        }
    float edge = dot(0.5 * (near + second), normalize(second - near));
    return vec4(edge, float(cellBits(id, s + 1) & 65535u), near);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (fragCoord - 0.5 * iResolution.xy) / iResolution.y;
    float clock = iTime * 2.1;
    int scene = 471 + int(clock);
    float zoom = exp2(mix(1.0, 2.8, rnd(scene, 1)));
    p = turn(rnd(scene, 2) * 6.28) * p;
    p *= zoom * vec2(1.0, mix(1.0, 2.2, rnd(scene, 8))) / (1.0 + p.y * mix(-0.9, 0.9, rnd(scene, 3)));
    p += vec2(fract(clock) * 3.0, 0.0);
    vec2 w = p + 0.25 * vec2(noise(p * 4.0, scene), noise(p * 4.0, scene + 1));
    vec4 a = plates(w, scene * 4);
    vec4 b = plates(w * 3.3 + a.y, scene * 4 + 2);
    float ang = rnd(scene, 5) * 6.28;
    vec2 sun = vec2(cos(ang), sin(ang));
    float grain = fbm3(p * 14.0, scene);
    float lip = smoothstep(0.3, 0.05, a.x);
    float light = 0.75 + dot(normalize(a.zw + 1e-4), sun) * lip * 0.5 + (grain - 0.5) * 0.5;
    light += (rnd(int(a.y), scene) - 0.5) * 0.35;
    vec3 clay = hsv(mix(0.02, 0.13, rnd(scene, 6)), mix(0.1, 0.6, rnd(scene, 7)),
        mix(0.55, 0.95, rnd(scene, 9)));
    vec3 col = clay * light * mix(0.7, 1.0, smoothstep(0.01, 0.05, b.x));
    float gap = smoothstep(0.02, 0.05, a.x - 0.09 * rnd(scene, 10) * grain);
    col = mix(vec3(0.09, 0.06, 0.05) * (0.5 + grain), col, gap);
    fragColor = vec4(col, 1.0);
}
